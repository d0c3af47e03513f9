"""What changes in the rules of each direction, those under conditions included, and in the floors."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from guard.decide.changes import CHANGED, NOTHING, Change, Side, Sided, sided
from guard.decide.compare import strictest, weaker
from guard.decide.policy import Floor, Policy
from guard.decide.rules import EVERY, CategoryRule, DirectionRules, EntityRule
from guard.decide.when import Holds, Overlay, overlaid
from guard.types import Action, Category, Direction, Rewrite

Rule = EntityRule | CategoryRule
Rare = Mapping[str, frozenset[str]]
"""Entities that ``*`` does not stand for of itself, each with the countries that make it do so."""
_NAMED: Final = 4
"""Labels that are named one by one; of more, their group or their number is told."""
_FEW: Final = 4
"""Conditions of which every combination is looked at; of more, single ones and pairs."""
_NO_ENTITY: Final = EntityRule("", Action.ALLOW, Rewrite(), 0.0)
_NO_HARM: Final = CategoryRule("", (), 0.0)
Condition = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]
"""Routes, models, apps and expression of a rule that holds for some requests only."""


def changes(before: Policy, after: Policy, rare: Rare) -> Iterator[Sided]:
    """Yield what changes in the rules, for all requests and for those that a condition is about.

    Args:
        before: the policy as it was.
        after: the policy as it is now.
        rare: entities that ``*`` does not stand for of itself.
    """
    told: dict[tuple[Condition, ...], set[tuple[Side, str, str, str, str]]] = {}
    for world in _worlds(before, after):
        where = f"when {' and '.join(said(each) for each in world)}: " if world else ""
        found = list(_in_world(before, after, world, rare))
        told[world] = {(side, line.where, line.what, line.before, line.after) for side, line in found}
        known = {
            each
            for size in range(len(world))
            for less in combinations(world, size)
            for each in told.get(less, ())
        }
        for side, line in found:
            if (side, line.where, line.what, line.before, line.after) not in known:
                yield side, Change(where + line.where, line.what, line.before, line.after, line.labels)
    yield from _overlays(before, after)
    yield from _floors(before, after)


def said(condition: Condition) -> str:
    """Say for which requests rules hold.

    Args:
        condition: what they depend on.
    """
    routes, models, apps, source = condition
    named = {"route": routes, "model": models, "app": apps}
    words = [f"{what} {' or '.join(names)}" for what, names in named.items() if names]
    return ", ".join([*words, *([source] if source else [])])


def rule_text(rule: Rule | None) -> str:
    """Say what a rule does, whatever it is called.

    Args:
        rule: the rule, or None for none.
    """
    if isinstance(rule, CategoryRule):
        levels = ", ".join(
            f"{action.word} from {level.name.lower()}"
            for action, level in sorted(rule.levels, key=lambda each: each[1])
        )
        score = f" and score {rule.min_score:g}" if rule.min_score and rule.levels else ""
        return levels + score or NOTHING
    if rule is None or rule.action is Action.ALLOW:
        return NOTHING
    kept = f" keep_last {rule.rewrite.keep_last}" if rule.rewrite.keep_last else ""
    how = f" by {rule.rewrite.operator}{kept}" if rule.action is Action.REDACT else ""
    beside = f", only with {' or '.join(sorted(rule.only_with))}" if rule.only_with else ""
    return f"{rule.action.word}{how} from score {rule.min_score:g}{beside}"


def _condition(overlay: Overlay) -> Condition:
    routes, apps = tuple(sorted(overlay.routes)), tuple(sorted(overlay.apps))
    return routes, tuple(sorted(overlay.models)), apps, overlay.source


def _worlds(before: Policy, after: Policy) -> Iterator[tuple[Condition, ...]]:
    """Yield the combinations of conditions that are looked at, smaller ones first."""
    every = sorted({_condition(each) for policy in (before, after) for each in policy.overlays})
    most = len(every) if len(every) <= _FEW else 2
    for size in range(most + 1):
        yield from (world for world in combinations(every, size) if _possible(world))


def _possible(world: Sequence[Condition]) -> bool:
    """Tell whether some request may meet all of some conditions: it has one route and one app."""
    for at in (0, 2):
        named = [set(each[at]) for each in world if each[at]]
        if named and not set.intersection(*named):
            return False
    return True


def _in_world(before: Policy, after: Policy, world: Sequence[Condition], rare: Rare) -> Iterator[Sided]:
    for direction in Direction:
        old, new = _effective(before, direction, world), _effective(after, direction, world)
        harm = sorted({*(each.value for each in Category), *old.categories, *new.categories} - {EVERY})
        pairs: dict[str, tuple[Rule, Rule]] = {
            name: (old.category(name) or _NO_HARM, new.category(name) or _NO_HARM) for name in harm
        }
        yield from _grouped(direction, pairs)
        names = sorted({*old.entities, *new.entities, *rare} | {EVERY})
        yield from _grouped(
            direction,
            {
                name: (
                    _entity(before, direction, old, name, rare),
                    _entity(after, direction, new, name, rare),
                )
                for name in names
            },
        )


def _effective(policy: Policy, direction: Direction, world: Sequence[Condition]) -> DirectionRules:
    held = [(each.directions[direction], Holds.YES) for each in policy.overlays if _condition(each) in world]
    return overlaid(policy.directions[direction], held) if held else policy.directions[direction]


def _entity(policy: Policy, direction: Direction, half: DirectionRules, name: str, rare: Rare) -> EntityRule:
    """Give the rule for an entity, if it is looked for at all."""
    if (
        name in rare
        and name not in policy.wanted(direction).entities
        and rare[name].isdisjoint(policy.countries)
    ):
        return _NO_ENTITY
    return half.entity(name) or _NO_ENTITY


def _grouped(direction: Direction, pairs: Mapping[str, tuple[Rule, Rule]]) -> Iterator[Sided]:
    """Yield one change for all labels that change in the same way."""
    groups: dict[tuple[str, str, bool, bool], list[str]] = {}
    for name, (old, new) in pairs.items():
        less, more = bool(weaker(new, old)), bool(weaker(old, new))
        texts = rule_text(old), rule_text(new)
        if less or more or texts[0] != texts[1]:
            groups.setdefault((*texts, less, more), []).append(name)
    for (was, now, less, more), names in sorted(groups.items()):
        change = Change(direction, _subject(names, pairs), was, now, tuple(sorted(names)))
        yield from sided(change, less=less, more=more)


def _subject(names: Sequence[str], pairs: Mapping[str, tuple[Rule, Rule]]) -> str:
    """Name labels: by ``*`` or a group where a rule for these says it, one by one where they are few."""
    keys: dict[str, int] = {}
    for name in names:
        key = _shared(name, pairs[name])
        key = name if key == EVERY and EVERY not in names else key  # then it is no change of ``*``
        keys[key] = keys.get(key, 0) + 1
    ordered = sorted(keys, key=lambda key: (key != EVERY, key.endswith("/*"), key))
    shown = [f"{key} ({keys[key]})" if key.endswith("/*") else key for key in ordered]
    more = len(shown) - _NAMED
    return ", ".join(shown) if more <= 1 else f"{', '.join(shown[:_NAMED])} and {more} more"


def _shared(name: str, pair: tuple[Rule, Rule]) -> str:
    """Give ``*`` or the group that both rules for a label are for, or that one is where the other is for less."""
    keys = {rule.id.split(".entities.")[-1].split(".categories.")[-1] for rule in pair if rule.id}
    wide = [key for key in sorted(keys) if key == EVERY or key.endswith("/*")]
    return wide[-1] if wide and name not in keys else name


def _overlays(before: Policy, after: Policy) -> Iterator[Sided]:
    """Yield the conditions that came, went or changed, in whatever way: their rules are told besides."""
    old = {each.id: each for each in before.overlays}
    new = {each.id: each for each in after.overlays}
    for name in sorted(old.keys() | new.keys()):
        was, now = (said(_condition(each)) if each else NOTHING for each in (old.get(name), new.get(name)))
        yield from sided(Change("when", name, was, now), less=False, more=False)
        both = name in old and name in new
        if both and was == now and old[name].directions != new[name].directions:
            yield Side.DIFFERENT, Change("when", f"{name}: rules", CHANGED, CHANGED)


def _floors(before: Policy, after: Policy) -> Iterator[Sided]:
    for direction in Direction:
        old, new = before.floors.get(direction, {}), after.floors.get(direction, {})
        pairs: dict[str, tuple[Rule, Rule]] = {}
        for name in sorted(old.keys() | new.keys()):
            for none in (_NO_ENTITY, _NO_HARM):
                rules = _floor(old.get(name, ()), none), _floor(new.get(name, ()), none)
                if rules != (none, none):
                    pairs[name] = rules
        for side, change in _grouped(direction, pairs):
            yield (
                side,
                Change(f"floors: {direction}", change.what, change.before, change.after, change.labels),
            )


def _floor(floors: Iterable[Floor], none: Rule) -> Rule:
    """Give the strictest of the floors of one kind."""
    if isinstance(none, CategoryRule):
        harm = [each.rule for each in floors if isinstance(each.rule, CategoryRule)]
        return strictest(harm) if harm else none
    rules = [each.rule for each in floors if isinstance(each.rule, EntityRule)]
    return strictest(rules) if rules else none
