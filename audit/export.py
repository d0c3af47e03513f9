"""Headers for other systems: OCSF events as JSON lines, or CSV. No body is read, no key is needed.

OCSF 1.5.0: a flag becomes a Data Security Finding (2006) if it holds personal data or secrets only, a
Detection Finding (2004) if it holds harm; everything else an API Activity (6003). Every string comes
from a closed charset, so there is nothing in it that could break out of a field; the formula guard of
the CSV is there all the same.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any, Final

from audit.events import Access, Flag
from audit.record import Header

OCSF: Final = "1.5.0"
"""The schema that these events follow."""
COLUMNS: Final = (
    "seq", "time", "rid", "kind", "direction", "phase", "action", "severity", "findings", "level",
    "model", "route", "app", "corr", "policy", "ring", "officer", "subject", "purpose", "said",
)  # fmt: skip
"""Columns of the CSV."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_DATA_SECURITY: Final = 2006
_DETECTION: Final = 2004
_API: Final = 6003
_FINDINGS: Final = 2
_APPLICATION: Final = 6
_CREATE: Final = 1
_READ: Final = 2
_OTHER: Final = 99
_SUPPRESSED: Final = 4
_DISPOSITIONS: Final = MappingProxyType(
    {"block": (2, "Blocked"), "redact": (11, "Corrected"), "annotate": (15, "Detected")}
)
_SEVERITIES: Final = ((6, 4, "High"), (4, 3, "Medium"), (2, 2, "Low"), (0, 1, "Informational"))


def ocsf(headers: Iterable[Header]) -> Iterator[str]:
    """Yield one OCSF event a header, as a line of JSON without the line feed."""
    for header in headers:
        yield json.dumps(event(header), separators=(",", ":"), sort_keys=True)


def event(header: Header) -> dict[str, Any]:
    """Return a header as an OCSF event."""
    if isinstance(header.event, Flag):
        return _finding(header, header.event)
    return _activity(header)


def table(headers: Iterable[Header]) -> Iterator[str]:
    """Yield the lines of a CSV (RFC 4180), the names of its columns first."""
    yield _line(COLUMNS)
    for header in headers:
        members = _columns(header)
        yield _line([members.get(name, "") for name in COLUMNS])


def _columns(header: Header) -> Mapping[str, object]:
    happened = header.event
    members: dict[str, object] = {
        name: getattr(happened, name) for name in COLUMNS if hasattr(happened, name) and name != "said"
    }
    if isinstance(happened, Flag):
        members["findings"] = " ".join(f"{each.type or each.category}={each.n}" for each in happened.findings)
        members["severity"] = _worst(happened)
    place = {"seq": header.seq, "time": header.ts, "rid": header.rid, "kind": str(header.kind)}
    return members | place | {"ring": header.ring, "said": happened.said()}


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_inert(cell) for cell in cells])
    return buffer.getvalue()


def _inert(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _finding(header: Header, flag: Flag) -> dict[str, Any]:
    harm = any(each.category for each in flag.findings if each.type != "NOT_RUN")
    kind = _DETECTION if harm else _DATA_SECURITY
    number, name = _DISPOSITIONS[flag.action]
    types = sorted({each.type or each.category for each in flag.findings})
    base = _base(header, kind, _FINDINGS, _CREATE, _worst(flag))
    base["metadata"]["profiles"] = ["security_control"]  # to which action and disposition belong
    return base | {
        "action": "Denied" if flag.action == "block" else "Allowed",
        "action_id": 2 if flag.action == "block" else 1,
        "disposition": name,
        "disposition_id": number,
        "finding_info": {
            "analytic": {
                "name": ",".join(sorted({each.detector for each in flag.findings})),
                "type": "Rule",
                "type_id": 1,
                "uid": flag.policy,
            },
            "created_time": header.ts * 1000,
            "title": f"{flag.direction} {flag.action}",
            "types": types,
            "uid": header.rid,
        },
        "status": "New",
        "status_id": 1,
        "unmapped": {
            "app": flag.app,
            "findings": [each.members() for each in flag.findings],
            "level": flag.level,
            "model": flag.model,
            "phase": flag.phase,
            "policy": flag.policy,
            "ring": header.ring,
            "route": flag.route,
        },
    }


def _activity(header: Header) -> dict[str, Any]:
    happened = header.event
    read = isinstance(happened, Access)
    officer = getattr(happened, "officer", "") or "guard"
    return _base(header, _API, _APPLICATION, _READ if read else _OTHER, 0) | {
        "actor": {"user": {"name": officer}},
        "api": {
            "operation": str(header.kind),
            "service": {"name": "guard-audit", "uid": "guard-audit", "version": _version()},
        },
        "src_endpoint": {"name": "guard-audit"},
        "status": "Success",
        "status_id": 1,
        "unmapped": {"ring": header.ring, **happened.members()},
    }


def _base(header: Header, kind: int, category: int, activity: int, severity: int) -> dict[str, Any]:
    number, name = next((number, name) for low, number, name in _SEVERITIES if severity >= low)
    return {
        "activity_id": activity,
        "category_uid": category,
        "class_uid": kind,
        "message": header.event.said(),
        "metadata": {
            "correlation_uid": getattr(header.event, "corr", ""),
            "product": {"name": "guard", "vendor_name": "guard", "version": _version()},
            "sequence": header.seq,
            "tenant_uid": header.tenant,
            "uid": header.rid,
            "version": OCSF,
        },
        "severity": name,
        "severity_id": number,
        "time": header.ts * 1000,
        "type_uid": kind * 100 + activity,
    }


def _worst(flag: Flag) -> int:
    return max((each.severity for each in flag.findings), default=0)


def _version() -> str:
    try:
        return version("guard")
    except PackageNotFoundError:
        return "0"
