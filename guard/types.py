"""Values that the stages share: all frozen, none of them holds a matched value.

Offsets are half-open ``[start, end)`` in Unicode code points of the original Text.
"""

import re
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from guard.errors import SpanError

_SURROGATE = re.compile("[\ud800-\udfff]")


def readable(value: str) -> str:
    """Give a string without lone surrogates, which no engine here reads; offsets stay the same."""
    return value if value.isascii() else _SURROGATE.sub("\ufffd", value)


class Direction(StrEnum):
    """Which way a Text travels: to the model (prompt) or back (completion)."""

    PROMPT = "prompt"
    COMPLETION = "completion"


class Category(StrEnum):
    """Kinds of harm."""

    HATE = "hate"
    HARASSMENT = "harassment"
    SEXUAL = "sexual"
    SEXUAL_MINORS = "sexual/minors"
    VIOLENCE = "violence"
    SELF_HARM = "self_harm"
    ILLICIT = "illicit"
    PROMPT_ATTACK = "prompt_attack"


class Severity(IntEnum):
    """How bad a finding of harm is, on Azure AI Content Safety's four-level scale."""

    SAFE = 0
    LOW = 2
    MEDIUM = 4
    HIGH = 6


class Action(IntEnum):
    """What happens to a finding; the strictest of several is their ``max``."""

    ALLOW = 0
    ANNOTATE = 1
    REDACT = 2
    BLOCK = 3

    @property
    def word(self) -> str:
        """The action as policies and results spell it."""
        return self.name.lower()


class Operator(StrEnum):
    """How a redacted span is rewritten."""

    REPLACE = "replace"
    MASK = "mask"
    HASH = "hash"
    PSEUDONYM = "pseudonym"
    SYNTHETIC = "synthetic"
    DROP = "drop"


class Kind(StrEnum):
    """What a finding's label names."""

    ENTITY = "entity"
    CATEGORY = "category"
    WORDS = "words"
    TOPIC = "topic"


JUDGED = frozenset({Kind.CATEGORY, Kind.TOPIC})
"""What is said of a stretch as a whole: nothing in it is somebody's data for that, so it is never rewritten for it."""


class Reason(StrEnum):
    """Why a detector did not run to its end."""

    ERROR = "error"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points.

    Raises:
        SpanError: if the range is empty, reversed or starts before 0.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse ranges that hold nothing."""
        if not 0 <= self.start < self.end:
            raise SpanError(f"span {self.start}:{self.end}: expected 0 <= start < end")

    def overlaps(self, other: "Span") -> bool:
        """Tell whether both ranges share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Text:
    """One string of a message and its JSON pointer (RFC 6901) in the body it came from.

    Value and pointer (a member's name may be anybody's text) are kept out of the repr, so a
    traceback or a log line cannot carry them; ``place`` says where in API names and indices only.
    ``scannable`` is False for an image, audio or a file, whose bytes no detector here can read;
    ``sealed`` says that a provider encrypted them for itself.
    """

    pointer: str = field(repr=False)
    value: str = field(repr=False)
    scannable: bool = True
    place: str = ""
    sealed: bool = False


NOT_SCANNABLE = "NOT_SCANNABLE"
"""The entity of content that no detector can read; policies decide on it like on any other."""
PROVIDER_SEALED = "PROVIDER_SEALED"
"""The same of what a provider encrypted for itself, such as its model's reasoning: it goes back and forth unread."""
UNREAD = frozenset({NOT_SCANNABLE, PROVIDER_SEALED})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a detector found: where, what and how sure; never the matched value.

    ``text`` is the index of the Text among those screened together; ``score`` lies in 0..1;
    ``severity`` is ``SAFE`` for entities and word lists; ``validated`` says that a checksum or
    a registry confirmed the value, ``by_context`` that only a word near it makes it count.
    """

    text: int
    span: Span
    label: str
    kind: Kind
    score: float
    detector: str
    severity: Severity = Severity.SAFE
    validated: bool = False
    by_context: bool = False


@dataclass(frozen=True, slots=True)
class NotRun:
    """A detector that did not run to its end on a Text: never the same as "clean"."""

    detector: str
    reason: Reason
    text: int | None = None


class Why(StrEnum):
    """What decided about a finding."""

    RULE = "rule"
    NO_RULE = "no rule"
    BELOW = "below the rule's level"
    ALLOWED = "allowed"
    ALONE = "none of what it needs beside it"
    COVERED = "covered by a stronger finding"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """How a redacted span is rewritten; ``keep_last`` code points stay readable when masked."""

    operator: Operator = Operator.REPLACE
    keep_last: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A finding, the action a policy takes on it, and the id of the rule that says so."""

    finding: Finding
    action: Action
    rule: str
    why: Why = Why.RULE
    rewrite: Rewrite = Rewrite()

    @property
    def counts(self) -> bool:
        """Whether it is told: acted on, and not just another reading of what a stronger finding says."""
        return self.action > Action.ALLOW and self.why is not Why.COVERED


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of all findings of one screening.

    ``rules`` are the ids of the rules that gave ``action``; ``decisions`` keeps every finding,
    also the allowed ones, for explanation; ``not_run`` is never empty silently.
    """

    action: Action
    rules: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    not_run: tuple[NotRun, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether this verdict leaves a record: anything above ALLOW does."""
        return self.action > Action.ALLOW

    @property
    def outage(self) -> bool:
        """Whether it blocks for nothing but a detector that did not run."""
        return self.action is Action.BLOCK and all(each.action < Action.BLOCK for each in self.decisions)

    def counts(self) -> dict[str, int]:
        """Count the findings the policy acted on, by label."""
        found: dict[str, int] = {}
        for decision in self.decisions:
            if decision.counts:
                label = decision.finding.label
                found[label] = found.get(label, 0) + 1
        return dict(sorted(found.items()))
