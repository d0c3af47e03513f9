"""A JSON document as the places of its strings, so that rewriting touches nothing else.

A parsed-and-dumped body loses key order, number text and duplicate keys; providers sign some
bodies and cache prompts by their bytes. So a body stays text here, and only the literals
whose value changed are spliced. Strings that hold a JSON object or array themselves (tool
arguments, tool results) are documents inside the document.

Grammar: RFC 8259. Pointers: RFC 6901; a ``#`` separates an inner document's pointer.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from guard.errors import WireError
from guard.types import Text, readable

MAX_DEPTH = 40
"""Levels of arrays and objects in one document; more is refused."""
MAX_INNER = 3
"""Documents inside documents; a deeper one is scanned as plain text."""

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_IDENTIFYING = re.compile(r"-?[0-9]{7,}")  # a whole number this long may be a card or a phone
_DECODE = json.JSONDecoder().raw_decode
_OPAQUE = re.compile(r"[A-Za-z0-9_.:/-]{0,128}")
_BASE64 = re.compile(r"(?:data:[\w.+/;=-]*,)?[A-Za-z0-9+/_=\r\n-]*")
_CONSTANTS = ("true", "false", "null")


class LeafKind(Enum):
    """What a leaf is in the document."""

    STRING = "string"
    KEY = "key"
    NUMBER = "number"
    BINARY = "binary"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Paths:
    """Which places of a document are special.

    A pattern is a pointer with ``*`` for an element of an array and ``?`` for a member whose name
    is not in ``names``: it holds no user text.

    Args:
        opaque: ids, roles, enums and model names, left out while they look like one.
        binary: images, audio and files: content that no detector here can read.
        groups: subtrees that repeat a text in pieces; scanned as one, emptied when it changes.
        names: member names that belong to the API; any other name is somebody's text.
    """

    opaque: Collection[str] = ()
    binary: Collection[str] = ()
    groups: Collection[str] = ()
    names: Collection[str] = ()


NOTHING_SPECIAL = Paths()


def place(pointer: str, pattern: str) -> str:
    """Write a pointer as ``messages[1].content``, with ``?`` for every name that is not the API's."""
    steps = zip(pointer.split("/")[1:], pattern.split("/")[1:], strict=False)
    return "".join(f"[{at}]" if known == "*" else f".{known}" for at, known in steps).lstrip(".")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A literal of the document: where it stands (code points) and what it says."""

    pointer: str = field(repr=False)
    pattern: str
    kind: LeafKind
    start: int
    end: int
    value: str = field(repr=False)
    inner: "Document | None" = field(default=None, repr=False)

    @property
    def place(self) -> str:
        """Where the leaf is, as ``messages[1].content``: API names and indices, never user text."""
        return place(self.pointer, self.pattern)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a JSON document and its leaves, in order of appearance."""

    source: str = field(repr=False)
    leaves: tuple[Leaf, ...] = field(repr=False)

    def texts(self, prefix: str = "", outer: str = "") -> Iterator[Text]:
        """Yield every Text, those of inner documents in place of the string around them."""
        for leaf in self.leaves:
            pointer = prefix + leaf.pointer
            if leaf.inner is not None:
                yield from leaf.inner.texts(pointer + "#", outer or leaf.place)
            else:
                yield Text(pointer, leaf.value, leaf.kind is not LeafKind.BINARY, outer or leaf.place)

    def put(self, values: Sequence[str], *, drop_groups: bool = False) -> str:
        """Give the document with new values.

        Args:
            values: one value per Text, in the order of `texts`.
            drop_groups: whether groups become null although no piece of them changed by itself.

        Returns:
            The same text where nothing changed, otherwise with the changed literals replaced.

        Raises:
            RuntimeError: if the number of values is not the number of Texts.
        """
        rest = iter(values)
        try:
            changed = self._splice(rest, drop_groups=drop_groups)
        except StopIteration:
            raise RuntimeError("fewer values than texts") from None
        if next(rest, None) is not None:
            raise RuntimeError("more values than texts")
        return changed

    def _splice(self, values: Iterator[str], *, drop_groups: bool = False) -> str:
        pieces: list[str] = []
        done = 0
        for leaf in self.leaves:
            literal = _literal(leaf, values)
            if drop_groups and leaf.kind is LeafKind.GROUP:
                literal = "null"
            if literal is not None:
                pieces += (self.source[done : leaf.start], literal)
                done = leaf.end
        if not pieces:
            return self.source
        pieces.append(self.source[done:])
        return "".join(pieces)


def _literal(leaf: Leaf, values: Iterator[str]) -> str | None:
    """Give the new literal of a leaf, or None if it stays as it is."""
    if leaf.inner is not None:
        new = leaf.inner._splice(values)  # noqa: SLF001  # a document inside this document
        return None if new is leaf.inner.source else quote(new)
    new = next(values)
    if new == leaf.value:
        return None
    # A group spells a text piece by piece: if the text had to change, no piece may stay.
    return "null" if leaf.kind is LeafKind.GROUP else quote(new)


def quote(value: str) -> str:
    """Write a string as a JSON literal."""
    return json.dumps(value, ensure_ascii=False)


def read(body: bytes | str, paths: Paths = NOTHING_SPECIAL) -> Document:
    """Read a JSON document into its leaves.

    Args:
        body: the document; bytes must be UTF-8.
        paths: the special places of the route it belongs to.

    Raises:
        WireError: if it is not UTF-8, not JSON, nested too deeply, or names a member twice.
    """
    if isinstance(body, bytes):
        try:
            body = body.decode("utf-8")
        except UnicodeDecodeError as bad:
            raise WireError(f"body is not valid UTF-8 at byte {bad.start}", code="invalid_json") from None
    return Document(body, tuple(_Scanner(body, paths, inner=0).run()))


@dataclass(slots=True)
class _Frame:
    """An array or object that is open at this point of the scan."""

    pointer: str
    pattern: str
    members: set[str] | None
    index: int = 0
    group_at: int = -1
    group_leaves: int = 0


class _Scanner:
    """One pass over a document: an explicit stack, so depth is a limit and not a crash."""

    def __init__(self, source: str, paths: Paths, *, inner: int) -> None:
        self._source = source
        self._paths = paths
        self._inner = inner
        self._leaves: list[Leaf] = []
        self._stack: list[_Frame] = []

    def run(self) -> list[Leaf]:
        at = self._value(self._skip(0), "", "")
        while self._stack:
            at = self._member(self._skip(at))
        if self._skip(at) != len(self._source):
            raise self._bad(at, "end of the document")
        return self._leaves

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._source, at)
        return match.end() if match else at

    def _bad(self, at: int, expected: str) -> WireError:
        return WireError(
            f"body is not valid JSON at character {at}: expected {expected}", code="invalid_json"
        )

    def _value(self, at: int, pointer: str, pattern: str) -> int:
        source = self._source
        char = source[at : at + 1]
        if char == '"':
            value, end = self._string(at)
            self._add_string(pointer, pattern, at, end, value)
            return end
        if char and char in "{[":
            return self._open(at, char, pointer, pattern)
        for constant in _CONSTANTS:
            if source.startswith(constant, at):
                return at + len(constant)
        number = _NUMBER.match(source, at)
        if number is None:
            raise self._bad(at, "a value")
        self._add_number(pointer, pattern, at, number.group())
        return number.end()

    def _open(self, at: int, char: str, pointer: str, pattern: str) -> int:
        if len(self._stack) >= MAX_DEPTH:
            raise WireError(f"body is nested deeper than {MAX_DEPTH} levels", code="invalid_json")
        frame = _Frame(pointer, pattern, set() if char == "{" else None)
        if pattern in self._paths.groups:
            frame.group_at, frame.group_leaves = at, len(self._leaves)
        self._stack.append(frame)
        at = self._skip(at + 1)
        close = "}" if char == "{" else "]"
        if self._source[at : at + 1] == close:
            return self._close(at + 1)
        return self._element(at, frame)

    def _member(self, at: int) -> int:
        frame = self._stack[-1]
        char = self._source[at : at + 1]
        if char == ("]" if frame.members is None else "}"):
            return self._close(at + 1)
        if char != ",":
            raise self._bad(at, "a comma or the end of the array or object")
        return self._element(self._skip(at + 1), frame)

    def _element(self, at: int, frame: _Frame) -> int:
        if frame.members is None:
            pointer = f"{frame.pointer}/{frame.index}"
            frame.index += 1
            return self._value(at, pointer, frame.pattern + "/*")
        if self._source[at : at + 1] != '"':
            raise self._bad(at, "a member name in quotes")
        name, end = self._string(at)
        if name in frame.members:
            # Readers differ in which of two members they take: what we screened might not be what is read.
            raise WireError("an object names the same member twice", code="invalid_json")
        frame.members.add(name)
        step = name.replace("~", "~0").replace("/", "~1")
        pointer = f"{frame.pointer}/{step}"
        known = name in self._paths.names
        if not known:
            self._add_key(pointer, frame.pattern, at, end, name)
        colon = self._skip(end)
        if self._source[colon : colon + 1] != ":":
            raise self._bad(colon, "a colon")
        return self._value(self._skip(colon + 1), pointer, f"{frame.pattern}/{name if known else '?'}")

    def _close(self, at: int) -> int:
        frame = self._stack.pop()
        if frame.group_at >= 0:
            pieces = dict.fromkeys(leaf.value for leaf in self._leaves[frame.group_leaves :])
            del self._leaves[frame.group_leaves :]
            spelled = "\n".join(pieces)
            self._leaves.append(
                Leaf(frame.pointer, frame.pattern, LeafKind.GROUP, frame.group_at, at, spelled)
            )
        return at

    def _string(self, at: int) -> tuple[str, int]:
        try:
            return _DECODE(self._source, at)
        except ValueError:
            raise self._bad(at, "a string") from None

    def _add_string(self, pointer: str, pattern: str, start: int, end: int, value: str) -> None:
        value = readable(value)
        if pattern in self._paths.binary:
            # The bytes of a picture are not text; a link to one, or text posing as bytes, is.
            text = "" if _BASE64.fullmatch(value) else value
            self._add(Leaf(pointer, pattern, LeafKind.BINARY, start, end, text))
        elif pattern in self._paths.opaque and _OPAQUE.fullmatch(value):
            return
        elif value:
            self._add(Leaf(pointer, pattern, LeafKind.STRING, start, end, value, self._inside(value)))

    def _add_key(self, pointer: str, pattern: str, start: int, end: int, name: str) -> None:
        if name:
            self._add(Leaf(pointer, pattern, LeafKind.KEY, start, end, readable(name)))

    def _add_number(self, pointer: str, pattern: str, start: int, literal: str) -> None:
        if _IDENTIFYING.fullmatch(literal) and pattern not in self._paths.opaque:
            self._add(Leaf(pointer, pattern, LeafKind.NUMBER, start, start + len(literal), literal))

    def _add(self, leaf: Leaf) -> None:
        self._leaves.append(leaf)

    def _inside(self, value: str) -> Document | None:
        """Read a string that is itself a JSON object or array; anything else is plain text."""
        if self._inner >= MAX_INNER or value.lstrip(" \t\r\n")[:1] not in ("{", "["):
            return None
        try:
            leaves = _Scanner(value, NOTHING_SPECIAL, inner=self._inner + 1).run()
        except WireError:
            return None
        return Document(value, tuple(leaves)) if leaves else None


def unreadable() -> Document:
    """Give the document that stands for a body no detector can read: one Text, not scannable."""
    return Document("", (Leaf("", "", LeafKind.BINARY, 0, 0, ""),))


def load(body: bytes, what: str = "body") -> Mapping[str, Any]:
    """Parse a document that `read` accepted into an object.

    Raises:
        WireError: if it is not a JSON object.
    """
    parsed = json.loads(body)
    if not isinstance(parsed, dict):
        raise WireError(f"{what}: expected a JSON object", code="invalid_json")
    return parsed
