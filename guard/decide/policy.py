"""A policy as values: rules by label, for each direction. Made by `load`, read by `evaluate`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from guard.plugged import Plugged
from guard.types import UNREAD, Action, Category, Direction, Rewrite, Severity

EVERY = "*"
HISTORY_HOURS = 24
"""Hours for which a conversation that a provider keeps can be gone on with, unless a policy says otherwise."""


class Mode(StrEnum):
    """Whether verdicts are acted on, or only counted."""

    ENFORCE = "enforce"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Hold:
    """How much of a streamed completion is held back before it is released.

    Args:
        window: code points held back at least; 0 for whole sentences.
        whole: whether nothing is released before all of it is there.
    """

    window: int = 0
    whole: bool = False

    @classmethod
    def read(cls, word: str) -> "Hold":
        """Read ``sentence``, ``all`` or ``window:<code points>``."""
        return cls(int(word.partition(":")[2] or 0), word == "all")

    def __str__(self) -> str:
        return "all" if self.whole else f"window:{self.window}" if self.window else "sentence"


HOLDS = r"^(sentence|all|window:[1-9][0-9]{1,3})$"
"""The words that `Hold.read` reads, as a pattern for schemas."""


class Record(StrEnum):
    """Which exchanges leave an audit record."""

    FLAGGED = "flagged"
    NONE = "none"


class Annotations(StrEnum):
    """What is told of a screening in the reply itself, whether the request asks for it or not."""

    NONE = "none"
    AZURE = "azure"


class History(StrEnum):
    """What happens to a request that goes on from a conversation which the provider keeps."""

    REFUSE = "refuse"
    REMEMBER = "remember"


class Evidence(StrEnum):
    """The most that a record may hold of a flagged text; ``original`` needs a signed exception as well."""

    NONE = "none"
    FINGERPRINT = "fingerprint"
    REDACTED = "redacted"
    ORIGINAL = "original"


RECORDABLE = frozenset(
    """ADDRESS AGE COORDINATES DATE_OF_BIRTH DATE_TIME EMAIL_ADDRESS IP_ADDRESS LOCATION MAC_ADDRESS NRP
    ORGANIZATION PERSON PHONE_NUMBER URL USERNAME UUID""".split()
)
"""The entities that a record may show at evidence ``original``: who is meant, and where to reach them.

Everything else is never recorded: health, government identifiers, payment, credentials, and what nobody
put anywhere, such as a tenant's own entity. A list of what may be shown cannot forget what is new.
"""
NEVER_HARM = frozenset({Category.SEXUAL_MINORS.value})
"""Harm of which no excerpt is kept, whatever a policy or an exception says."""


class Durability(StrEnum):
    """When a record counts as kept, and what was flagged may leave."""

    STRICT = "strict"
    SPOOL = "spool"
    ASYNC = "async"


@dataclass(frozen=True, slots=True)
class EntityRule:
    """What happens to an entity or a word of a list whose score is high enough.

    ``only_with`` names entities of which one must be acted on in the same message: a town says
    something of a person only where there is one.
    """

    id: str
    action: Action
    rewrite: Rewrite
    min_score: float
    only_with: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """What happens to a category of harm from which severity on."""

    id: str
    levels: tuple[tuple[Action, Severity], ...]
    min_score: float

    def action(self, severity: Severity) -> Action:
        """Give the strictest action whose level ``severity`` reaches."""
        return max((action for action, level in self.levels if severity >= level), default=Action.ALLOW)


class Matcher(Protocol):
    """A compiled linear-time pattern."""

    def fullmatch(self, text: str) -> object | None:
        """Match the whole of ``text`` or give None."""


@dataclass(frozen=True, slots=True)
class AllowRule:
    """Values of an entity that are nobody's secret: the whole value must match."""

    id: str
    entity: str
    values: frozenset[str]
    pattern: Matcher | None

    def covers(self, label: str, value: str) -> bool:
        """Tell whether a found value is allowed."""
        every = self.entity == EVERY and label not in UNREAD  # what nobody read matches no pattern
        if self.entity != label and not every:
            return False
        return value in self.values or (
            self.pattern is not None and self.pattern.fullmatch(value) is not None
        )


@dataclass(frozen=True, slots=True)
class WordList:
    """A tenant's list and the directions it applies to."""

    id: str
    words: tuple[str, ...] = field(repr=False)
    rule: EntityRule
    directions: frozenset[Direction]


@dataclass(frozen=True, slots=True)
class DirectionRules:
    """The rules for one direction; a named label wins over ``*``."""

    entities: Mapping[str, EntityRule]
    categories: Mapping[str, CategoryRule]

    def entity(self, label: str) -> EntityRule | None:
        """Give the rule for an entity."""
        return self.entities.get(label) or self.entities.get(EVERY)

    def category(self, label: str) -> CategoryRule | None:
        """Give the rule for a category."""
        return self.categories.get(label) or self.categories.get(EVERY)


@dataclass(frozen=True, slots=True)
class OnNotRun:
    """What a detector that did not run means, by name or else by default."""

    default: Action
    by_detector: Mapping[str, Action]

    def action(self, detector: str) -> Action:
        """Give BLOCK, or ANNOTATE where the policy allows the gap: it is shown, never silent."""
        return self.by_detector.get(detector, self.default)


@dataclass(frozen=True, slots=True)
class Policy:
    """A resolved policy; ``digest`` is the SHA-256 of everything that decides a verdict.

    ``keep_days`` is how long content is kept in the embedded store, ``history_hours`` how long the tokens of
    a conversation that a provider keeps are remembered. ``passes`` are the routes at which nothing is looked at,
    each as ``GET /v1/files/{}``, sorted. ``never_record`` names entities that are masked in every excerpt, and categories of which none is kept.
    """

    id: str
    digest: str
    mode: Mode
    on_not_run: OnNotRun
    directions: Mapping[Direction, DirectionRules]
    words: tuple[WordList, ...]
    allow: tuple[AllowRule, ...]
    countries: frozenset[str]
    recognisers: tuple[Path, ...]
    hold: Hold
    record: Record
    evidence: Evidence
    never_record: frozenset[str]
    durability: Durability
    keep_days: int
    plugged: tuple[Plugged, ...] = ()
    history: History = History.REFUSE
    history_hours: int = HISTORY_HOURS
    annotations: Annotations = Annotations.NONE
    passes: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The policy's id and the first digits of its digest, as headers show them."""
        return f"{self.id}@{self.digest[:12]}"
