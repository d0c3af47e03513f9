"""What is wrong with the rules of one direction, wherever in a file they stand."""

import difflib
from collections.abc import Iterable, Iterator
from typing import Final

from guard.decide import schema
from guard.decide.known import Known
from guard.decide.layers import Layer
from guard.decide.rules import EVERY
from guard.decide.source import Place
from guard.types import UNREAD, Operator

_NAME_LENGTH: Final = 80


def problems(layer: Layer, place: Place, half: schema.DirectionModel, known: Known) -> Iterator[str]:
    """Yield the mistakes in the rules of one direction.

    Args:
        layer: the file.
        place: where in it they stand.
        half: the rules.
        known: the names there are.
    """
    for entity, rule in half.entities.items():
        here: Place = (*place, "entities", entity)
        if entity != EVERY and entity not in known.entities and entity not in known.groups:
            near = closest(entity, (*known.entities, *known.groups))
            yield layer.problem(here, f"unknown entity `{entity}`{near}")
        yield from (layer.problem(here, problem) for problem in _entity_problems(entity, rule, known))
    for category, levels in half.categories.items():
        if not (levels.annotate or levels.redact or levels.block):
            yield layer.problem(
                (*place, "categories", category), "expected annotate, redact or block with a severity"
            )


def _entity_problems(entity: str, rule: schema.EntityModel, known: Known) -> Iterator[str]:
    for other in rule.only_with:
        if other not in known.entities:
            yield f"only_with: unknown entity `{other}`{closest(other, known.entities)}"
    if rule.only_with and (entity in (EVERY, *UNREAD) or entity in known.groups or rule.action == "allow"):
        yield "only_with has no meaning here: expected one entity, and an action above allow"
    redacts = rule.action == "redact"
    if rule.floor and rule.action == "allow":
        yield "floor has no effect: expected an action above allow"
    if not redacts and "operator" in rule.model_fields_set:
        yield f"operator `{rule.operator}` has no effect: expected action redact"
    if rule.keep_last and rule.operator is not Operator.MASK:
        yield "keep_last has no effect: expected operator mask"
    if redacts and entity in UNREAD:
        yield "content that cannot be read cannot be rewritten: expected allow, annotate or block"


def closest(name: str, names: Iterable[str]) -> str:
    """Say which name may have been meant, or where those there are are listed."""
    near = difflib.get_close_matches(name[:_NAME_LENGTH], list(names), n=1)
    return f": did you mean `{near[0]}`?" if near else ": `guard detectors` lists what there is"
