"""What is recorded: the caller's `Record` and the plaintext `Header` made of it.

A header holds ids, counts, digests and labels of closed charsets. Text has one place only, the
`body`, which is sealed before it reaches a store and is left out of every repr.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal

import rfc8785

from audit.errors import RecordError
from audit.suites import SUITES

VERSION: Final = 1
MAX_BODY: Final = 256 * 1024
"""Bytes of a body before padding; callers record excerpts, not documents."""
MAX_FINDINGS: Final = 256
MAX_INT: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exact (RFC 8785, 3.2.2.3)."""

_DIRECTIONS: Final = ("prompt", "completion")
_PHASES: Final = ("whole", "stream")
_ACTIONS: Final = ("annotate", "redact", "block")
_LEVELS: Final = ("none", "fingerprint", "redacted")

_LABEL: Final = re.compile(r"[A-Za-z0-9._:/-]{0,64}")
NAME: Final = re.compile(r"[A-Za-z0-9._:/-]{1,64}")
"""A label that must not be empty, such as a tenant."""
OFFICER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""An officer's name: also part of a file name, hence no `/` and no leading dot."""
RID: Final = re.compile(r"[0-9a-f]{32}")
KID: Final = re.compile(r"[0-9a-f]{16}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_CORR: Final = re.compile(r"[0-9a-f]{0,64}")


class Kind(StrEnum):
    """Why a record was written."""

    FLAG = "flag"
    ACCESS = "access"


KIND_CODE: Final = MappingProxyType({Kind.FLAG: 1, Kind.ACCESS: 2})
"""One byte per kind, as it stands in a leaf."""


@dataclass(frozen=True, slots=True)
class FindingSummary:
    """How often one detector found one thing; never where, never what it read.

    Args:
        type: entity, or empty for a harm category alone.
        category: harm or privacy category, or empty.
        severity: 0 to 7.
        n: occurrences, at least 1.
        detector: the detector's id.
        score_milli: highest score in thousandths, 0 to 1000.

    Raises:
        RecordError: a field is out of its charset or range.
    """

    type: str
    category: str
    severity: int
    n: int
    detector: str
    score_milli: int

    def __post_init__(self) -> None:
        _match("findings.type", self.type, _LABEL)
        _match("findings.category", self.category, _LABEL)
        if not self.type and not self.category:
            raise RecordError("findings.type: empty, and so is the category")
        _integer("findings.severity", self.severity, 0, 7)
        _integer("findings.n", self.n, 1, MAX_INT)
        _match("findings.detector", self.detector, NAME)
        _integer("findings.score_milli", self.score_milli, 0, 1000)

    def members(self) -> dict[str, str | int]:
        """Return the JSON members."""
        return {name: getattr(self, name) for name in FindingSummary.__slots__}


@dataclass(frozen=True, slots=True)
class Record:
    """One event as its caller hands it in; `AuditLog` gives it a place and an id.

    Args:
        kind: `FLAG` for an exchange, `ACCESS` for an officer who opens a record.
        tenant: whose log it belongs to.
        direction: `prompt` or `completion`; empty for an access.
        phase: `whole` or `stream`; empty for an access.
        action: `annotate`, `redact` or `block`; empty for an access.
        findings: at most 256 summaries.
        policy: SHA-256 of the resolved policy, hex; empty for an access.
        model, route, app: configured labels; pass "other" for anything a client made up.
        corr: keyed hash that joins the tenant's own logs, hex, or empty.
        level: evidence level applied; with `none` there is no body.
        subject, officer, purpose: the record opened, by whom and why; empty for a flag.
        body: canonical JSON to be sealed; empty for a header-only record.

    Raises:
        RecordError: a field breaks its format; the message starts with the field's name.
    """

    kind: Kind
    tenant: str
    direction: Literal["prompt", "completion", ""] = ""
    phase: Literal["whole", "stream", ""] = ""
    action: Literal["annotate", "redact", "block", ""] = ""
    findings: tuple[FindingSummary, ...] = ()
    policy: str = ""
    model: str = ""
    route: str = ""
    app: str = ""
    corr: str = ""
    level: Literal["none", "fingerprint", "redacted"] = "none"
    subject: str = ""
    officer: str = ""
    purpose: str = ""
    body: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        _match("tenant", self.tenant, NAME)
        for name in ("model", "route", "app"):
            _match(name, getattr(self, name), _LABEL)
        _match("corr", self.corr, _CORR)
        _choice("level", self.level, _LEVELS)
        if len(self.findings) > MAX_FINDINGS:
            raise RecordError(f"findings: more than {MAX_FINDINGS}")
        if len(self.body) > MAX_BODY:
            raise RecordError(f"body: longer than {MAX_BODY} bytes")
        if self.body and self.level == "none":
            raise RecordError("body: present at level `none`")
        if self.kind is Kind.FLAG:
            self._check_flag()
        elif self.kind is Kind.ACCESS:
            self._check_access()
        else:
            raise RecordError("kind: unknown")

    def _check_flag(self) -> None:
        _choice("direction", self.direction, _DIRECTIONS)
        _choice("phase", self.phase, _PHASES)
        _choice("action", self.action, _ACTIONS)
        _match("policy", self.policy, _DIGEST)
        self._absent("subject", "officer", "purpose")

    def _check_access(self) -> None:
        _match("subject", self.subject, RID)
        _match("officer", self.officer, OFFICER)
        _match("purpose", self.purpose, NAME)
        self._absent("direction", "phase", "action", "findings", "policy", "body")

    def _absent(self, *names: str) -> None:
        for name in names:
            if getattr(self, name):
                raise RecordError(f"{name}: not part of a record of kind `{self.kind}`")


@dataclass(frozen=True, slots=True)
class Header:
    """The plaintext header of a record: what happened, where it stands, how its body is sealed.

    Args:
        record: the event; its body is not part of the header.
        seq: position in the tenant's log, from 0.
        rid: random 128-bit id, hex; never derived from content.
        ts: UTC seconds.
        ring: SHA-256 of the ring in force, hex.
        suite: sealing suite.
        kids: recipients by control group; empty for a header-only record.
        blen: bytes of the padded body; 0 for a header-only record.
        share: digest of the erasure share, hex; empty for a header-only record.
        com: key commitment, hex; empty until sealed and for a header-only record.

    Raises:
        RecordError: a field breaks its format.
    """

    record: Record
    seq: int
    rid: str
    ts: int
    ring: str
    suite: str
    kids: tuple[tuple[str, ...], ...] = ()
    blen: int = 0
    share: str = ""
    com: str = ""

    def __post_init__(self) -> None:
        _integer("seq", self.seq, 0, MAX_INT)
        _match("rid", self.rid, RID)
        _integer("ts", self.ts, 0, MAX_INT)
        _match("ring", self.ring, _DIGEST)
        _choice("suite", self.suite, tuple(SUITES))
        _integer("blen", self.blen, 0, MAX_INT)
        for group in self.kids:
            if not group:
                raise RecordError("kids: empty group")
            for kid in group:
                _match("kids", kid, KID)
        if self.blen:
            _match("share", self.share, _DIGEST)
        if bool(self.kids) != bool(self.blen) or bool(self.share) != bool(self.blen):
            raise RecordError("kids: present without a body, or the other way round")

    def unsealed(self) -> bytes:
        """Return the canonical header without `com`: what the sealing keys are bound to."""
        return rfc8785.dumps(self._members())

    def encode(self) -> bytes:
        """Return the canonical header (RFC 8785)."""
        return rfc8785.dumps(self._members() | {"com": self.com})

    def _members(self) -> dict[str, Any]:
        record = self.record
        members: dict[str, Any] = {
            "v": VERSION,
            "kind": str(record.kind),
            "tenant": record.tenant,
            "seq": self.seq,
            "rid": self.rid,
            "ts": self.ts,
            "dir": record.direction,
            "phase": record.phase,
            "action": record.action,
            "findings": [finding.members() for finding in record.findings],
            "policy": record.policy,
            "ring": self.ring,
            "model": record.model,
            "route": record.route,
            "app": record.app,
            "corr": record.corr,
            "level": record.level,
            "suite": self.suite,
            "kids": [list(group) for group in self.kids],
            "blen": self.blen,
            "share": self.share,
        }
        if record.kind is Kind.ACCESS:
            members |= {"subject": record.subject, "officer": record.officer, "purpose": record.purpose}
        return members


_COMMON: Final = frozenset(
    "v kind tenant seq rid ts dir phase action findings policy ring model route app corr level "
    "suite kids blen share com".split()
)
_KEYS: Final = MappingProxyType(
    {Kind.FLAG: _COMMON, Kind.ACCESS: _COMMON | {"subject", "officer", "purpose"}},
)


def parse_header(raw: bytes) -> Header:
    """Read a header back; what it accepts encodes to the same bytes again.

    Raises:
        RecordError: not canonical JSON, a key unknown or missing, or a value out of its format.
    """
    try:
        members = json.loads(raw.decode("ascii"))
    except (ValueError, RecursionError):
        raise RecordError("header: not JSON") from None
    if not isinstance(members, dict):
        raise RecordError("header: not an object")
    kind = members.get("kind")
    if kind not in tuple(Kind):
        raise RecordError("kind: unknown")
    if members.keys() != _KEYS[Kind(kind)]:
        raise RecordError("header: unknown or missing key")
    if members["v"] != VERSION:
        raise RecordError("v: unknown version")
    header = _from_members(Kind(kind), members)
    # Also catches duplicate keys, other spellings of numbers, and anything read too kindly above.
    if header.encode() != raw:
        raise RecordError("header: not canonical")
    return header


def _from_members(kind: Kind, members: Mapping[str, Any]) -> Header:
    findings, kids = members["findings"], members["kids"]
    if not isinstance(findings, list) or not isinstance(kids, list):
        raise RecordError("header: `findings` and `kids` are lists")
    try:
        record = Record(
            kind=kind,
            direction=members["dir"],
            findings=tuple(FindingSummary(**finding) for finding in findings),
            subject=members.get("subject", ""),
            officer=members.get("officer", ""),
            purpose=members.get("purpose", ""),
            **{
                name: members[name]
                for name in ("tenant", "phase", "action", "policy", "model", "route", "app", "corr", "level")
            },
        )
        header = Header(
            record=record,
            kids=tuple(tuple(group) for group in kids),
            **{name: members[name] for name in ("seq", "rid", "ts", "ring", "suite", "blen", "share", "com")},
        )
    except TypeError:
        raise RecordError("header: a member is of the wrong type") from None
    if header.blen:
        _match("com", header.com, _DIGEST)
    elif header.com:
        raise RecordError("com: present without a body")
    return header


def _match(name: str, value: object, pattern: re.Pattern[str]) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise RecordError(f"{name}: expected {pattern.pattern}")


def _choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise RecordError(f"{name}: expected one of {', '.join(choices)}")


def _integer(name: str, value: object, low: int, high: int) -> None:
    if type(value) is not int or not low <= value <= high:  # a bool is an int to isinstance
        raise RecordError(f"{name}: expected an integer from {low} to {high}")
