"""What can happen, one class a kind: the members that a header has of its own, checked when made.

An event holds ids, counts, digests and labels of closed charsets, never text. What an officer decides
carries the officer's signature over `statement`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, Literal, Self

from audit.errors import RecordError

MAX_FINDINGS: Final = 256
MAX_INT: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exact (RFC 8785, 3.2.2.3)."""

NAME: Final = re.compile(r"[A-Za-z0-9._:/-]{1,64}")
"""A label that must not be empty, such as a tenant."""
OFFICER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""An officer's name: also part of a file name, hence no `/` and no leading dot."""
RID: Final = re.compile(r"[0-9a-f]{32}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
"""An Ed25519 signature in hex."""
_LABEL: Final = re.compile(r"[A-Za-z0-9._:/-]{0,64}")
_CORR: Final = re.compile(r"[0-9a-f]{0,64}")
_SCORE: Final = 1000
_SHOWN: Final = 8
"""Digits of an id that people see."""
_SEVERITY: Final = 7
# RFC 8785 for what headers hold, and several times as fast as its general form: members are sorted by code
# point, which for ASCII names is the order of UTF-16 units that it asks for; labels of printable ASCII need
# no escape but the two that both write alike; an integer up to MAX_INT is its decimal digits in both.
_CANONICAL: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, check_circular=False
)


class Kind(StrEnum):
    """Why a record was written."""

    FLAG = "flag"
    ACCESS = "access"
    VERDICT = "verdict"
    POLICY = "policy"
    RING = "ring"
    GAP = "gap"
    ERASE = "erase"
    HOLD = "hold"
    ROTATE = "rotate"


KIND_CODE: Final = MappingProxyType({kind: code for code, kind in enumerate(Kind, 1)})
"""One byte per kind, as it stands in a leaf: 1 for a flag, 9 for a rotation."""


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
        match("findings.type", self.type, _LABEL)
        match("findings.category", self.category, _LABEL)
        if not self.type and not self.category:
            raise RecordError("findings.type: empty, and so is the category")
        integer("findings.severity", self.severity, 0, _SEVERITY)
        integer("findings.n", self.n, 1, MAX_INT)
        match("findings.detector", self.detector, NAME)
        integer("findings.score_milli", self.score_milli, 0, _SCORE)

    def members(self) -> dict[str, str | int]:
        """Return the JSON members."""
        return {name: getattr(self, name) for name in FindingSummary.__slots__}


@dataclass(frozen=True, slots=True)
class Event:
    """What every kind has in common: members under their JSON names, and back."""

    kind: ClassVar[Kind]

    def members(self) -> dict[str, Any]:
        """Return the JSON members."""
        return {member: getattr(self, name) for name, member in _NAMED[type(self)]}

    @classmethod
    def keys(cls) -> frozenset[str]:
        """Return the names of the JSON members."""
        return frozenset(member for _, member in _NAMED[cls])

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Self:
        """Make an event of JSON members.

        Raises:
            RecordError: a value out of its format.
            TypeError: a value of another type than the member's.
        """
        return cls(**{name: members[member] for name, member in _NAMED[cls]})

    def said(self) -> str:
        """Return in a few words what happened."""
        raise NotImplementedError

    def statement(self, tenant: str) -> bytes:
        """Return what an officer signs: the event without its signature, and whose it is."""
        members = {name: value for name, value in self.members().items() if name != "sig"}
        return _STATEMENT + canonical({"kind": str(self.kind), "tenant": tenant, **members})


_WRITTEN: Final = MappingProxyType({"direction": "dir"})
_STATEMENT: Final = b"guard-audit/statement/v1\n"


@dataclass(frozen=True, slots=True)
class Flag(Event):
    """An exchange in which something was found.

    Args:
        direction: `prompt` or `completion`.
        phase: `whole` or `stream`.
        action: `annotate`, `redact` or `block`.
        findings: at most 256 summaries.
        policy: SHA-256 of the resolved policy, hex.
        model, route, app: configured labels; pass "other" for anything a client made up.
        corr: keyed hash that joins the tenant's own logs, hex, or empty.
        level: evidence level applied; with `none` there is no body.

    Raises:
        RecordError: a field breaks its format; the message starts with the field's name.
    """

    kind = Kind.FLAG
    direction: Literal["prompt", "completion"]
    phase: Literal["whole", "stream"]
    action: Literal["annotate", "redact", "block"]
    findings: tuple[FindingSummary, ...]
    policy: str
    model: str = ""
    route: str = ""
    app: str = ""
    corr: str = ""
    level: Literal["none", "fingerprint", "redacted", "original"] = "none"

    def __post_init__(self) -> None:
        choice("direction", self.direction, "prompt", "completion")
        choice("phase", self.phase, "whole", "stream")
        choice("action", self.action, "annotate", "redact", "block")
        if len(self.findings) > MAX_FINDINGS:
            raise RecordError(f"findings: more than {MAX_FINDINGS}")
        match("policy", self.policy, DIGEST)
        for name in ("model", "route", "app"):
            match(name, getattr(self, name), _LABEL)
        match("corr", self.corr, _CORR)
        choice("level", self.level, "none", "fingerprint", "redacted", "original")

    def members(self) -> dict[str, Any]:
        """Return the JSON members."""
        found = Event.members(self)
        found["findings"] = [finding.members() for finding in self.findings]
        return found

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Self:
        """Make a flag of JSON members.

        Raises:
            RecordError: a value out of its format.
            TypeError: a value of another type than the member's.
        """
        if not isinstance(members["findings"], list):
            raise RecordError("findings: expected a list")
        findings = tuple(FindingSummary(**finding) for finding in members["findings"])
        return cls(**{name: members[member] for name, member in _NAMED[cls]} | {"findings": findings})

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"{self.direction} {self.action}"


@dataclass(frozen=True, slots=True)
class Access(Event):
    """An officer opened a record.

    Args:
        subject: the record's id.
        officer: by whom.
        purpose: why, a code.
        ticket: where it is explained, or empty.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.ACCESS
    subject: str
    officer: str
    purpose: str
    ticket: str = ""

    def __post_init__(self) -> None:
        match("subject", self.subject, RID)
        match("officer", self.officer, OFFICER)
        match("purpose", self.purpose, NAME)
        match("ticket", self.ticket, _LABEL)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"{self.officer} opened {self.subject[:_SHOWN]} for {self.purpose}"


@dataclass(frozen=True, slots=True)
class Verdict(Event):
    """What an officer thinks of a record; a correction is another verdict.

    Args:
        subject: the record's id.
        officer: whose verdict it is.
        verdict: one of `true_positive`, `false_positive`, `justified_use`, `escalate`, `needs_second`.
        sig: the officer's signature over `statement`, hex.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.VERDICT
    subject: str
    officer: str
    verdict: Literal["true_positive", "false_positive", "justified_use", "escalate", "needs_second"]
    sig: str

    def __post_init__(self) -> None:
        match("subject", self.subject, RID)
        match("officer", self.officer, OFFICER)
        choice(
            "verdict",
            self.verdict,
            "true_positive",
            "false_positive",
            "justified_use",
            "escalate",
            "needs_second",
        )
        match("sig", self.sig, SIGNATURE)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"{self.officer}: {self.verdict} {self.subject[:_SHOWN]}"


@dataclass(frozen=True, slots=True)
class PolicyChange(Event):
    """Another policy came into force.

    Args:
        policy: SHA-256 of the resolved policy, hex.
        prior: that of the one before, or empty.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.POLICY
    policy: str
    prior: str = ""

    def __post_init__(self) -> None:
        match("policy", self.policy, DIGEST)
        _absent_or("prior", self.prior, DIGEST)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"policy {self.policy[:_SHOWN]}"


@dataclass(frozen=True, slots=True)
class RingChange(Event):
    """Another key ring came into force: new records are sealed to its recipients.

    Args:
        version: the ring's version, from 1.
        prior: SHA-256 of the ring before, hex, or empty. The new one's stands in the header.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.RING
    version: int
    prior: str = ""

    def __post_init__(self) -> None:
        integer("version", self.version, 1, MAX_INT)
        _absent_or("prior", self.prior, DIGEST)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"ring {self.version}"


@dataclass(frozen=True, slots=True)
class Gap(Event):
    """Records that were not kept, counted.

    Args:
        n: how many, at least 1.
        since, until: UTC seconds of the first and the last.
        reason: `overflow` of a queue, or `lost` by a failed store.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.GAP
    n: int
    since: int
    until: int
    reason: Literal["overflow", "lost"]

    def __post_init__(self) -> None:
        integer("n", self.n, 1, MAX_INT)
        integer("since", self.since, 0, MAX_INT)
        integer("until", self.until, self.since, MAX_INT)
        choice("reason", self.reason, "overflow", "lost")

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"{self.n} records missing: {self.reason}"


@dataclass(frozen=True, slots=True)
class Erasure(Event):
    """Records whose shares were deleted.

    Args:
        scope: `record`, `subject`, `time` or `tenant`.
        n: how many, at least 1.
        rids: SHA-256 of their ids, sorted, each followed by a line feed, hex.
        reason: a code.
        officer: who ordered it; `retention` for the policy's own.
        sig: the officer's signature over `statement`, hex; empty for retention.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.ERASE
    scope: Literal["record", "subject", "time", "tenant"]
    n: int
    rids: str
    reason: str
    officer: str
    sig: str = ""

    def __post_init__(self) -> None:
        choice("scope", self.scope, "record", "subject", "time", "tenant")
        integer("n", self.n, 1, MAX_INT)
        match("rids", self.rids, DIGEST)
        match("reason", self.reason, NAME)
        match("officer", self.officer, OFFICER)
        _absent_or("sig", self.sig, SIGNATURE)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"{self.officer} erased {self.n} ({self.scope}) for {self.reason}"


@dataclass(frozen=True, slots=True)
class Hold(Event):
    """Records that must not be erased, or may be again.

    Args:
        hold: the hold's id, 32 hex digits.
        state: `placed` or `lifted`.
        since, until: UTC seconds of the records held, both included.
        expires: UTC second at which the hold ends by itself.
        reason: a code.
        officer, second: the two who ordered it.
        sig, sig2: their signatures over `statement`, hex.

    Raises:
        RecordError: a field breaks its format, or both officers are the same.
    """

    kind = Kind.HOLD
    hold: str
    state: Literal["placed", "lifted"]
    since: int
    until: int
    expires: int
    reason: str
    officer: str
    second: str
    sig: str
    sig2: str

    def __post_init__(self) -> None:
        match("hold", self.hold, RID)
        choice("state", self.state, "placed", "lifted")
        integer("since", self.since, 0, MAX_INT)
        integer("until", self.until, self.since, MAX_INT)
        integer("expires", self.expires, 0, MAX_INT)
        match("reason", self.reason, NAME)
        match("officer", self.officer, OFFICER)
        match("second", self.second, OFFICER)
        if self.officer == self.second:
            raise RecordError("second: expected another officer")
        match("sig", self.sig, SIGNATURE)
        match("sig2", self.sig2, SIGNATURE)

    def statement(self, tenant: str) -> bytes:
        """Return what both officers sign: the event without signatures, and whose it is."""
        members = {name: value for name, value in self.members().items() if name not in ("sig", "sig2")}
        return _STATEMENT + canonical({"kind": str(self.kind), "tenant": tenant, **members})

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"hold {self.hold[:_SHOWN]} {self.state} for {self.reason}"


@dataclass(frozen=True, slots=True)
class Rotation(Event):
    """The key that signs checkpoints from here on.

    Args:
        key: its public half, Ed25519, hex.
        number: 0 for the first key of a log, one more for each after it.
        sig: signature of the key before it over `statement`, hex; empty for the first.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.ROTATE
    key: str
    number: int
    sig: str = ""

    def __post_init__(self) -> None:
        match("key", self.key, DIGEST)
        integer("number", self.number, 0, MAX_INT)
        if bool(self.sig) != bool(self.number):
            raise RecordError("sig: the first key has none, every other has one")
        _absent_or("sig", self.sig, SIGNATURE)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"checkpoint key {self.number}"


CLASSES: Final[Mapping[Kind, type[Event]]] = MappingProxyType(
    {
        each.kind: each
        for each in (Flag, Access, Verdict, PolicyChange, RingChange, Gap, Erasure, Hold, Rotation)
    }
)
"""The class of each kind."""
_NAMED: Final[Mapping[type[Event], tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        cls: tuple((each.name, _WRITTEN.get(each.name, each.name)) for each in fields(cls))
        for cls in CLASSES.values()
    }
)
"""The fields of each class, each with the name of its JSON member."""


def canonical(members: Mapping[str, Any]) -> bytes:
    """Return members as canonical JSON (RFC 8785): printable ASCII and integers only, as in headers."""
    return _CANONICAL.encode(members).encode("ascii")


def match(name: str, value: object, pattern: re.Pattern[str]) -> None:
    """Refuse a value that is not a string of a pattern.

    Raises:
        RecordError: it is not; the message starts with `name`.
    """
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise RecordError(f"{name}: expected {pattern.pattern}")


def choice(name: str, value: object, *choices: str) -> None:
    """Refuse a value that is none of the choices.

    Raises:
        RecordError: it is none; the message starts with `name`.
    """
    if value not in choices:
        raise RecordError(f"{name}: expected one of {', '.join(choices)}")


def integer(name: str, value: object, low: int, high: int) -> None:
    """Refuse a value that is not an integer in a range.

    Raises:
        RecordError: it is not; the message starts with `name`.
    """
    if type(value) is not int or not low <= value <= high:  # a bool is an int to isinstance
        raise RecordError(f"{name}: expected an integer from {low} to {high}")


def _absent_or(name: str, value: object, pattern: re.Pattern[str]) -> None:
    if value != "":
        match(name, value, pattern)
