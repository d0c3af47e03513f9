"""What a file with floors holds besides its rules: nothing that extends it may undo them another way."""

from collections.abc import Iterator, Sequence
from typing import Final

from guard.decide import schema, values
from guard.decide.compare import weaker
from guard.decide.layers import Layer
from guard.decide.policy import Durability, Floor, Mode, Policy, Record
from guard.decide.rules import EVERY, EntityRule
from guard.types import Direction, Rewrite

_STRICT: Final = {Durability.ASYNC: 0, Durability.SPOOL: 1, Durability.STRICT: 2}


def problems(layers: Sequence[Layer], policy: Policy) -> Iterator[str]:
    """Yield every setting that would undo a floor, with both places.

    Args:
        layers: the files.
        policy: what they come to.
    """
    yield from _gaps(layers)
    yield from _allowing(layers, policy)
    yield from _replaced(layers)
    yield from _words(layers)
    yield from _routes(layers)
    yield from _audit(layers)


def floored(layer: Layer) -> bool:
    """Tell whether anything in a file is a floor."""
    model = layer.model
    halves: list[schema.DirectionModel] = [getattr(model, direction.value) for direction in Direction]
    rules: list[schema.EntityModel | schema.CategoryModel] = []
    for half in halves:
        rules += (*half.entities.values(), *half.categories.values())
    return (
        model.routes.floor
        or model.audit.floor
        or any(each.floor for each in model.words)
        or any(rule.floor for rule in rules)
    )


def _gaps(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield what counts verdicts only, or lets pass what a detector did not look at, where that was refused."""
    state: dict[str, str] = {"default": "block"}
    above: list[tuple[Layer, dict[str, str]]] = []
    for layer in layers:
        said = layer.model.model_fields_set
        if above and "mode" in said and layer.model.mode is Mode.SHADOW:
            yield layer.problem(
                ("mode",),
                f"shadow would not act on the floors of {above[0][0].source.name}: expected enforce",
            )
        gaps = layer.model.on_not_run if "on_not_run" in said else {}
        for name, word in gaps.items():
            held = (each for each, then in above if then.get(name, then["default"]) == "block")
            first = next(held, None) if word == "allow" else None
            if first is not None:
                yield layer.problem(
                    ("on_not_run", name),
                    f"allow is weaker than block, which the floors of {first.source.name} need",
                )
        state |= gaps
        if floored(layer):
            above.append((layer, dict(state)))


def _allowing(layers: Sequence[Layer], policy: Policy) -> Iterator[str]:
    held: dict[str, Floor] = {}
    for each in policy.floors.values():
        for label, above in each.items():
            if isinstance(above[0].rule, EntityRule) and (
                label not in held or above[0].layer < held[label].layer
            ):
                held[label] = above[0]
    for number, layer in enumerate(layers):
        for at, rule in enumerate(layer.model.allow):
            floor = (
                min(held.values(), key=lambda each: each.layer, default=None)
                if rule.entity == EVERY
                else held.get(rule.entity)
            )
            if floor is not None and floor.layer < number:
                yield layer.problem(
                    ("allow", at),
                    f"would allow what the floor at {floor.place} acts on: expected another entity",
                )


def _replaced(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield the detectors that take the place of one which a file with floors may rely on."""
    named: dict[str, Layer] = {}
    below: dict[str, Layer] = {}
    for layer in layers:
        for at, each in enumerate(layer.model.detectors):
            other = named.get(each.name)
            if other is not None and other.path != layer.path:
                yield layer.problem(
                    ("detectors", at),
                    f"`{each.name}` is the detector of {other.source.name}, which floors need: expected another name",
                )
            below[each.name] = layer
        if floored(layer):
            named |= below


def _words(layers: Sequence[Layer]) -> Iterator[str]:
    held: dict[str, tuple[Layer, int]] = {}
    for layer in layers:
        for at, each in enumerate(layer.model.words):
            above = held.get(each.id)
            if above is not None:
                other = above[0].model.words[above[1]]
                ours = set(values.words(layer.path.parent, each.file, each.list))
                theirs = set(values.words(above[0].path.parent, other.file, other.list))
                shorter = not theirs <= ours or not set(other.directions) <= set(each.directions)
                less = [*weaker(_rule(each), _rule(other))]
                less += ["a list without all its words and directions is weaker"] if shorter else []
                where = f"the floor at {above[0].at(('words', above[1]))}"
                yield from (layer.problem(("words", at), f"{what}, {where}") for what in less)
            if each.floor:
                held[each.id] = layer, at


def _rule(model: schema.WordsModel) -> EntityRule:
    return EntityRule(f"words.{model.id}", values.ACTIONS[model.action], Rewrite(model.operator), 0.0)


def _routes(layers: Sequence[Layer]) -> Iterator[str]:
    known: set[str] = set()
    where = ""
    for layer in layers:
        for at, each in enumerate(layer.model.routes.passes):
            if where and each not in known:
                yield layer.problem(("routes", "pass", at), f"passes more than the floor at {where} does")
        known |= set(layer.model.routes.passes)
        if layer.model.routes.floor and not where:
            where = layer.at(("routes",))


def _audit(layers: Sequence[Layer]) -> Iterator[str]:
    record, durability = Record.FLAGGED, Durability.STRICT
    floors: list[tuple[str, Record, Durability]] = []
    for layer in layers:
        ours, said = layer.model.audit, layer.model.audit.model_fields_set
        record = ours.record if "record" in said else record
        durability = ours.durability if "durability" in said else durability
        for where, theirs, kept in floors:
            if "record" in said and record is Record.NONE and theirs is not Record.NONE:
                yield layer.problem(
                    ("audit", "record"), f"none is weaker than {theirs}, the floor at {where}"
                )
            if "durability" in said and _STRICT[durability] < _STRICT[kept]:
                yield layer.problem(
                    ("audit", "durability"), f"{durability} is weaker than {kept}, the floor at {where}"
                )
        if ours.floor:
            floors.append((layer.at(("audit",)), record, durability))
