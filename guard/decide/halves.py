"""The rules of one direction, as they are after each file of a policy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from guard.decide import schema, values
from guard.decide.known import Known
from guard.decide.layers import Layer
from guard.decide.rules import CategoryRule, DirectionRules, EntityRule
from guard.types import Action, Direction, Rewrite, Severity


@dataclass(frozen=True, slots=True)
class Half:
    """The rules of one direction after some files.

    Args:
        rules: as they decide, groups taken apart.
        min_score: for rules that say none.
    """

    rules: DirectionRules
    min_score: float


def halves(layers: Sequence[Layer], direction: Direction, known: Known) -> list[Half]:
    """Give the rules of a direction as they are after each file.

    What many policies extend is worked out once, and its rules are the same objects in all of them.

    Args:
        layers: the files.
        direction: which half.
        known: groups of entities.
    """
    groups = _Groups(known.groups)
    below = _after(tuple(layers[:-1]), direction, groups)
    return [each.half for each in (*below, _step(below, layers[-1], direction, groups))]


class _Groups:
    """Groups of entities, by identity: as many as there are loaders."""

    def __init__(self, named: Mapping[str, Collection[str]]) -> None:
        self.named = named

    def __hash__(self) -> int:
        return id(self.named)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Groups) and other.named is self.named


@dataclass(frozen=True, slots=True)
class _State:
    """What some files say so far: the rules as they stand there, each with the score that is kept for it."""

    entities: Mapping[str, tuple[schema.EntityModel, float | None]]
    half: Half


@lru_cache(maxsize=1024)
def _after(layers: tuple[Layer, ...], direction: Direction, groups: _Groups) -> tuple[_State, ...]:
    if not layers:
        return ()
    below = _after(layers[:-1], direction, groups)
    return (*below, _step(below, layers[-1], direction, groups))


_NOTHING: Final = _State(
    MappingProxyType({}),
    Half(
        DirectionRules(MappingProxyType({}), MappingProxyType({})),
        schema.PolicyModel(policy="defaults").min_score,
    ),
)


def _step(below: tuple[_State, ...], layer: Layer, direction: Direction, groups: _Groups) -> _State:
    before = below[-1] if below else _NOTHING
    model: schema.DirectionModel = getattr(layer.model, direction.value)
    rescored = "min_score" in layer.model.model_fields_set
    if not (model.entities or model.categories or rescored):
        return before
    min_score = layer.model.min_score if rescored else before.half.min_score
    entities = dict(before.entities)
    entities |= {name: (rule, None) for name, rule in model.entities.items()}
    floors = {name: rule for name, rule in model.entities.items() if rule.floor}
    # A floor keeps the score that it was made with, and so does what it waits for: no later file can raise it.
    for name in (*floors, *(other for rule in floors.values() for other in rule.only_with)):
        if name in entities:
            entities[name] = entities[name][0], min_score
    categories = dict(before.half.rules.categories)
    categories |= {
        name: harm_rule(direction.value, name, levels) for name, levels in model.categories.items()
    }
    made = {
        name: entity_rule(direction.value, name, rule, min_score if kept is None else min(kept, min_score))
        for name, (rule, kept) in entities.items()
    }
    rules = DirectionRules(MappingProxyType(apart(made, groups.named)), MappingProxyType(categories))
    return _State(entities, Half(rules, min_score))


@lru_cache(maxsize=16384)
def entity_rule(prefix: str, name: str, rule: schema.EntityModel, min_score: float) -> EntityRule:
    """Give the rule for an entity, a group or ``*``.

    Args:
        prefix: where it stands: the beginning of its id.
        name: what it is for.
        rule: what the file says.
        min_score: from which score on, where the file does not say.
    """
    return EntityRule(
        id=f"{prefix}.entities.{name}",
        action=values.ACTIONS[rule.action],
        rewrite=Rewrite(rule.operator, rule.keep_last),
        min_score=min_score if rule.min_score is None else rule.min_score,
        only_with=frozenset(rule.only_with),
    )


def harm_rule(prefix: str, name: str, model: schema.CategoryModel) -> CategoryRule:
    """Give the rule for a category of harm; see `entity_rule`."""
    return CategoryRule(id=f"{prefix}.categories.{name}", levels=_levels(model), min_score=model.min_score)


def apart(rules: dict[str, EntityRule], groups: Mapping[str, Collection[str]]) -> dict[str, EntityRule]:
    """Give rules with those of groups taken apart: a name says more than a group, in whatever file it stands."""
    for group in sorted(groups.keys() & rules.keys()):
        shared = rules.pop(group)
        rules |= {entity: shared for entity in groups[group] if entity not in rules}
    return rules


def _levels(model: schema.CategoryModel) -> tuple[tuple[Action, Severity], ...]:
    words = {Action.ANNOTATE: model.annotate, Action.REDACT: model.redact, Action.BLOCK: model.block}
    return tuple((action, values.SEVERITIES[word]) for action, word in words.items() if word is not None)
