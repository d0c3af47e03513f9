"""What is wrong with the entities and topics that a file describes itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import re2

from guard.decide import values
from guard.decide.known import Known
from guard.decide.layers import Layer
from guard.decide.source import Place

_FEWEST: Final = 3
"""Sentences about a topic, and sentences that are not: fewer say too little."""
_MOST: Final = 200


def problems(layer: Layer, known: Known) -> Iterator[str]:
    """Yield the mistakes of what a file describes itself.

    Args:
        layer: the file.
        known: the names there are.
    """
    yield from _entities(layer, known)
    yield from _topics(layer, known)


def _entities(layer: Layer, known: Known) -> Iterator[str]:
    seen: set[str] = set()
    for at, each in enumerate(layer.model.entities):
        place: Place = ("entities", at)
        if each.name in known.builtin or each.name in seen or known.owners.get(each.name) != layer.path:
            yield layer.problem((*place, "name"), f"`{each.name}` is the name of another entity too")
        seen.add(each.name)
        given = [name for name in ("regex", "file", "list") if getattr(each, name) is not None]
        if len(given) != 1:
            yield layer.problem(place, "expected one of regex, file and list")
            continue
        try:
            if each.regex is None:
                listed = values.words(layer.path.parent, each.file, each.list)
                if not 0 < len(listed) <= values.MOST_WORDS:
                    yield layer.problem(
                        place, f"expected 1 to {values.MOST_WORDS} words: `words` takes longer lists"
                    )
                continue
            if values.matcher(each.regex).fullmatch("") is not None:
                yield layer.problem((*place, "regex"), "expected a pattern that matches no empty text")
        except re2.error:
            yield layer.problem(
                (*place, "regex"),
                "expected a regular expression in RE2 syntax: no lookaround, no backreference",
            )
        except (OSError, UnicodeDecodeError):
            yield layer.problem((*place, "file"), "expected a readable UTF-8 file of one word a line")


def _topics(layer: Layer, known: Known) -> Iterator[str]:
    seen: set[str] = set()
    for at, each in enumerate(layer.model.topics):
        place: Place = ("topics", at)
        if each.id in seen:
            yield layer.problem((*place, "id"), f"`{each.id}` is the id of another topic too")
        seen.add(each.id)
        examples = _sentences(layer, (*place, "examples"), each.examples, each.examples_file)
        negatives = _sentences(layer, (*place, "not"), each.negatives, each.negatives_file)
        yield from (*examples.problems, *negatives.problems)
        if examples.problems or negatives.problems:
            continue
        for key, index, expected in known.doubts(each.id, examples.found, negatives.found):
            yield layer.problem((*place, key, *(() if index is None else (index,))), expected)


@dataclass(frozen=True, slots=True)
class _Sentences:
    found: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def _sentences(layer: Layer, place: Place, listed: tuple[str, ...] | None, file: str | None) -> _Sentences:
    name = f"{place[-1]}_file"
    if (listed is None) == (file is None):
        return _Sentences(problems=(layer.problem(place, f"expected either a list, or {name}"),))
    try:
        found = values.sentences(layer.path.parent, file, listed)
    except (OSError, UnicodeDecodeError):
        expected = "expected a readable UTF-8 file of one sentence a line"
        return _Sentences(problems=(layer.problem((*place[:-1], name), expected),))
    if not _FEWEST <= len(found) <= _MOST:
        expected = f"expected {_FEWEST} to {_MOST} different sentences"
        return _Sentences(problems=(layer.problem(place, expected),))
    return _Sentences(found)
