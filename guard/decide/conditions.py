"""What is wrong with the rules of a file that hold for some requests only."""

from collections.abc import Iterator

from guard.decide import directions, schema, when
from guard.decide.known import Known
from guard.decide.layers import Layer
from guard.decide.source import Place
from guard.types import Direction


def problems(layer: Layer, known: Known) -> Iterator[str]:
    """Yield the mistakes of a file's conditions.

    Args:
        layer: the file.
        known: the names there are.
    """
    seen: set[str] = set()
    for at, each in enumerate(layer.model.when):
        place: Place = ("when", at)
        if each.id in seen:
            yield layer.problem((*place, "id"), f"`{each.id}` is the id of another condition too")
        seen.add(each.id)
        yield from _conditions(layer, place, each, known)
        if not any(
            (
                each.prompt.entities,
                each.prompt.categories,
                each.completion.entities,
                each.completion.categories,
            )
        ):
            yield layer.problem(place, "expected rules under prompt or completion")
        for direction in Direction:
            yield from _half(layer, place, each, direction, known)


def _conditions(layer: Layer, place: Place, each: schema.WhenModel, known: Known) -> Iterator[str]:
    if not (each.routes or each.models or each.apps or each.condition):
        yield layer.problem(place, "expected routes, models, apps or if: what holds always stands outside")
    named = sorted(known.rewritable)
    for at, route in enumerate(each.routes):
        if named and route not in named:
            there = ", ".join(name for name in named if not name.startswith("azure."))
            yield layer.problem((*place, "routes", at), f"unknown route `{route}`: expected one of {there}")
    if each.condition is not None:
        try:
            when.compiled(each.condition)
        except ValueError as bad:
            yield layer.problem((*place, "if"), str(bad))


def _half(
    layer: Layer, place: Place, each: schema.WhenModel, direction: Direction, known: Known
) -> Iterator[str]:
    half: schema.DirectionModel = getattr(each, direction.value)
    yield from directions.problems(layer, (*place, direction.value), half, known)
    for kind, rules in (("entities", half.entities), ("categories", half.categories)):
        for name, rule in rules.items():
            if rule.floor:
                yield layer.problem(
                    (*place, direction.value, kind, name, "floor"),
                    "has no effect under a condition: expected a rule outside",
                )
    yield from _unhonoured(layer, place, each, direction, known)


def _unhonoured(
    layer: Layer, place: Place, each: schema.WhenModel, direction: Direction, known: Known
) -> Iterator[str]:
    """Yield the rules that ask for something which a route they are for cannot do."""
    half: schema.DirectionModel = getattr(each, direction.value)
    fixed = [
        route for route in each.routes if direction not in known.rewritable.get(route, frozenset(Direction))
    ]
    redacting = [("entities", name) for name, rule in half.entities.items() if rule.action == "redact"]
    redacting += [("categories", name) for name, levels in half.categories.items() if levels.redact]
    for route in fixed:
        for kind, name in redacting:
            yield layer.problem(
                (*place, direction.value, kind, name),
                f"nothing can be rewritten in a {direction} of `{route}`: expected allow, annotate or block",
            )
