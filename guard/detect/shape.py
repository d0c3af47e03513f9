r"""Patterns read as trees: what RE2 may be asked about them, and how far their matches reach.

A pattern's gate form, over a shade of the text's shadow, matches wherever the pattern does, and more:
look-arounds inside are dropped, back-references match whatever their group could, high counts are
not counted. Its exact form, over the shadow, is for patterns whose matches can be long.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from guard.detect.classes import DOTALL, IGNORECASE, SINGLE, beyond_ascii, members, written
from guard.detect.shadow import Shade
from guard.errors import PatternError

LONG = 160
"""Code points from which on a match is long: then RE2 finds its span."""
_MANY, _FEW = 16, 4
"""Counts beyond these are not counted by the gate, few where a match may begin inside a word: a counter
that can start at any place costs states without end."""
_WORDY = 2
"""Letters from which on a pattern is better told by them than by its digits."""
_AHEAD = 256
"""Code points after a match that a look-ahead may see."""
_NO_LIMIT = 100_000

_INLINE = re.compile(r"\(\?([aiLmsux]+)\)")
_FLAGS = {name: int(regex.RegexFlag[name.upper()]) for name in "imsx"}
_MULTILINE = int(re.MULTILINE)
_KEPT = IGNORECASE | _MULTILINE | DOTALL | int(re.VERBOSE)
# POSIX classes, fuzzy counts, and flags that change what \w or a direction means: ``re`` reads them otherwise.
_FOREIGN = re.compile(
    r"\[\[:|(?<!\\)\{[\d<=+,\s]*[eids](?:<=?\d+)?(?:[,+][^}]*)?\}|\(\?[imsux]*[aLrbef]+[imsuxaLrbef]*[:)-]"
)
_KNOWN = int(regex.I | regex.M | regex.S | regex.X | regex.U | regex.V0)

Node = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the engine knows of one pattern.

    Args:
        shade: what the gate sees of a text when it is asked for this pattern.
        gate: RE2 source over that shade; matches wherever the pattern does.
        exact: RE2 source over shadows that matches what the pattern does on ASCII text, "" unless matches
            are long. On other text a letter of any script passes for ``_``, a digit for its ASCII digit.
        group: the group of it that holds the match without what look-arounds see.
        before: code points before a match that its gate form takes in.
        back: code points before a match that its exact form takes in.
        longest: code points of the longest match, None from `LONG` on.
        ahead: code points after a match that it looks at.
        nested: whether a repeat holds a repeat or a choice, so that backtracking may take very long.
    """

    shade: Shade
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
    gate = _Writer(flags, Shade.BARE if bare else Shade.SMALL)
    asked = gate.pattern(tree)
    ahead = _ahead(tree)
    if ahead > _AHEAD:
        raise PatternError(f"a look-ahead further than {_AHEAD} code points: expected bounded repeats")
    exact = _Writer(flags, Shade.FULL, group)
    span = exact.pattern(tree) if is_long else ""
    if exact.lossy or exact.beyond:
        why = "RE2 cannot express" if exact.lossy else "names letters beyond ASCII"
        raise PatternError(f"a pattern without limit that {why}: expected bounded repeats")
    return Shape(
        shade=gate.shade,
        gate=asked,
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
        shade: over what it is to match; over the full shadow it is exact, or ``lossy`` is set.
        group: the group to keep, 0 for none.
    """

    def __init__(self, flags: int, shade: Shade, group: int = 0) -> None:
        self._flags = flags
        self._kept_group = group
        self.shade = shade
        self._exact = shade is Shade.FULL
        self._groups: dict[int, Any] = {}
        self._most = _MANY
        self.lossy = self.beyond = False
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
        if kind in SINGLE:
            self.beyond |= beyond_ascii(kind, value)
            return written(members(kind, value, self._flags & _KEPT, exact=self._exact), self.shade)
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
        inside = self._sequence(inner, first=first, last=last)
        self._flags = flags
        if number is None:
            return f"(?:{inside})"
        self._groups[number] = inner
        return f"({inside})" if number == self._kept_group and self._exact else f"(?:{inside})"

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
        if len(items) != 1 or items[0][0] not in SINGLE:
            self.lossy = True
            return ""
        what, signs = items[0]
        self.beyond |= beyond_ascii(what, signs)
        others = members(what, signs, self._flags & _KEPT, negate=True, exact=self._exact)
        end = r"\A" if direction < 0 else r"\z"
        return f"(?:{end}|{written(others, self.shade)})"


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


_DIGITS = frozenset(b"0123456789")


def _needs_digit(items: Iterable[Node]) -> bool:
    """Tell whether every match has a digit in it, or close behind it."""
    return any(_is_digit(kind, value) for kind, value in items)


def _is_digit(kind: Any, value: Any) -> bool:
    if kind in (op.LITERAL, op.IN):
        return members(kind, value, 0) <= _DIGITS
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
