"""YAML with the line of every key, and validation messages that name it."""

import re
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


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain scalars: `no` is the country code of Norway, not false."""


_OLD = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OLD]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


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
    name = str(path)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except RecursionError:
        raise PolicyError(f"{name}:1: nested deeper than {_DEEPEST} levels") from None
    except OSError as failed:
        raise PolicyError(f"{name}:1: cannot be read: {failed.strerror}") from None
    except UnicodeDecodeError:
        raise PolicyError(f"{name}:1: expected UTF-8 text") from None
    except yaml.YAMLError as bad:
        raise _not_yaml(name, bad) from None
    if not isinstance(node, yaml.MappingNode):
        raise PolicyError(f"{name}:1: expected a mapping of keys")
    lines: dict[Place, int] = {}
    try:
        return Source(name, _plain(node, (), lines, name), lines)
    except yaml.YAMLError as bad:
        raise _not_yaml(name, bad) from None
    except ValueError:
        raise PolicyError(f"{name}:1: not valid YAML: a tag that does not fit its value") from None


def _not_yaml(name: str, bad: yaml.YAMLError) -> PolicyError:
    mark = getattr(bad, "problem_mark", None)
    what = getattr(bad, "problem", None) or getattr(bad, "reason", "cannot be read")
    return PolicyError(f"{name}:{mark.line + 1 if mark else 1}: not valid YAML: {what}")


def _plain(node: yaml.Node, place: Place, lines: dict[Place, int], name: str) -> Any:
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
            mapping[key] = _plain(value_node, here, lines, name)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, at), lines, name) for at, item in enumerate(node.value)]
    return _Loader("").construct_object(node)


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
