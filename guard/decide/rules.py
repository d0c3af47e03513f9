"""Rules as values: what happens to an entity, a word or a category of harm."""

from collections.abc import Mapping
from dataclasses import dataclass

from guard.types import Action, Rewrite, Severity

EVERY = "*"


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
