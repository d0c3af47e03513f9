"""Floors: rules that nothing which extends their file may be weaker than.

A floor governs what its rule decides about in its own file and those before: a floor on ``secret/*`` each of
these credentials that has no rule of its own there, one on ``*`` every entity that has none. Whatever another
file says of one of these later, by whatever name, and whatever any file says of it under a condition, is held
to it. What a floor waits for (``only_with``) is held likewise: without that it would never act.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from guard.decide.compare import weaker
from guard.decide.halves import Half
from guard.decide.layers import Layer
from guard.decide.policy import Floor, Floors, Policy
from guard.decide.rules import EVERY, CategoryRule, DirectionRules, EntityRule
from guard.decide.source import Place
from guard.decide.when import Overlay, exactness
from guard.types import Action, Category, Direction

Rule = EntityRule | CategoryRule


def floors(
    layers: Sequence[Layer], every: Mapping[Direction, Sequence[Half]], entities: Collection[str]
) -> Floors:
    """Give what holds each label.

    Args:
        layers: the files.
        every: the rules of each direction as they were after each file.
        entities: every entity there is.
    """
    found: dict[Direction, Mapping[str, tuple[Floor, ...]]] = {}
    for direction in Direction:
        below = _Below(every[direction][:-1], frozenset(entities))
        held = _held(tuple(layers[:-1]), direction, below)
        held = _with(held, layers[-1], direction, every[direction][-1], below.entities, len(layers) - 1)
        if held:
            found[direction] = held
    return found


class _Below:
    """The rules after each of some files, and the entities there are: the same for the same files and entities."""

    def __init__(self, every: Sequence[Half], entities: frozenset[str]) -> None:
        self.every = every
        self.entities = entities

    def __hash__(self) -> int:
        return len(self.entities)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Below)
            and all(one is two for one, two in zip(self.every, other.every, strict=True))
            and self.entities == other.entities
        )


@lru_cache(maxsize=256)
def _held(layers: tuple[Layer, ...], direction: Direction, below: _Below) -> Mapping[str, tuple[Floor, ...]]:
    """Give what holds each label after what many policies extend: worked out once."""
    held: Mapping[str, tuple[Floor, ...]] = {}
    for number, layer in enumerate(layers):
        held = _with(held, layer, direction, below.every[number], below.entities, number)
    return held


def _with(
    held: Mapping[str, tuple[Floor, ...]],
    layer: Layer,
    direction: Direction,
    half: Half,
    entities: Collection[str],
    number: int,
) -> Mapping[str, tuple[Floor, ...]]:
    """Give what holds each label with the floors of one more file."""
    marked = list(_marked(layer, direction))
    if not marked:
        return held
    more = dict(held)
    for place, key, harm in marked:
        where = layer.at(place)
        for label, rule in _governed(half.rules, key, harm=harm, entities=entities):
            made = Floor(rule, number, where)
            if made not in more.get(label, ()):
                more[label] = (*more.get(label, ()), made)
    return more


def _marked(layer: Layer, direction: Direction) -> Iterator[tuple[Place, str, bool]]:
    """Yield place and name of each rule of a file that is a floor, and whether it is one for harm."""
    half = getattr(layer.model, direction.value)
    for name, rule in half.entities.items():
        if rule.floor:
            yield (direction.value, "entities", name), name, False
    for name, levels in half.categories.items():
        if levels.floor:
            yield (direction.value, "categories", name), name, True


def _governed(
    after: DirectionRules, key: str, *, harm: bool, entities: Collection[str]
) -> Iterator[tuple[str, Rule]]:
    """Yield each label that a rule decides about, and what it waits for, with the rule that decides."""
    kind = "categories" if harm else "entities"
    one = key != EVERY and "/*" not in key  # of one name
    labels: Iterable[str] = (key,) if one else (*(Category if harm else entities), EVERY)
    for label in labels:
        rule: Rule | None = after.category(label) if harm else after.entity(label)
        if rule is None or not rule.id.endswith(f".{kind}.{key}"):
            continue
        yield label, rule
        for other in rule.only_with if isinstance(rule, EntityRule) else ():
            beside = after.entity(other)
            if beside is not None and beside.action > Action.ALLOW and not beside.only_with:
                yield other, beside


def problems(layers: Sequence[Layer], policy: Policy) -> Iterator[str]:
    """Yield every rule that is weaker than a floor, with both places.

    Args:
        layers: the files.
        policy: what they come to.
    """
    told: set[str] = set()
    for direction, held in policy.floors.items():
        half = policy.directions[direction]
        rules = [overlay.directions[direction] for overlay in policy.overlays]
        more = {name for each in rules for name in (*each.entities, *each.categories)}
        for label, above in held.items():
            untouched = label not in more and EVERY not in more
            if untouched and len(above) == 1 and _stands(half, label, above[0].rule):
                continue  # as nearly all do: nothing else is said of it
            for floor in above:
                for rule, overlay in _deciding(policy, direction, half, label, floor):
                    for what in weaker(rule, floor.rule):
                        place = _place(layers, direction, rule, overlay)
                        said = f"{place}: {what}, the floor at {floor.place}"
                        if said not in told:
                            told.add(said)
                            yield said


def _stands(half: DirectionRules, label: str, rule: Rule) -> bool:
    """Tell whether a floor decides itself."""
    return half.entities.get(label) is rule or half.categories.get(label) is rule


def _deciding(
    policy: Policy, direction: Direction, half: DirectionRules, label: str, floor: Floor
) -> Iterator[tuple[Rule, Overlay | None]]:
    """Yield every rule that may decide about a label instead of its floor, and the condition it is under."""
    harm = isinstance(floor.rule, CategoryRule)
    last: Rule | None = half.category(label) if harm else half.entity(label)
    if last is None:
        return
    if last is not floor.rule:
        yield last, None
    for overlay in policy.overlays:
        there = overlay.directions[direction]
        rule: Rule | None = there.category(label) if harm else there.entity(label)
        # What says less exactly what it is for never decides: see `guard.decide.when`.
        if rule is not None and exactness(rule, label) >= exactness(last, label):
            yield rule, overlay


def _place(layers: Sequence[Layer], direction: Direction, rule: Rule, overlay: Overlay | None) -> str:
    """Say where a rule stands, as ``file:line: key``."""
    kind, key = rule.id.split(f"{direction}.", 1)[1].split(".", 1)
    if overlay is not None:
        layer = layers[overlay.layer]
        at = next(at for at, each in enumerate(layer.model.when) if each.id == overlay.id)
        return layer.problem(("when", at, direction.value, kind, key), "")[: -len(": ")]
    for layer in reversed(layers):
        if key in getattr(getattr(layer.model, direction.value), kind):
            return layer.problem((direction.value, kind, key), "")[: -len(": ")]
    raise ValueError("a rule that stands nowhere")
