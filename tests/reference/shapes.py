"""Real-shaped JSON from an official SDK's own types, with a value that is personal data in every string.

``shapes(type)`` builds bodies of a TypedDict (requests), a pydantic model (replies, events) or a union of
them, such that every member is present, every variant of every union occurs in at least one body (in an
array: all of them in one), Literals are spelt as they are, and every other string is a canary: an e-mail
address of its own. A member that a new SDK version brings is there by itself. Use:

    for shape in shapes(CompletionCreateParamsNonStreaming, model="gpt-4o"):
        reply = await send(json.dumps(shape.body))
        assert not [pointer for pointer, canary in shape.canaries.items() if canary in everything_sent]

Named values go into the top level of each body as they are (a model's name, ``stream=True``), and hold no
canary. ``canaries`` maps the JSON pointer of each string to its canary; the name of a member of a free
mapping (metadata, logit_bias) is a canary of its own, under the pointer of its value with a ``~`` behind.
A string that has to be a time is a canary as well, so a reply may not parse with the SDK's model. Members
that hold bytes or files (multipart) are left out.
"""

import inspect
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import (
    Annotated,
    Any,
    ForwardRef,
    Literal,
    NotRequired,
    Required,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel
from typing_extensions import get_type_hints, is_typeddict  # its TypedDict is not that of `typing`

CANARY = "canary{:04d}@leak.example.org"
_DEEPEST = 1  # a type inside itself is built this often: a filter of filters of filters says no more


class _Slot:
    """The place of a string that a canary goes to."""


_SLOT = _Slot()
_PLAIN: dict[Any, Any] = {
    str: _SLOT,
    object: _SLOT,
    Any: _SLOT,
    datetime: _SLOT,
    bool: True,
    int: 7,
    float: 0.5,
    type(None): None,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One body.

    Args:
        name: the type it is of, and which of its variants.
        body: JSON as Python has it.
        canaries: the canary of each string, by JSON pointer.
    """

    name: str
    body: Any
    canaries: Mapping[str, str]


def shapes(kind: Any, **fixed: Any) -> Iterator[Shape]:
    """Yield bodies of a type until every variant of it was there.

    Args:
        kind: a TypedDict, a pydantic model, or a union of such.
        fixed: members of the top level that are to hold these values.
    """
    for number, template in enumerate(_values(kind, ())):
        if isinstance(template, dict):
            template = {**template, **fixed}  # noqa: PLW2901  # the same template, completed
        canaries: dict[str, str] = {}
        body = _filled(template, "", canaries)
        yield Shape(f"{getattr(kind, '__name__', 'union')}-{number}", body, canaries)


def _filled(template: Any, pointer: str, canaries: dict[str, str]) -> Any:
    """Put canaries in the slots of a template, and note where each went."""
    if isinstance(template, _Slot):
        return _canary(pointer, canaries)
    if isinstance(template, list):
        return [_filled(each, f"{pointer}/{at}", canaries) for at, each in enumerate(template)]
    if not isinstance(template, dict):
        return template
    made = {}
    for name, value in template.items():
        if isinstance(name, _Slot):
            spelled = CANARY.format(len(canaries))
            canaries[f"{pointer}/{spelled}~"] = spelled
        else:
            spelled = name
        step = spelled.replace("~", "~0").replace("/", "~1")
        made[spelled] = _filled(value, f"{pointer}/{step}", canaries)
    return made


def _canary(pointer: str, canaries: dict[str, str]) -> str:
    canaries[pointer] = CANARY.format(len(canaries))
    return canaries[pointer]


def _values(kind: Any, within: tuple[Any, ...]) -> list[Any]:  # noqa: C901, PLR0911, PLR0912  # a sort of type each
    """Give templates of a type that together hold every variant; none if it holds bytes, or itself too often."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return [_PLAIN[kind]]
    if origin in (Annotated, Required, NotRequired):
        return _values(arguments[0], within)
    if origin is Literal:
        return [arguments[0]]
    if origin in (Union, types.UnionType):
        return _union(arguments, within)
    if hasattr(kind, "__value__"):  # a named alias
        return _values(kind.__value__, within)
    if isinstance(kind, TypeVar):
        return _values(kind.__bound__ or object, within)
    if origin is not None and _is(origin, Mapping):
        return [{_SLOT: value} for value in _values(arguments[1], within)]
    if origin is not None and (_is(origin, Iterable) or "SequenceNotStr" in str(origin)):
        inside = _values(arguments[0], within)
        return [inside] if inside else []
    if kind in (dict, Mapping):
        return [{_SLOT: _SLOT}]
    if kind in (list, Sequence, Iterable):
        return [[_SLOT]]
    if within.count(kind) >= _DEEPEST:
        return []
    if is_typeddict(kind) or _is(kind, BaseModel):
        return _objects(kind, (*within, kind))
    if isinstance(kind, ForwardRef):
        raise TypeError(f"{kind}: a type that is named and not there")
    return []


def _is(kind: Any, base: type) -> bool:
    return inspect.isclass(kind) and issubclass(kind, base)


def _union(arguments: tuple[Any, ...], within: tuple[Any, ...]) -> list[Any]:
    made = [value for each in arguments if each is not type(None) for value in _values(each, within)]
    # The names of some models beside any string: the string says more.
    if any(isinstance(value, _Slot) for value in made):
        made = [value for value in made if not isinstance(value, str | _Slot)]
        made.insert(0, _SLOT)
    return made or [None]


def _objects(kind: Any, within: tuple[Any, ...]) -> list[Any]:
    """Give as many objects as the member with the most variants needs."""
    members = {name: _values(each, within) for name, each in _members(kind).items()}
    members = {name: values for name, values in members.items() if values}
    count = max(map(len, members.values()), default=1)
    return [
        {name: _first(name, values[number % len(values)]) for name, values in members.items()}
        for number in range(count)
    ]


def _first(name: str, value: Any) -> Any:
    """Number what is counted from 0 with 0: there is one of each."""
    return 0 if name.endswith("index") and isinstance(value, int) else value


@cache
def _members(kind: Any) -> dict[str, Any]:
    """Give the members of a type as JSON names them."""
    if is_typeddict(kind):
        hints = get_type_hints(kind, include_extras=True)
        return {_alias(each) or name: each for name, each in hints.items()}
    return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}


def _alias(kind: Any) -> str:
    """Give the name that an annotation gives a member, if it does."""
    if get_origin(kind) in (Required, NotRequired):
        return _alias(get_args(kind)[0])
    if get_origin(kind) is Annotated:
        for note in get_args(kind)[1:]:
            if getattr(note, "alias", None):
                return str(note.alias)
    return ""
