"""What can happen, one class a kind: the members that a header has of its own, checked when made.

An event holds ids, counts, digests and labels of closed charsets, never text. What an officer decides
carries the officer's signature over `statement`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, Literal, Self

from audit.errors import RecordError
from audit.fields import (
    DIGEST,
    LABEL,
    MAX_INT,
    NAME,
    OFFICER,
    RID,
    SIGNATURE,
    absent_or,
    canonical,
    choice,
    integer,
    match,
)

MAX_FINDINGS: Final = 256
MAX_EXCEPTIONS: Final = 256
MAX_PASSES: Final = 50
_CORR: Final = re.compile(r"[0-9a-f]{0,64}")
_PASS: Final = re.compile(r"[A-Z]{1,7} /[A-Za-z0-9{}/._-]{1,99}")
"""A method and a path, as a policy names a route: `{}` stands for an id or a name."""
_SCORE: Final = 1000
_SHOWN: Final = 8
"""Digits of an id that people see."""
_SEVERITY: Final = 7


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
    DECIDE = "decide"


KIND_CODE: Final = MappingProxyType({kind: code for code, kind in enumerate(Kind, 1)})
"""One byte per kind, as it stands in a leaf: 1 for a flag, 10 for a decision."""


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
        match("findings.type", self.type, LABEL)
        match("findings.category", self.category, LABEL)
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
    optional: ClassVar[frozenset[str]] = frozenset()
    """Members that are absent where there is nothing to say, so that a header is written in one way only."""

    def members(self) -> dict[str, Any]:
        """Return the JSON members."""
        return {member: getattr(self, name) for name, member in _NAMED[type(self)]}

    @classmethod
    def keys(cls) -> frozenset[str]:
        """Return the names of the JSON members that are always there."""
        return frozenset(member for _, member in _NAMED[cls]) - cls.optional

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
        """Return what officers sign: the event without signatures, and whose it is."""
        members = {name: value for name, value in self.members().items() if name not in ("sig", "sig2")}
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
            match(name, getattr(self, name), LABEL)
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
        at: UTC second at which the officer asked; a request is good for minutes.
        sig: the officer's signature over `statement`, hex.
        ticket: where it is explained, or empty.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.ACCESS
    subject: str
    officer: str
    purpose: str
    at: int
    sig: str
    ticket: str = ""

    def __post_init__(self) -> None:
        match("subject", self.subject, RID)
        match("officer", self.officer, OFFICER)
        match("purpose", self.purpose, NAME)
        integer("at", self.at, 0, MAX_INT)
        match("sig", self.sig, SIGNATURE)
        match("ticket", self.ticket, LABEL)

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
        at: UTC second of the decision, so that an old verdict cannot be put after its correction.
        sig: the officer's signature over `statement`, hex.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.VERDICT
    subject: str
    officer: str
    verdict: Literal["true_positive", "false_positive", "justified_use", "escalate", "needs_second"]
    at: int
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
        integer("at", self.at, 0, MAX_INT)
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
        exceptions: SHA-256 of each signed exception in force with it, hex, sorted.
        passes: the routes at which it has nothing looked at, each `METHOD /path`, sorted.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.POLICY
    optional = frozenset({"passes"})
    policy: str
    prior: str = ""
    exceptions: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        match("policy", self.policy, DIGEST)
        absent_or("prior", self.prior, DIGEST)
        for each in self.exceptions:
            match("exceptions", each, DIGEST)
        if len(self.exceptions) > MAX_EXCEPTIONS or list(self.exceptions) != sorted(set(self.exceptions)):
            raise RecordError(f"exceptions: expected at most {MAX_EXCEPTIONS}, sorted, each once")
        for each in self.passes:
            match("passes", each, _PASS)
        if len(self.passes) > MAX_PASSES or list(self.passes) != sorted(set(self.passes)):
            raise RecordError(f"passes: expected at most {MAX_PASSES}, sorted, each once")

    def members(self) -> dict[str, Any]:
        """Return the JSON members."""
        found = Event.members(self) | {"exceptions": list(self.exceptions), "passes": list(self.passes)}
        if not self.passes:
            del found["passes"]
        return found

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Self:
        """Make a policy change of JSON members.

        Raises:
            RecordError: a value out of its format.
            TypeError: a value of another type than the member's.
        """
        if not isinstance(members["exceptions"], list):
            raise RecordError("exceptions: expected a list")
        passes = members.get("passes", [])
        if not isinstance(passes, list) or ("passes" in members and not passes):
            raise RecordError("passes: expected a list of routes, or none")
        return cls(members["policy"], members["prior"], tuple(members["exceptions"]), tuple(passes))

    def said(self) -> str:
        """Return in a few words what happened."""
        count = len(self.passes)
        routes = f", passes {count} route{'s' * (count > 1)}" if count else ""
        return f"policy {self.policy[:_SHOWN]}{routes}"


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
        absent_or("prior", self.prior, DIGEST)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"ring {self.version}"


@dataclass(frozen=True, slots=True)
class Gap(Event):
    """Records that were not kept, counted.

    Args:
        n: how many, at least 1.
        since, until: UTC seconds of the first and the last.
        reason: `overflow` of a queue, `lost` by a failed store, or `rollback` to an older store.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.GAP
    n: int
    since: int
    until: int
    reason: Literal["overflow", "lost", "rollback"]

    def __post_init__(self) -> None:
        integer("n", self.n, 1, MAX_INT)
        integer("since", self.since, 0, MAX_INT)
        integer("until", self.until, self.since, MAX_INT)
        choice("reason", self.reason, "overflow", "lost", "rollback")

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
        absent_or("sig", self.sig, SIGNATURE)

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
        officer: whose signature `sig` is where the key before it was lost: an approver's, else empty.
        size, root: records before this one, and the root of their tree, hex: whoever signs the key stands for
            them, so who holds this key cannot rewrite them. 0 and empty for the first.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.ROTATE
    key: str
    number: int
    sig: str = ""
    officer: str = ""
    size: int = 0
    root: str = ""

    def __post_init__(self) -> None:
        match("key", self.key, DIGEST)
        integer("number", self.number, 0, MAX_INT)
        absent_or("sig", self.sig, SIGNATURE)
        absent_or("officer", self.officer, OFFICER)
        integer("size", self.size, 0, MAX_INT)
        absent_or("root", self.root, DIGEST)
        for name in ("sig", "size", "root"):
            if bool(getattr(self, name)) != bool(self.number):
                raise RecordError(f"{name}: the first key has none, every other has one")
        if self.officer and not self.number:
            raise RecordError("officer: the first key is lost to nobody")

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"checkpoint key {self.number}{f', by {self.officer}' * bool(self.officer)}"


@dataclass(frozen=True, slots=True)
class Decision(Event):
    """A step on the way of something that several officers decide: an exception, or a policy.

    Args:
        about: `exception` or `policy`.
        subject: the id of its document, 32 hex digits.
        digest: SHA-256 of the document, hex.
        step: `requested`, `approved` or `revoked`.
        officer: who took it.
        at: UTC second of the step.
        sig: the officer's signature over `statement`, hex.

    Raises:
        RecordError: a field breaks its format.
    """

    kind = Kind.DECIDE
    about: Literal["exception", "policy"]
    subject: str
    digest: str
    step: Literal["requested", "approved", "revoked"]
    officer: str
    at: int
    sig: str

    def __post_init__(self) -> None:
        choice("about", self.about, "exception", "policy")
        match("subject", self.subject, RID)
        match("digest", self.digest, DIGEST)
        choice("step", self.step, "requested", "approved", "revoked")
        match("officer", self.officer, OFFICER)
        integer("at", self.at, 0, MAX_INT)
        match("sig", self.sig, SIGNATURE)

    def said(self) -> str:
        """Return in a few words what happened."""
        return f"{self.officer} {self.step} {self.about} {self.subject[:_SHOWN]}"


CLASSES: Final[Mapping[Kind, type[Event]]] = MappingProxyType(
    {
        each.kind: each
        for each in (Flag, Access, Verdict, PolicyChange, RingChange, Gap, Erasure, Hold, Rotation, Decision)
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
