"""Members taken out of, or put into, an object inside a JSON text; every other byte stays as it is."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODE = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element of an array or a member of an object stands."""

    step: str | int
    start: int
    value: int
    end: int


def without(source: str, name: str) -> str:
    """Give the text of an object without one of its members; the same text if it has none, or is no JSON."""
    try:
        places = list(_places(source, _space(source, 0)))
    except (ValueError, IndexError):
        return source
    at = next((at for at, place in enumerate(places) if place.step == name), None)
    if at is None:
        return source
    if at:
        return source[: places[at - 1].end] + source[places[at].end :]
    end = places[1].start if len(places) > 1 else places[0].end
    return source[: places[0].start] + source[end:]


def added(source: str, path: Sequence[str | int], name: str, value: Any) -> str:
    """Give the text with a member more in the object at a path, in the place of one of the same name.

    Args:
        source: the text.
        path: names and indices on the way to the object.
        name: the member's name.
        value: its value, as Python has JSON.

    Returns:
        The same text if there is no object at the path, or the text is no JSON.
    """
    try:
        return _added(source, path, name, value)
    except (ValueError, IndexError):
        return source


def _added(source: str, path: Sequence[str | int], name: str, value: Any) -> str:
    start = _space(source, 0)
    for step in path:
        inside = next((place for place in _places(source, start) if place.step == step), None)
        if inside is None:
            return source
        start = inside.value
    if source[start : start + 1] != "{":
        return source
    end = _DECODE(source, start)[1]
    inner = without(source[start:end], name)
    comma = "," if any(_places(inner, 0)) else ""
    return f"{source[:start]}{inner[:-1]}{comma}{json.dumps(name)}:{json.dumps(value)}}}{source[end:]}"


def _space(source: str, at: int) -> int:
    match = _SPACE.match(source, at)
    return match.end() if match else at


def _places(source: str, at: int) -> Iterator[_Place]:
    """Yield what an array or object holds directly, in order; nothing if it is neither."""
    opening = source[at : at + 1]
    if not opening or opening not in "{[":
        return
    at = _space(source, at + 1)
    number = 0
    while source[at] not in "}]":
        start = at
        step: str | int = number
        if opening == "{":
            step, at = _DECODE(source, at)
            at = _space(source, _space(source, at) + 1)
        _, end = _DECODE(source, at)
        yield _Place(step, start, at, end)
        number += 1
        at = _space(source, end)
        if source[at] == ",":
            at = _space(source, at + 1)
