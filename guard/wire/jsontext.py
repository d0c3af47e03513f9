"""Reads JSON into the places of its strings, so that rewriting touches nothing else.

A parsed-and-dumped body loses key order, number text and duplicate keys; providers sign some
bodies and cache prompts by their bytes. So a body stays text, and only the literals whose value
changed are spliced. Strings that hold a JSON object or array themselves (tool arguments, tool
results) are documents inside the document. Grammar: RFC 8259.
"""

import base64
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guard.errors import WireError
from guard.types import readable
from guard.wire import jsonstream
from guard.wire.document import NOTHING_SPECIAL, Document, Leaf, LeafKind, Paths, quote
from guard.wire.jsonstream import IDENTIFYING, MAX_INNER, MAX_NUMBER, STEP, structured

MAX_DEPTH = 40
"""Levels of arrays and objects in one document; more is refused."""
MAX_LEAVES = 50_000
"""Strings of one body, with those inside strings; more is refused."""

_SPACE = re.compile(r"[ \t\n\r]*")
# A member's name that says itself, up to its value.
_MEMBER = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\n\r]*:[ \t\n\r]*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_DECODE = json.JSONDecoder().raw_decode
# What an id, a role or a model's name looks like; one without a letter may be somebody's number.
_OPAQUE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_.:/-]{0,128}")
_CREDENTIAL = re.compile(
    r"(?<![A-Za-z0-9])(?:AKIA|ASIA|gh[pousr]_|github_pat_|sk-|xox[a-z]-|xapp-|AIza|eyJ|[sr]k_(?:live|test)_)"
)
_BASE64 = re.compile(r"(?:data:[\w.+/;=-]*,)?[A-Za-z0-9+/_=\r\n-]*")
_SHORTEST_SEAL = 16
_SEAL = re.compile(rf"[A-Za-z0-9+/_-]{{{_SHORTEST_SEAL},}}={{0,2}}")
_BLOB = re.compile(r"data:(?!text/)[\w.+-]+/[\w.+;=-]+;base64,[A-Za-z0-9+/_=-]+|[A-Za-z0-9+/_-]{256,}={0,2}")
_LARGEST = 1e4  # of the numbers of an embedding; most are below 1
_BAD_REQUEST = 400
_CONSTANTS = ("true", "false", "null")
_LOOSE_CONSTANTS = (*_CONSTANTS, "NaN", "Infinity", "-Infinity")  # what Python writes, inside strings


def read(body: bytes | str, paths: Paths = NOTHING_SPECIAL, *, lenient: bool = False) -> Document:
    """Read a JSON document into its leaves.

    Args:
        body: the document; bytes must be UTF-8.
        paths: the special places of the route it belongs to.
        lenient: read JSON in its strings as far as it is JSON, as a stream of them is read.

    Raises:
        WireError: if it is not UTF-8, not JSON, nested too deeply, holds too much, or names a member twice.
    """
    if isinstance(body, bytes):
        try:
            body = body.decode("utf-8")
        except UnicodeDecodeError as bad:
            raise WireError(f"body is not valid UTF-8 at byte {bad.start}", code="invalid_json") from None
    return Document(body, tuple(_Scanner(body, paths, _Count(), inner=0, lenient=lenient).run()))


def plain(text: str) -> Document:
    """Give the document of one string that is not JSON."""
    return Document(quote(text), (Leaf("", "", LeafKind.STRING, 0, len(quote(text)), readable(text)),))


def opaque(value: str) -> bool:
    """Tell whether a value looks like an id, a role or a model's name, and like no credential."""
    return _OPAQUE.fullmatch(value) is not None and _CREDENTIAL.search(value) is None


@dataclass(slots=True)
class _Count:
    """How many strings a body has so far, those inside strings included."""

    leaves: int = 0


@dataclass(slots=True)
class _Frame:
    """An array or object that is open at this point of the scan."""

    pointer: str
    pattern: str
    members: set[str] | None
    index: int = 0
    group_at: int = -1
    group_leaves: int = 0
    spelled: bool = False


class _Scanner:
    """One pass over a document: an explicit stack, so depth is a limit and not a crash."""

    def __init__(
        self,
        source: str,
        paths: Paths,
        count: _Count,
        *,
        inner: int,
        lenient: bool = False,
        nested: bool = True,
    ) -> None:
        self._source = source
        self._paths = paths
        self._count = count
        self._inner = inner
        self._lenient = lenient
        self._nested = nested
        self._constants = _LOOSE_CONSTANTS if inner else _CONSTANTS
        self._leaves: list[Leaf] = []
        self._stack: list[_Frame] = []

    def run(self) -> list[Leaf]:
        at = self._value(self._skip(0), "", "")
        while self._stack:
            at = self._member(at)
        if self._skip(at) != len(self._source):
            raise self._bad(at, "end of the document")
        return self._leaves

    def _skip(self, at: int) -> int:
        if self._source[at : at + 1] > " ":
            return at  # as nearly everywhere
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
        for constant in self._constants:
            if source.startswith(constant, at):
                return at + len(constant)
        number = _NUMBER.match(source, at)
        if number is None:
            raise self._bad(at, "a value")
        if number.end() - at > MAX_NUMBER:
            raise self._bad(at, f"a number of at most {MAX_NUMBER} characters")
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
        if char <= " ":
            at = self._skip(at)
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
        member = _MEMBER.match(self._source, at)
        name, end = (member[1], member.end(1) + 1) if member else self._name(at)
        if name in frame.members and not self._inner:
            # Readers differ in which of two members they take. Inside a string both are screened.
            raise WireError("an object names the same member twice", code="invalid_json")
        frame.members.add(name)
        plain = name.isidentifier() and len(name) <= STEP
        step = name if plain else name[:STEP].replace("~", "~0").replace("/", "~1")
        pointer = f"{frame.pointer}/{step}"
        known = name in self._paths.names
        if not known:
            self._add_key(pointer, frame.pattern, at, end, name)
        value = member.end() if member else self._after_colon(end)
        pattern = f"{frame.pattern}/{name if known else '?'}"
        if self._source[value : value + 1] != '"':
            return self._value(value, pointer, pattern)
        text, end = self._string(value)
        self._add_string(pointer, pattern, value, end, text)
        return end

    def _name(self, at: int) -> tuple[str, int]:
        if self._source[at : at + 1] != '"':
            raise self._bad(at, "a member name in quotes")
        return self._string(at)

    def _after_colon(self, at: int) -> int:
        colon = self._skip(at)
        if self._source[colon : colon + 1] != ":":
            raise self._bad(colon, "a colon")
        return self._skip(colon + 1)

    def _close(self, at: int) -> int:
        frame = self._stack.pop()
        if frame.group_at >= 0:
            inside = self._leaves[frame.group_leaves :]
            pieces = dict.fromkeys(leaf.value for leaf in inside if leaf.kind is not LeafKind.NUMBER)
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
        elif pattern in self._paths.sealed and _is_sealed(value):
            self._add(Leaf(pointer, pattern, LeafKind.SEALED, start, end, ""))
        elif self._holds_no_text(pattern, value):
            return
        elif not self._lenient and _is_blob(value):
            self._add(Leaf(pointer, pattern, LeafKind.BINARY, start, end, ""))
        elif value:
            self._add(Leaf(pointer, pattern, LeafKind.STRING, start, end, value, self._inside(value)))

    def _holds_no_text(self, pattern: str, value: str) -> bool:
        """Tell whether a string is what its place is for: an id, an enum, or the numbers of an embedding."""
        if pattern in self._paths.opaque:
            return opaque(value)
        if pattern in self._paths.sealed:
            return opaque(value) and len(value) < _SHORTEST_SEAL
        return pattern in self._paths.vectors and _is_vector(value)

    def _add_key(self, pointer: str, pattern: str, start: int, end: int, name: str) -> None:
        if name:
            self._add(Leaf(pointer, pattern, LeafKind.KEY, start, end, readable(name)))

    def _add_number(self, pointer: str, pattern: str, start: int, literal: str) -> None:
        if IDENTIFYING.fullmatch(literal):
            if pattern not in self._paths.opaque:
                at = start, start + len(literal)
                self._add(Leaf(pointer, pattern, LeafKind.NUMBER, *at, literal))
            return
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.pattern in self._paths.tokens and not frame.spelled:
            # The first of the numbers stands for all of the array: it is told once, and never rewritten.
            frame.spelled = True
            at = start, start + len(literal)
            self._add(Leaf(frame.pointer, frame.pattern, LeafKind.BINARY, *at, ""))

    def _add(self, leaf: Leaf) -> None:
        self._count.leaves += 1
        if self._count.leaves > MAX_LEAVES:
            raise WireError(
                f"body holds more than {MAX_LEAVES} strings", status=413, code="request_too_large"
            )
        self._leaves.append(leaf)

    def _inside(self, value: str) -> Document | None:
        """Read a string that is itself a JSON object or array; anything else is plain text."""
        if not self._nested or self._inner >= MAX_INNER or not structured(value):
            return None
        if self._lenient:
            return jsonstream.document(value, self._inner + 1)
        before = self._count.leaves
        try:
            leaves = _Scanner(value, NOTHING_SPECIAL, self._count, inner=self._inner + 1).run()
        except WireError as bad:
            if bad.status != _BAD_REQUEST:
                raise
            self._count.leaves = before
            return None
        return Document(value, tuple(leaves)) if leaves else None


def _is_blob(value: str) -> bool:
    """Tell whether a string is bytes written as base64: nothing that can be read as text."""
    if " " in value or not _BLOB.fullmatch(value):
        return False
    kinds = (any(map(test, value)) for test in (str.isdigit, str.islower, str.isupper))
    return value.startswith("data:") or all(kinds)


def _is_sealed(value: str) -> bool:
    """Tell whether a string is bytes that nobody can read, written as base64; text in base64 is none."""
    if not _SEAL.fullmatch(value) or _CREDENTIAL.match(value):
        return False
    try:
        base64.urlsafe_b64decode(value.replace("+", "-").replace("/", "_").rstrip("=") + "==").decode()
    except UnicodeDecodeError:
        return all(any(map(test, value)) for test in (str.isdigit, str.islower, str.isupper))
    except ValueError:
        return False
    return False


def _is_vector(value: str) -> bool:
    """Tell whether a string is base64 of numbers like those of an embedding.

    Four small letters read as such a number are far beyond the limit, and bytes that can all be
    printed are no numbers: words do not pass as a vector.
    """
    try:
        data = base64.b64decode(value, validate=True)
        small = all(abs(number) <= _LARGEST for (number,) in struct.iter_unpack("<f", data))
    except (ValueError, struct.error):
        return False
    return small and not (data.isascii() and data.decode("ascii").isprintable())


def event(data: str) -> Mapping[str, Any]:
    """Parse the data of a stream's event into an object.

    Raises:
        WireError: if it is not a JSON object, or one that two readers could read differently.
    """
    # What its strings hold is read where they are screened.
    _Scanner(data, NOTHING_SPECIAL, _Count(), inner=0, nested=False).run()
    return load(data.encode(), what="event")


def unreadable() -> Document:
    """Give the document that stands for a body no detector can read: one Text, not scannable."""
    return Document("", (Leaf("", "", LeafKind.BINARY, 0, 0, ""),))


def load(body: bytes, what: str = "body") -> Mapping[str, Any]:
    """Parse a document that `read` accepted into an object.

    Raises:
        WireError: if it is not a JSON object.
    """
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise WireError(f"{what}: expected a JSON object", code="invalid_json") from None
    if not isinstance(parsed, dict):
        raise WireError(f"{what}: expected a JSON object", code="invalid_json")
    return parsed
