r"""Patterns read as trees: what RE2 may be asked about them, and how far their matches reach.

RE2 sees a text as its shadow: one byte per code point, so offsets are the same. ASCII stands for
itself; of other code points a decimal digit becomes its ASCII digit, a letter or other word
character ``_``, white space ``\f``, everything else ``\x80``. Thus ``\b \d \w \s``, which RE2 knows for
ASCII only, mean on the shadow what ``regex`` means by them on the text.

The gate sees still less: all digits are ``0``, and letters are small, or all are ``a``. Texts then
look alike to it and its automaton stays small. A pattern's gate form matches wherever the pattern
does, and more: look-arounds inside are dropped, back-references match whatever their group could,
high counts are not counted.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import unicodedata
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import regex

from guard.errors import PatternError

LONG = 160
"""Code points from which on a match is long: then RE2 finds its span."""
_ASCII = 0x80
_WORD, _SPACE, _OTHER = ord("_"), ord("\f"), 0x80
_MANY, _FEW = 16, 4
"""Counts beyond these are not counted by the gate, few where a match may begin inside a word: a counter
that can start at any place costs states without end."""
_WORDY = 2
"""Letters from which on a pattern is better told by them than by its digits."""
_AHEAD = 256
"""Code points after a match that a look-ahead without limit may see."""
_NO_LIMIT = 100_000
_REMEMBERED = 0xFFFF
"""Code points up to which their bytes are kept; a text of all the others must not fill the memory."""

_INLINE = re.compile(r"\(\?([aiLmsux]+)\)")
_FLAGS = {name: int(regex.RegexFlag[name.upper()]) for name in "imsx"}
_IGNORECASE, _MULTILINE, _DOTALL = int(re.IGNORECASE), int(re.MULTILINE), int(re.DOTALL)  # plain, thus fast
# POSIX classes, fuzzy counts, and flags that change what \w or a direction means: ``re`` reads them otherwise.
_FOREIGN = re.compile(r"\[\[:|(?<!\\)\)\{[\d<=+,\s]*[eids][^}]*\}|\(\?[imsux]*[aLrbef]+[imsuxaLrbef]*[:)-]")
_KNOWN = int(regex.I | regex.M | regex.S | regex.X | regex.U | regex.V0)
_KEPT = _IGNORECASE | _MULTILINE | _DOTALL | int(re.VERBOSE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORDS = regex.compile(r"\w")
_SPACES = regex.compile(r"\s")

# Code points that stand behind each byte: a class is asked for each of them.
_BEHIND = {byte: chr(byte) for byte in range(_ASCII)} | {_OTHER: "\u2014\u200b\U0001f600\x80"}
_BEHIND |= {ord(str(digit)): f"{digit}{chr(0x660 + digit)}" for digit in range(10)}
_BEHIND |= {_WORD: "_\xe9\u4e2d\u216b\u0301", _SPACE: "\f\xa0\u2028\x85"}
# What case folding takes for an ASCII letter.
_BEHIND |= {ord("k"): "k\u212a", ord("s"): "s\u017f", ord("i"): "i\u0131\u0130"}
_FOLDED = {sign: byte for byte in (ord("k"), ord("s"), ord("i")) for sign in _BEHIND[byte][1:]}
_EVERY = frozenset(_BEHIND)

Node = tuple[Any, Any]


def _byte(sign: str) -> int:
    if ord(sign) < _ASCII:
        return ord(sign)
    if sign in _FOLDED:
        return _FOLDED[sign]
    if sign.isdecimal():
        return ord(str(unicodedata.decimal(sign)))
    if _WORDS.match(sign):
        return _WORD
    return _SPACE if _SPACES.match(sign) else _OTHER


class _Bytes(dict[int, int]):
    """The byte of each code point, worked out when first asked for."""

    def __missing__(self, code: int) -> int:
        byte = _byte(chr(code))
        if code <= _REMEMBERED:
            self[code] = byte
        return byte


_BYTES = _Bytes()


def shadow(text: str) -> bytes:
    """Give the text as RE2 sees it: as many bytes as the text has code points."""
    if text.isascii():
        return text.encode("ascii")
    return _NOT_ASCII.sub(lambda run: run.group().translate(_BYTES), text).encode("latin-1")


_SMALL = bytes(range(256)).lower().translate(bytes.maketrans(b"123456789", b"0" * 9))
_BARE = _SMALL.translate(bytes.maketrans(b"bcdefghijklmnopqrstuvwxyz_", b"a" * 26))


class View(Enum):
    """How much the gate sees of a shadow."""

    SMALL = _SMALL
    """Digits are ``0``, letters small."""
    BARE = _BARE
    """Digits are ``0``, letters and other word characters ``a``."""
    FULL = bytes(range(256))

    def of(self, shadowed: bytes) -> bytes:
        """Give the shadow as it looks in this view."""
        return shadowed.translate(self.value)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the engine knows of one pattern.

    Args:
        view: what the gate sees of a text when it is asked for this pattern.
        gate: RE2 source over that view; matches wherever the pattern does.
        exact: RE2 source over shadows that matches what the pattern does on ASCII text, "" unless matches
            are long. On other text a letter of any script may pass for one that the pattern names.
        group: the group of it that holds the match without what look-arounds see.
        before: code points before a match that its gate form takes in.
        back: code points before a match that its exact form takes in.
        longest: code points of the longest match, None from `LONG` on.
        ahead: code points after a match that it looks at.
        nested: whether a repeat holds a repeat or a choice, so that backtracking may take very long.
    """

    view: View
    gate: str
    exact: str
    group: int
    before: int
    back: int
    longest: int | None
    ahead: int
    nested: bool


@lru_cache(maxsize=4096)
def shape(source: str, flags: int, group: int = 0) -> Shape:
    """Read a pattern.

    Args:
        source: the pattern, in the part of the ``regex`` dialect that Python's ``re`` reads as well.
        flags: of the ``regex`` module.
        group: a group to keep in the exact form, where it comes right after `Shape.group`.

    Raises:
        PatternError: if it cannot be read, or its matches can be long and RE2 cannot express it.
    """
    tree, flags = _parse(source, flags)
    reach = int(tree.getwidth()[1])
    is_long = max(reach, _behind(tree)) >= LONG
    bare = not is_long and _needs_digit(tree) and _spelt(tree) < _WORDY
    gate = _Writer(flags, View.BARE if bare else View.SMALL)
    written = gate.pattern(tree)
    ahead = _ahead(tree)
    if ahead > _AHEAD:
        raise PatternError(f"a look-ahead further than {_AHEAD} code points: expected bounded repeats")
    exact = _Writer(flags, View.FULL, group)
    span = exact.pattern(tree) if is_long else ""
    if exact.lossy:
        raise PatternError("a pattern without limit that RE2 cannot express: expected bounded repeats")
    return Shape(
        view=gate.view,
        gate=written,
        exact=span,
        group=int(exact.edges),
        before=gate.before,
        back=exact.before if exact.behind else 0,
        longest=None if is_long else reach,
        ahead=1 + ahead,
        nested=_nested(tree, inside=False),
    )


def _parse(source: str, flags: int) -> tuple[Any, int]:
    if _FOREIGN.search(source) or flags & ~_KNOWN:
        raise PatternError("a pattern with a part or flag that two engines read differently")
    for inline in _INLINE.finditer(source):  # ``regex`` takes them anywhere, ``re`` at the start only
        for letter in inline.group(1):
            flags |= _FLAGS.get(letter, 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sets that may be read differently one day
            return parser.parse(_INLINE.sub("", source), flags & _KEPT), flags
    except (re.error, RecursionError, OverflowError) as failed:
        raise PatternError(f"a pattern that cannot be read: {getattr(failed, 'msg', 'too deep')}") from None


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_SINGLE = (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY)
_ANCHORS = {
    op.AT_BEGINNING_STRING: r"\A",
    op.AT_BOUNDARY: r"\b",
    op.AT_NON_BOUNDARY: r"\B",
    op.AT_END_STRING: r"\z",
}


class _Writer:
    """Writes a tree as RE2 source.

    Args:
        flags: of the pattern.
        view: over what it is to match; over the full shadow it is exact, or ``lossy`` is set.
        group: the group to keep, 0 for none.
    """

    def __init__(self, flags: int, view: View, group: int = 0) -> None:
        self._flags = flags
        self._kept_group = group
        self.view = view
        self._exact = view is View.FULL
        self._groups: dict[int, Any] = {}
        self._most = _MANY
        self.lossy = False
        self.edges = self.behind = False
        self.before = 1  # for the edge of a word

    def pattern(self, tree: Any) -> str:
        """Write a whole pattern; look-arounds at its edges are taken in, and the rest becomes a group."""
        items = list(tree)
        self._most = _MANY if _at_edge(items) else _FEW
        behind = [items.pop(0)] if items and _looks(items[0], -1) else []
        ahead = [items.pop()] if items and _looks(items[-1], 1) else []
        edge = "".join(self._edge(*each) for each in behind)
        inner = self._sequence(items, first=not behind, last=not ahead)
        self.edges, self.behind = bool(behind or ahead), bool(behind)
        group = "(" if self.edges and self._exact else "(?:"
        return f"{edge}{group}{inner}){''.join(self._edge(*each) for each in ahead)}"

    def _sequence(self, items: Iterable[Node], *, first: bool = False, last: bool = False) -> str:
        listed = list(items)
        ends = len(listed) - 1
        return "".join(
            self._item(kind, value, first=first and at == 0, last=last and at == ends)
            for at, (kind, value) in enumerate(listed)
        )

    def _item(self, kind: Any, value: Any, *, first: bool, last: bool) -> str:  # noqa: PLR0911
        if kind in _SINGLE:
            return _set(_members(kind, _frozen(value), self._flags & _KEPT), self.view)
        if kind is op.BRANCH:
            return f"(?:{'|'.join(self._sequence(each, first=first, last=last) for each in value[1])})"
        if kind is op.SUBPATTERN:
            return self._group(value, first=first, last=last)
        if kind in _REPEATS:
            return self._repeat(kind, value)
        if kind is op.AT:
            return self._anchor(value)
        self.lossy = True
        if kind is op.ATOMIC_GROUP:
            return f"(?:{self._sequence(value)})"
        if kind is op.GROUPREF:
            if value not in self._groups:
                raise PatternError("a reference to a group in a look-around")
            return f"(?:{self._sequence(self._groups[value])})"
        if kind in (op.ASSERT, op.ASSERT_NOT):
            at_edge = not self._exact and ((first and value[0] < 0) or (last and value[0] > 0))
            return self._edge(kind, value) if at_edge else ""
        raise PatternError(f"a pattern with a part that is not known: {str(kind).lower()}")

    def _group(self, value: Any, *, first: bool, last: bool) -> str:
        number, added, removed, inner = value
        flags, self._flags = self._flags, (self._flags | added) & ~removed
        written = self._sequence(inner, first=first, last=last)
        self._flags = flags
        if number is None:
            return f"(?:{written})"
        self._groups[number] = inner
        return f"({written})" if number == self._kept_group and self._exact else f"(?:{written})"

    def _repeat(self, kind: Any, value: Any) -> str:
        least, most, inner = value
        self.lossy |= kind is op.POSSESSIVE_REPEAT
        if not self._exact:
            least, most = min(least, self._most), op.MAXREPEAT if most > self._most else most
            if least == most:
                return self._sequence(inner) * int(least)  # equal forms are then written alike
        count = f"{{{least},{'' if most is op.MAXREPEAT else most}}}"
        lazy = "?" if kind is op.MIN_REPEAT and self._exact else ""
        return f"(?:{self._sequence(inner)}){count}{lazy}"

    def _anchor(self, value: Any) -> str:
        if value is op.AT_BEGINNING:
            return "(?m:^)" if self._flags & _MULTILINE else r"\A"
        if value is op.AT_END:
            self.lossy |= not self._flags & _MULTILINE  # then it is also before a last line break
            return "(?m:$)"
        return _ANCHORS[value]

    def _edge(self, kind: Any, value: Any) -> str:
        """Take in a look-around at the pattern's edge: there matching its text is as good as seeing it."""
        direction, inner = value
        items = list(inner)
        if kind is op.ASSERT:
            if direction < 0:
                self.before += min(int(inner.getwidth()[1]), _NO_LIMIT)
            return f"(?:{self._sequence(items, first=direction < 0, last=direction > 0)})"
        if len(items) != 1 or items[0][0] not in _SINGLE:
            self.lossy = True
            return ""
        others = _members(items[0][0], _frozen(items[0][1]), self._flags & _KEPT, negate=True)
        end = r"\A" if direction < 0 else r"\z"
        return f"(?:{end}|{_set(others, self.view)})"


def _looks(item: Node, direction: int) -> bool:
    kind, value = item
    return kind in (op.ASSERT, op.ASSERT_NOT) and value[0] == direction


def _at_edge(items: list[Node]) -> bool:
    """Tell whether a match can begin only where something is asked of the place."""
    if not items:
        return False
    kind, value = items[0]
    if kind is op.SUBPATTERN:
        return _at_edge(list(value[3]))
    if kind is op.BRANCH:
        return all(_at_edge(list(each)) for each in value[1])
    return kind is op.AT or (kind in (op.ASSERT, op.ASSERT_NOT) and value[0] < 0)


def _behind(tree: Any) -> int:
    """Give how far back a pattern's first look-behind sees."""
    items = list(tree)
    return int(items[0][1][1].getwidth()[1]) if items and _looks(items[0], -1) else 0


def _frozen(value: Any) -> Any:
    return tuple(map(tuple, value)) if isinstance(value, list) else value


@lru_cache(maxsize=4096)
def _members(kind: Any, value: Any, flags: int, *, negate: bool = False) -> frozenset[int]:
    """Give the bytes behind which there is a member of a class (or, negated, what is no member)."""
    if kind is op.ANY:
        named = _SIGNS if flags & _DOTALL else _SIGNS - {_NEWLINE}
    else:
        listed = value if kind is op.IN else ((op.LITERAL, value),)
        named = frozenset(sign for what in listed for sign in _named(*what))
        if flags & _IGNORECASE:
            named |= {each for sign in named for each in _CASES.get(sign, ())}
        negate ^= kind is op.NOT_LITERAL or listed[0][0] is op.NEGATE
    return frozenset(map(_BYTES.__getitem__, _SIGNS - named if negate else named))


def _named(kind: Any, value: Any) -> Iterable[int]:
    """Give the code points that a part of a class names; of a range those that tell its bytes."""
    if kind is op.LITERAL:
        return (value,)
    if kind is op.RANGE:
        low, high = value
        within = _ORDERED[bisect_left(_ORDERED, low) : bisect_right(_ORDERED, high)]
        more = range(max(low, _ASCII), high + 1, max(1, (high - low) // 256)) if high >= _ASCII else ()
        return (*within, *more)
    return _CATEGORIES[value] if kind is op.CATEGORY else ()


_SIGNS = frozenset(ord(sign) for signs in _BEHIND.values() for sign in signs)
_ORDERED = sorted(_SIGNS)
_NEWLINE = ord("\n")
_CASES = {
    sign: frozenset(each for each in _SIGNS if _byte(chr(each).lower()[0]) == _byte(chr(sign).lower()[0]))
    - {sign}
    for sign in _SIGNS
    if chr(sign).isalpha() and (sign < _ASCII or chr(sign) in _FOLDED)
}


def _of(kind: str) -> frozenset[int]:
    return frozenset(sign for sign in _SIGNS if regex.match(kind, chr(sign)))


_CATEGORIES = {
    op.CATEGORY_DIGIT: _of(r"\d"),
    op.CATEGORY_SPACE: _of(r"\s"),
    op.CATEGORY_WORD: _of(r"\w"),
    op.CATEGORY_NOT_DIGIT: _of(r"\D"),
    op.CATEGORY_NOT_SPACE: _of(r"\S"),
    op.CATEGORY_NOT_WORD: _of(r"\W"),
}


@lru_cache(maxsize=4096)
def _set(members: frozenset[int], view: View) -> str:
    if members == _EVERY:
        return r"[\x00-\xff]"
    ranges: list[list[int]] = []
    for byte in sorted({view.value[each] for each in members}):
        if ranges and byte == ranges[-1][1] + 1:
            ranges[-1][1] = byte
        else:
            ranges.append([byte, byte])
    if not ranges:
        return r"[^\x00-\xff]"
    written = "".join(rf"\x{low:02x}-\x{high:02x}" if low < high else rf"\x{low:02x}" for low, high in ranges)
    return written if len(ranges) == 1 and ranges[0][0] == ranges[0][1] else f"[{written}]"


_DIGITS = frozenset(b"0123456789")


def _needs_digit(items: Iterable[Node]) -> bool:
    """Tell whether every match has a digit in it, or close behind it."""
    return any(_is_digit(kind, value) for kind, value in items)


def _is_digit(kind: Any, value: Any) -> bool:
    if kind in (op.LITERAL, op.IN):
        return _members(kind, _frozen(value), 0) <= _DIGITS
    if kind is op.BRANCH:
        return all(_needs_digit(each) for each in value[1])
    if kind is op.SUBPATTERN:
        return _needs_digit(value[3])
    if kind in _REPEATS:
        return value[0] > 0 and _needs_digit(value[2])
    if kind is op.ASSERT:
        direction, inner = value
        return direction > 0 and int(inner.getwidth()[1]) < _AHEAD and _needs_digit(inner)
    return kind is op.ATOMIC_GROUP and _needs_digit(value)


def _spelt(items: Iterable[Node]) -> int:
    """Count the letters that stand in every match."""
    return sum(_letters(kind, value) for kind, value in items)


def _letters(kind: Any, value: Any) -> int:
    if kind is op.LITERAL:
        return chr(value).isalpha()
    if kind is op.BRANCH:
        return min(map(_spelt, value[1]))
    if kind is op.SUBPATTERN:
        return _spelt(value[3])
    if kind in _REPEATS:
        return int(value[0]) * _spelt(value[2]) if value[0] else 0
    if kind is op.ASSERT:
        return _spelt(value[1])
    return _spelt(value) if kind is op.ATOMIC_GROUP else 0


def _ahead(items: Iterable[Node]) -> int:
    """Give how far the look-aheads of a pattern see, at most."""
    most = 0
    for kind, value in items:
        if kind in (op.ASSERT, op.ASSERT_NOT):
            if value[0] > 0:
                most += int(value[1].getwidth()[1])
        elif kind is op.BRANCH:
            most += max(_ahead(each) for each in value[1])
        elif kind is op.SUBPATTERN:
            most += _ahead(value[3])
        elif kind in _REPEATS:
            most += _ahead(value[2])
        elif kind is op.ATOMIC_GROUP:
            most += _ahead(value)
    return most


def _nested(items: Iterable[Node], *, inside: bool) -> bool:
    """Tell whether a repeat holds another one of varying count, or a choice."""
    for kind, value in items:
        if kind in _REPEATS:
            least, most, inner = value
            found = (inside and most > max(least, 1)) or _nested(inner, inside=inside or most > 1)
        elif kind is op.BRANCH:
            found = inside or any(_nested(each, inside=inside) for each in value[1])
        elif kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            found = _nested(value[3] if kind is op.SUBPATTERN else value, inside=inside)
        else:
            found = False
        if found:
            return True
    return False
