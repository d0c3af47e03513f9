r"""JSON inside a string, read as it comes: the same leaves for any cut of it. Grammar: RFC 8259, read leniently.

Models write JSON that is cut off, or not quite JSON. Inside a string whatever is no escape is text, raw
line breaks too. Where the structure breaks, the rest is one plain text, from the last leaf on.
"""

import re
from dataclasses import dataclass, field
from enum import Enum

from guard.types import readable
from guard.wire.document import Document, Leaf, LeafKind

MAX_DEPTH = 40
"""Levels of arrays and objects; what is nested deeper is plain text."""
MAX_INNER = 3
"""JSON texts inside JSON texts; a deeper one is plain text."""
MAX_NUMBER = 400
"""Characters of one number; a longer one is plain text."""
STEP = 64
"""Code points of a member's name that a pointer keeps: every string below carries them along."""

IDENTIFYING = re.compile(r"-?[0-9]{7,}(?:\.[0-9]*)?(?:[eE].*)?")
"""A number as long as this may be a card or a phone."""
_SPACE = re.compile(r"[ \t\n\r]+")
_RUN = re.compile(r'[^"\\]+')
_TOKEN = re.compile(r"[-+.\w]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CONSTANTS = frozenset(("true", "false", "null", "NaN", "Infinity", "-Infinity"))  # what Python writes
_UNIT = re.compile(r"\\u([0-9a-fA-F]{4})")
_HALF = re.compile("[\ud800-\udbff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SIMPLE = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_UNIT_LENGTH = 6
_MORE = -1


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between leaves, the quotes of strings included."""

    raw: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Begin:
    """A leaf begins; the names in its pointer give context."""

    pointer: str = field(repr=False)
    kind: LeafKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the leaf that is open: what it says, and how that is written."""

    value: str = field(repr=False)
    raw: str = field(repr=False)


class End(Enum):
    """The open leaf is over: by its own end, or because the text broke off inside it."""

    WHOLE = "whole"
    CUT = "cut"


Item = Between | Begin | Piece | End


class _At(Enum):
    """What may come next."""

    VALUE = "a value"
    FIRST = "a value or the end of an array"
    NAME = "a member's name"
    FIRST_NAME = "a member's name or the end of an object"
    COLON = "a colon"
    NEXT = "a comma or an end"
    AFTER = "nothing"
    STRING = "more of a string"
    KEY = "more of a name"
    PLAIN = "more of a plain text"


@dataclass(slots=True)
class _Frame:
    """An open array or object; ``index`` is -1 in an object."""

    pointer: str
    index: int
    name: str = ""

    def inside(self) -> str:
        """Give the pointer of the value that comes next."""
        name = self.name.replace("~", "~0").replace("/", "~1")
        return f"{self.pointer}/{name if self.index < 0 else self.index}"


def structured(text: str) -> bool:
    """Tell whether a string may be JSON, an object or an array, as far as its beginning says."""
    return text.lstrip(" \t\r\n")[:1] in ("{", "[")


def document(text: str, depth: int) -> Document:
    """Read a whole string that begins as JSON: as far as it is, and the rest as plain text.

    Args:
        text: the string.
        depth: in how many JSON texts its strings stand.
    """
    leaves: list[Leaf] = []
    at = start = 0
    begun = Begin("", LeafKind.PLAIN)
    said = ""
    for item in JsonReader().feed(text, last=True):
        if isinstance(item, Between):
            at += len(item.raw)
        elif isinstance(item, Begin):
            begun, start, said = item, at, ""
        elif isinstance(item, Piece):
            at += len(item.raw)
            said += item.value
        elif said:
            leaves.append(_leaf(begun, (start, at), said, item, depth))
    return Document(text, tuple(leaves))


def _leaf(begun: Begin, place: tuple[int, int], said: str, end: End, depth: int) -> Leaf:
    quoted = begun.kind in (LeafKind.STRING, LeafKind.KEY)
    low, high = (place[0] - quoted, place[1] + (quoted and end is End.WHOLE))
    kind = LeafKind.CUT if quoted and end is End.CUT else begun.kind
    nested = begun.kind is LeafKind.STRING and depth < MAX_INNER and structured(said)
    inner = document(said, depth + 1) if nested else None
    return Leaf(begun.pointer, begun.pointer, kind, low, high, readable(said), inner)


class JsonReader:
    """Reads one JSON text piece by piece."""

    def __init__(self) -> None:
        self._stack: list[_Frame] = []
        self._at = _At.VALUE
        self._rest = ""  # not understood before more of it is there
        self._between: list[str] = []  # since the last leaf: part of the rest if the structure breaks
        self._items: list[Item] = []

    def feed(self, text: str, *, last: bool = False) -> list[Item]:
        """Take a piece of the text, the last one or not, and give what it makes known."""
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text):
            reached = self._step(text, at, last=last)
            if reached == _MORE:
                self._rest = text[at:]
                break
            at = reached
        if last:
            self._finish()
        items, self._items = self._items, []
        return items

    def _finish(self) -> None:
        if self._at in (_At.STRING, _At.KEY, _At.PLAIN):
            self._items.append(End.CUT)
        elif self._between:
            self._items.append(Between("".join(self._between)))
            self._between = []

    def _step(self, text: str, at: int, *, last: bool) -> int:
        """Read one thing; give where it ends, or `_MORE` if more of the text is needed."""
        if self._at is _At.PLAIN:
            self._items.append(Piece(text[at:], text[at:]))
            return len(text)
        if self._at in (_At.STRING, _At.KEY):
            return self._inside(text, at, last=last)
        space = _SPACE.match(text, at)
        if space:
            return self._pass(space.group(), at)
        if self._at in (_At.VALUE, _At.FIRST):
            return self._value(text, at, last=last)
        return self._sign(text[at], at)

    def _sign(self, char: str, at: int) -> int:
        """Read what stands between values: a comma, a colon, an end, or the quote before a name."""
        frame = self._stack[-1] if self._stack else None
        if frame is None:
            return self._broken(at)
        if self._at in (_At.NAME, _At.FIRST_NAME) and char == '"':
            return self._open(_At.KEY, LeafKind.KEY, f"{frame.pointer}/", at)
        if self._at in (_At.NEXT, _At.FIRST_NAME) and char == ("}" if frame.index < 0 else "]"):
            return self._close(char, at)
        if (self._at, char) not in ((_At.COLON, ":"), (_At.NEXT, ",")):
            return self._broken(at)
        self._at = _At.NAME if char == "," and frame.index < 0 else _At.VALUE
        frame.index += char == "," and frame.index >= 0
        return self._pass(char, at)

    def _value(self, text: str, at: int, *, last: bool) -> int:
        char = text[at]
        pointer = self._stack[-1].inside() if self._stack else ""
        if char == '"':
            return self._open(_At.STRING, LeafKind.STRING, pointer, at)
        if char in "{[" and len(self._stack) < MAX_DEPTH:
            self._stack.append(_Frame(pointer, -1 if char == "{" else 0))
            self._at = _At.FIRST_NAME if char == "{" else _At.FIRST
            return self._pass(char, at)
        if char == "]" and self._at is _At.FIRST:
            return self._close(char, at)
        return self._word(text, at, pointer, last=last)

    def _word(self, text: str, at: int, pointer: str, *, last: bool) -> int:
        """Read a number or a constant."""
        token = _TOKEN.match(text, at)
        if token is None or token.end() - at > MAX_NUMBER:
            return self._broken(at)
        if token.end() == len(text) and not last:
            return _MORE
        literal = token.group()
        if IDENTIFYING.fullmatch(literal) and _NUMBER.fullmatch(literal):
            self._begin(LeafKind.NUMBER, pointer)
            self._items += (Piece(literal, literal), End.WHOLE)
        elif literal in _CONSTANTS or _NUMBER.fullmatch(literal):
            self._between.append(literal)
        else:
            return self._broken(at)
        self._at = _At.NEXT if self._stack else _At.AFTER
        return token.end()

    def _pass(self, raw: str, at: int) -> int:
        self._between.append(raw)
        return at + len(raw)

    def _close(self, char: str, at: int) -> int:
        self._stack.pop()
        self._at = _At.NEXT if self._stack else _At.AFTER
        return self._pass(char, at)

    def _begin(self, kind: LeafKind, pointer: str) -> None:
        if self._between:
            self._items.append(Between("".join(self._between)))
            self._between = []
        self._items.append(Begin(pointer, kind))

    def _open(self, state: _At, kind: LeafKind, pointer: str, at: int) -> int:
        self._between.append('"')
        self._begin(kind, pointer)
        if state is _At.KEY:
            self._stack[-1].name = ""
        self._at = state
        return at + 1

    def _broken(self, at: int) -> int:
        """Take what stands since the last leaf, and all that follows, as plain text."""
        held, self._between = "".join(self._between), []
        self._begin(LeafKind.PLAIN, "")
        if held:
            self._items.append(Piece(held, held))
        self._at = _At.PLAIN
        return at

    def _inside(self, text: str, at: int, *, last: bool) -> int:
        """Read on inside a string or a name."""
        if text[at] == '"':
            self._items += (End.WHOLE, Between('"'))
            self._at = _At.COLON if self._at is _At.KEY else _At.NEXT if self._stack else _At.AFTER
            return at + 1
        run = _RUN.match(text, at)
        value, end = (run.group(), run.end()) if run else _escape(text, at, last=last)
        if end == at:
            return _MORE
        if self._at is _At.KEY:
            frame = self._stack[-1]
            frame.name = (frame.name + value)[:STEP]
        self._items.append(Piece(value, text[at:end]))
        return end


def _escape(text: str, at: int, *, last: bool) -> tuple[str, int]:
    """Read an escape: what it says and where it ends, ``at`` if more of the text is needed."""
    sign = text[at + 1 : at + 2]
    if sign in _SIMPLE and sign:
        return _SIMPLE[sign], at + 2
    unit = _UNIT.match(text, at)
    if unit is None:
        started = not sign or (sign == "u" and len(text) - at < _UNIT_LENGTH)
        return ("", at) if started and not last else ("\\", at + 1)
    value = chr(int(unit.group(1), 16))
    if not _HALF.match(value):
        return value, unit.end()
    # Half a character: the other half may follow, as an escape of its own.
    other = _UNIT.match(text, unit.end())
    if other is not None and _PAIR.match(value + chr(int(other.group(1), 16))):
        return _joined(value + chr(int(other.group(1), 16))), other.end()
    begun = text[unit.end() : unit.end() + _UNIT_LENGTH]
    if len(begun) < _UNIT_LENGTH and "\\u".startswith(begun[:2]) and not last:
        return "", at
    return value, unit.end()


def _joined(halves: str) -> str:
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
