"""What is wrong with one file of a policy: names that nobody knows, and what has no meaning."""

from collections.abc import Iterator
from typing import Final

import re2

from guard.decide import conditions, described, directions, routes, values
from guard.decide.directions import closest
from guard.decide.known import Known
from guard.decide.layers import Layer
from guard.decide.policy import History
from guard.decide.rules import EVERY
from guard.decide.source import Place
from guard.types import Category, Direction

KINDS: Final = frozenset({"health", "government_id", "payment", "credential"})
"""Kinds of entities that are never recorded, named or not."""


def problems(layer: Layer, known: Known) -> Iterator[str]:
    """Yield the mistakes of a file.

    Args:
        layer: the file.
        known: the names there are.
    """
    say = layer.source.problem
    for direction in Direction:
        yield from directions.problems(
            layer, (direction.value,), getattr(layer.model, direction.value), known
        )
    for at, code in enumerate(layer.model.countries):
        if {"gb": "uk"}.get(code, code) not in known.countries:
            yield say(
                ("countries", at),
                f"unknown country `{code}`: expected one of {', '.join(sorted(known.countries))}",
            )
    for name in layer.model.on_not_run:
        if name != "default" and name not in known.detectors:
            yield say(("on_not_run", name), f"unknown detector `{name}`{closest(name, known.detectors)}")
    yield from _words_problems(layer)
    yield from described.problems(layer, known)
    yield from conditions.problems(layer, known)
    yield from _allow_problems(layer, known)
    yield from _audit_problems(layer, known)
    yield from _history_problems(layer)
    yield from routes.problems(layer.source, layer.model.routes.passes, known.screened)


def _words_problems(layer: Layer) -> Iterator[str]:
    ids = [words.id for words in layer.model.words]
    for at, words in enumerate(layer.model.words):
        place: Place = ("words", at)
        if words.id in ids[:at]:
            yield layer.source.problem((*place, "id"), f"`{words.id}` is the id of another list too")
        if (words.file is None) == (words.list is None):
            yield layer.source.problem(place, "expected either file or list")
            continue
        try:
            if not values.words(layer.path.parent, words.file, words.list):
                yield layer.source.problem(place, "expected at least one word")
        except (OSError, UnicodeDecodeError):
            yield layer.source.problem((*place, "file"), "expected a readable UTF-8 file of one word a line")


def _allow_problems(layer: Layer, known: Known) -> Iterator[str]:
    for at, rule in enumerate(layer.model.allow):
        place: Place = ("allow", at)
        if rule.entity != EVERY and rule.entity not in known.entities:
            yield layer.source.problem(
                (*place, "entity"), f"unknown entity `{rule.entity}`{closest(rule.entity, known.entities)}"
            )
        if (rule.regex is None) == (not rule.values):
            yield layer.source.problem(place, "expected either regex or values")
        if rule.regex is not None:
            try:
                values.matcher(rule.regex)
            except re2.error:
                yield layer.source.problem((*place, "regex"), "expected a regular expression in RE2 syntax")


def _audit_problems(layer: Layer, known: Known) -> Iterator[str]:
    names = (*known.entities, *known.groups, *Category, *KINDS, EVERY)
    for at, name in enumerate(layer.model.audit.never_record):
        if name not in names:
            yield layer.source.problem(
                ("audit", "never_record", at), f"unknown entity or category `{name}`{closest(name, names)}"
            )


def _history_problems(layer: Layer) -> Iterator[str]:
    history = layer.model.history
    if "hours" in history.model_fields_set and history.action is History.REFUSE:
        yield layer.source.problem(("history", "hours"), "hours have no effect: expected action remember")
