"""YAML with the line of every key, and validation messages that name it."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from guard.errors import PolicyError

Place = tuple[str | int, ...]
_DEEPEST = 20
_MOST = 100_000
ModelT = TypeVar("ModelT", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's plain scalars: `no` is the country code of Norway, not false."""


class _Careful(yaml.SafeLoader):
    """The same at a tenth of the speed, with messages that say more."""


_TEXT = "tag:yaml.org,2002:str"
_OLD = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OLD]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])
_Careful.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers
_SHORT = 1000
"""Characters that cannot nest so deep that libyaml, which looks at no limit, ends the process."""


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed YAML file and the line of each of its keys and items."""

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """Give the line of a key, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, message: str) -> str:
        """Write a mistake as ``file:line: key: message``."""
        key = ".".join(str(step) for step in place)
        return f"{self.name}:{self.line(place)}: {key + ': ' if key else ''}{message}"


def read(path: Path) -> Source:
    """Read a YAML mapping.

    Raises:
        PolicyError: if the file cannot be read, is not YAML, names a key twice or is no mapping.
    """
    try:
        content = path.read_bytes()
    except OSError as failed:
        raise PolicyError(f"{path}:1: cannot be read: {failed.strerror}") from None
    return parse(str(path), content)


def parse(name: str, content: bytes) -> Source:
    """Parse a YAML mapping.

    Args:
        name: what messages call it.
        content: UTF-8.

    Raises:
        PolicyError: if it is not YAML, names a key twice or is no mapping.
    """
    try:
        node = _composed(content.decode("utf-8"))
    except RecursionError:
        raise PolicyError(f"{name}:1: nested deeper than {_DEEPEST} levels") from None
    except UnicodeDecodeError:
        raise PolicyError(f"{name}:1: expected UTF-8 text") from None
    except yaml.YAMLError as bad:
        raise _not_yaml(name, bad) from None
    if not isinstance(node, yaml.MappingNode):
        raise PolicyError(f"{name}:1: expected a mapping of keys")
    lines: dict[Place, int] = {}
    scalars = _Loader("")
    try:
        return Source(name, _plain(node, (), lines, name, scalars), lines)
    except yaml.YAMLError as bad:
        raise _not_yaml(name, bad) from None
    except ValueError:
        raise PolicyError(f"{name}:1: not valid YAML: a tag that does not fit its value") from None


def _composed(text: str) -> yaml.Node | None:
    if len(text) > _SHORT and _depth(text) > 2 * _DEEPEST:
        raise RecursionError
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=_Careful)  # it raises as well, and says why


def _depth(text: str) -> int:
    """Tell how deep a text nests, before anything is built of it."""
    depth = deepest = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                deepest = max(deepest, depth)
                if deepest > 2 * _DEEPEST:
                    break
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return deepest  # whatever is wrong is told by whoever composes it
    return deepest


def _not_yaml(name: str, bad: yaml.YAMLError) -> PolicyError:
    mark = getattr(bad, "problem_mark", None)
    what = getattr(bad, "problem", None) or getattr(bad, "reason", "cannot be read")
    return PolicyError(f"{name}:{mark.line + 1 if mark else 1}: not valid YAML: {what}")


def _plain(node: yaml.Node, place: Place, lines: dict[Place, int], name: str, scalars: _Loader) -> Any:
    if len(lines) > _MOST:  # aliases of aliases grow without end
        raise PolicyError(f"{name}:{node.start_mark.line + 1}: more than {_MOST} keys and items")
    if len(place) > _DEEPEST:
        raise PolicyError(f"{name}:{node.start_mark.line + 1}: nested deeper than {_DEEPEST} levels")
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*place, key)
            line = key_node.start_mark.line + 1
            if key in mapping:
                raise PolicyError(f"{name}:{line}: {'.'.join(map(str, here))}: named twice")
            lines[here] = line
            mapping[key] = _plain(value_node, here, lines, name, scalars)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, at), lines, name, scalars) for at, item in enumerate(node.value)]
    if node.tag == _TEXT:  # nearly all there is: the same words again and again
        return sys.intern(node.value)
    return scalars.construct_object(node)


def validate(source: Source, model: type[ModelT]) -> ModelT:
    """Check a file against its format.

    Raises:
        PolicyError: with every mistake there is.
    """
    try:
        return model.model_validate(source.data)
    except ValidationError as bad:
        errors = bad.errors(include_url=False)
        errors.sort(key=lambda error: source.line(error["loc"]))
        raise PolicyError(*(_say(source, model, error) for error in errors)) from None


def _say(source: Source, model: type[BaseModel], error: Mapping[str, Any]) -> str:
    place = tuple(step for step in error["loc"] if step != "[key]")
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        known = ", ".join(_keys(model, place[:-1]))
        return source.problem(place, f"unknown key `{place[-1]}`: expected one of {known}")
    if kind == "missing":
        return source.problem(place, "missing")
    expected = str(error.get("ctx", {}).get("expected", "")) or str(error["msg"])
    expected = expected.removeprefix("Input should be ").removeprefix("String should ").replace("'", "")
    if isinstance(given, str | int | float):
        return source.problem(place, f"unknown value `{given}`: expected {expected}")
    return source.problem(place, f"expected {expected}")


def _keys(model: Any, place: Place) -> list[str]:
    """Name the keys that the format knows at a place."""
    schema = model.model_json_schema()
    defs = schema.get("$defs", {})
    node: Any = schema
    for step in place:
        node = _resolve(node, defs)
        if isinstance(step, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(step) or node.get("additionalProperties") or {}
    return sorted(_resolve(node, defs).get("properties", {}))


def _resolve(node: Any, defs: Mapping[str, Any]) -> Any:
    for option in (node, *node.get("anyOf", ()), *node.get("allOf", ())):
        if "$ref" in option:
            return defs[option["$ref"].rpartition("/")[2]]
    return node
