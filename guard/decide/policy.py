"""A policy as values: rules by label, for each direction. Made by `load`, read by `evaluate`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from guard.decide.rules import EVERY, CategoryRule, DirectionRules, EntityRule
from guard.decide.when import Cache, Context, Holds, Overlay, overlaid
from guard.plugged import Plugged
from guard.types import UNREAD, Action, Category, Direction

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


class Matcher(Protocol):
    """A compiled linear-time pattern."""

    def fullmatch(self, text: str) -> object | None:
        """Match the whole of ``text`` or give None."""


_ENDS_AS_DOMAINS_DO = frozenset({"EMAIL_ADDRESS", "URL"})
"""Entities whose only check is that a domain's last part exists: it does not tell whose they are, or that they are."""


@dataclass(frozen=True, slots=True)
class AllowRule:
    """Values of an entity that are nobody's secret: the whole value must match.

    One that a checksum or a registry of numbers confirms is covered only if ``validated`` says so.
    """

    id: str
    entity: str
    values: frozenset[str]
    pattern: Matcher | None
    validated: bool = False

    def covers(self, label: str, value: str, *, validated: bool = False) -> bool:
        """Tell whether a found value is allowed."""
        every = self.entity == EVERY and label not in UNREAD  # what nobody read matches no pattern
        certain = validated and label not in _ENDS_AS_DOMAINS_DO
        if (self.entity != label and not every) or (certain and not self.validated):
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
class Topic:
    """A topic of the tenant's own and the directions it is looked for in.

    Args:
        id: findings carry the label ``topics:<id>``.
        examples: sentences about it.
        negatives: sentences that sound alike and are not about it.
        rule: what happens to it.
        directions: where.
    """

    id: str
    examples: tuple[str, ...] = field(repr=False)
    negatives: tuple[str, ...] = field(repr=False)
    rule: EntityRule
    directions: frozenset[Direction]


@dataclass(frozen=True, slots=True)
class OnNotRun:
    """What a detector that did not run means, by name or else by default."""

    default: Action
    by_detector: Mapping[str, Action]

    def action(self, detector: str) -> Action:
        """Give BLOCK, or ANNOTATE where the policy allows the gap: it is shown, never silent."""
        return self.by_detector.get(detector, self.default)


@dataclass(frozen=True, slots=True)
class Custom:
    """An entity of the tenant's own.

    Args:
        name: what rules and results call it.
        pattern: in RE2's syntax.
        score: of what matches, 0 to 1.
        context: words before a value that make it surer.
    """

    name: str
    pattern: str = field(repr=False)
    score: float
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """A rule that nothing which extends its file may be weaker than.

    Args:
        rule: the rule.
        layer: the number of the file it stands in, in the order in which files are read.
        place: where it stands, as ``file:line``.
    """

    rule: EntityRule | CategoryRule
    layer: int
    place: str


Floors = Mapping[Direction, Mapping[str, tuple[Floor, ...]]]
"""What holds each label, by direction."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A resolved policy; ``digest`` is the SHA-256 of everything that decides a verdict.

    ``keep_days`` is how long content is kept in the embedded store, ``history_hours`` how long the tokens of
    a conversation that a provider keeps are remembered. ``passes`` are the routes at which nothing is looked at,
    each as ``GET /v1/files/{}``, sorted. ``never_record`` names entities that are masked in every excerpt, and categories of which none is kept.
    ``overlays`` hold rules for some requests only, ``customs`` the tenant's own entities, ``floors`` what nothing
    may relax. ``files`` are all that it was read from.
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
    overlays: tuple[Overlay, ...] = ()
    customs: tuple[Custom, ...] = ()
    topics: tuple[Topic, ...] = ()
    floors: Floors = field(default_factory=dict, repr=False)
    files: frozenset[Path] = field(default=frozenset(), repr=False, compare=False)
    cache: Cache = field(default_factory=Cache, repr=False, compare=False)

    def wanted(self, direction: Direction) -> DirectionRules:
        """Give every rule that can hold in a direction, whatever the request: what detectors are needed for."""
        entities = dict(self.directions[direction].entities)
        categories = dict(self.directions[direction].categories)
        for each in self.overlays:
            half = each.directions[direction]
            entities |= {name: _lower(entities.get(name), rule) for name, rule in half.entities.items()}
            categories |= half.categories
        return DirectionRules(entities, categories)

    @property
    def conditional(self) -> bool:
        """Whether some rules hold for some requests only."""
        return bool(self.overlays)

    def under(self, context: Context) -> "Policy":
        """Give the policy as it holds for a request: the same, where no rule depends on that.

        Args:
            context: what the request is.
        """
        if not self.overlays:
            return self
        standing = tuple(each.holds(context) for each in self.overlays)
        return self.cache.get(("under", standing), lambda: self._under(standing))

    def _under(self, standing: tuple[Holds, ...]) -> "Policy":
        held = [(each, how) for each, how in zip(self.overlays, standing, strict=True) if how is not Holds.NO]
        if not held:
            return self
        directions = {
            direction: overlaid(half, [(each.directions[direction], how) for each, how in held])
            for direction, half in self.directions.items()
        }
        return replace(self, directions=directions, overlays=(), cache=Cache())

    @property
    def version(self) -> str:
        """The policy's id and the first digits of its digest, as headers show them."""
        return f"{self.id}@{self.digest[:12]}"


def _lower(one: EntityRule | None, other: EntityRule) -> EntityRule:
    """Give of two rules the one that asks for the lower score: what it needs is looked for."""
    return other if one is None or other.min_score < one.min_score else one
