"""What signed exceptions relax: for some labels, apps and routes, and never below a floor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from guard.decide.compare import strictest, weaker
from guard.decide.policy import NEVER_HARM, Floor, Policy
from guard.decide.rules import CategoryRule, DirectionRules, EntityRule
from guard.decide.when import Context, at
from guard.types import Action, Direction

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Relief:
    """A relaxation that is in force.

    Args:
        id: the exception's id; rules that it relaxed carry the beginning of it.
        labels: entities and categories that it is for.
        to: the strictest action that is still taken.
        directions: which way.
        apps: app labels that it is for; empty for all.
        routes: operations that it is for; empty for all.
    """

    id: str
    labels: frozenset[str]
    to: Action
    directions: frozenset[Direction] = frozenset(Direction)
    apps: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()

    def covers(self, context: Context) -> bool:
        """Tell whether it is for a request."""
        return (not self.apps or context.app in self.apps) and (
            not self.routes or at(self.routes, context.route)
        )


def relaxed(policy: Policy, reliefs: Iterable[Relief], context: Context) -> Policy:
    """Give a policy as exceptions relax it for a request; without one that is for it, the policy itself.

    Args:
        policy: as it holds for the request: see `Policy.under`.
        reliefs: those in force.
        context: what the request is.
    """
    held = tuple(sorted((each for each in reliefs if each.covers(context)), key=lambda each: each.id))
    if not held:
        return policy
    return policy.cache.get(("relief", held), lambda: _relaxed(policy, held))


def _relaxed(policy: Policy, held: tuple[Relief, ...]) -> Policy:
    directions = dict(policy.directions)
    for each in held:
        for direction in each.directions:
            floors = policy.floors.get(direction, {})
            directions[direction] = _half(directions[direction], each, floors)
    return replace(policy, directions=MappingProxyType(directions))


def _half(half: DirectionRules, relief: Relief, floors: Mapping[str, tuple[Floor, ...]]) -> DirectionRules:
    entities, categories = dict(half.entities), dict(half.categories)
    for label in sorted(relief.labels - NEVER_HARM):
        above = floors.get(label, ())
        harm = half.category(label)
        rule = half.entity(label)
        if harm is not None:
            categories[label] = _lowered(harm, _less_harm(harm, relief), above)
        elif rule is not None:
            entities[label] = _lowered(rule, _less(rule, relief), above)
    return DirectionRules(MappingProxyType(entities), MappingProxyType(categories))


RuleT = TypeVar("RuleT", EntityRule, CategoryRule)


def _lowered(rule: RuleT, less: RuleT, above: tuple[Floor, ...]) -> RuleT:
    """Give the weaker rule, held to its floors."""
    floors: list[Any] = [each.rule for each in above if isinstance(each.rule, type(rule))]
    if not any(weaker(less, each) for each in floors):
        return less
    held: RuleT = replace(strictest([less, *floors]), id=rule.id)
    return held


def _less(rule: EntityRule, relief: Relief) -> EntityRule:
    if rule.action <= relief.to:
        return rule
    return replace(rule, id=_named(rule.id, relief), action=relief.to)


def _less_harm(rule: CategoryRule, relief: Relief) -> CategoryRule:
    if all(action <= relief.to for action, _ in rule.levels):
        return rule
    levels = tuple((min(action, relief.to), level) for action, level in rule.levels)
    kept = tuple(each for each in levels if each[0] > Action.ALLOW)
    return replace(rule, id=_named(rule.id, relief), levels=kept)


def _named(rule: str, relief: Relief) -> str:
    return f"{rule}~{relief.id[:_SHOWN]}"
