"""Classes of characters as bytes of shadows: behind which bytes there is a member of a class."""

import re
import re._constants as op  # type: ignore[import-not-found]
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import regex

from guard.detect.shadow import ASCII, BEHIND, FOLDED, Shade, byte

IGNORECASE, DOTALL = int(re.IGNORECASE), int(re.DOTALL)  # plain numbers: flags that are enums are slow
SINGLE = (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY)
"""The nodes of a pattern's tree that match one code point."""
_EVERY = frozenset(BEHIND)
_SIGNS = frozenset(ord(sign) for signs in BEHIND.values() for sign in signs)
_ORDERED = sorted(_SIGNS)
_BEYOND = frozenset(sign for sign in _SIGNS if sign >= ASCII)
_NEWLINE = ord("\n")
_LONG = 1024
"""Code points from which on a range beyond ASCII is taken to hold some of every kind."""
_CASES = {
    sign: frozenset(each for each in _SIGNS if byte(chr(each).lower()[0]) == byte(chr(sign).lower()[0]))
    - {sign}
    for sign in _SIGNS
    if chr(sign).isalpha() and (sign < ASCII or chr(sign) in FOLDED)
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


def members(
    kind: Any, value: Any, flags: int, *, negate: bool = False, exact: bool = False
) -> frozenset[int]:
    """Give the bytes behind which there is a member of a class (or, negated, what is no member).

    Args:
        kind: of the node, one of `SINGLE`.
        value: of the node.
        flags: of the pattern, as a plain number.
        negate: ask for what is no member.
        exact: give the bytes that are members on ASCII text, not all that may be on other text.
    """
    return _members(
        kind, tuple(map(tuple, value)) if isinstance(value, list) else value, flags, negate, exact
    )


@lru_cache(maxsize=4096)
def _members(kind: Any, value: Any, flags: int, negate: bool, exact: bool) -> frozenset[int]:
    sure: frozenset[int] = frozenset()
    if kind is op.ANY:
        named = sure = _SIGNS if flags & DOTALL else _SIGNS - {_NEWLINE}
    else:
        listed = value if kind is op.IN else ((op.LITERAL, value),)
        named = frozenset(sign for what in listed for sign in _named(*what))
        sure = frozenset(sign for what, name in listed if what is op.CATEGORY for sign in _CATEGORIES[name])
        plain = frozenset(sign for sign in named if sign < ASCII)
        if flags & IGNORECASE:
            named |= _other_cases(named)
            plain |= {sign for sign in _other_cases(plain) if sign < ASCII}
        sure |= plain
        negate ^= kind is op.NOT_LITERAL or listed[0][0] is op.NEGATE
    if negate and not exact:
        # Of code points beyond ASCII some stand for many: they are left out only if the whole kind is.
        named = sure
    return frozenset(byte(chr(sign)) for sign in (_SIGNS - named if negate else named))


def _other_cases(signs: frozenset[int]) -> frozenset[int]:
    return frozenset(each for sign in signs for each in _CASES.get(sign, ()))


def beyond_ascii(kind: Any, value: Any) -> bool:
    """Tell whether a class names code points beyond ASCII itself, not by kind."""
    if kind in (op.LITERAL, op.NOT_LITERAL):
        return bool(value >= ASCII)
    listed = value if kind is op.IN else ()
    return any(
        (what is op.LITERAL and name >= ASCII) or (what is op.RANGE and name[1] >= ASCII)
        for what, name in listed
    )


def _named(kind: Any, value: Any) -> Iterable[int]:
    """Give the code points that a part of a class names; of a long range some of every kind there may be."""
    if kind is op.LITERAL:
        return (value,)
    if kind is op.RANGE:
        low, high = value
        within = _ORDERED[bisect_left(_ORDERED, low) : bisect_right(_ORDERED, high)]
        more = range(max(low, ASCII), high + 1)
        return (*within, *(more if len(more) < _LONG else _BEYOND))
    return _CATEGORIES[value] if kind is op.CATEGORY else ()


@lru_cache(maxsize=4096)
def written(found: frozenset[int], shade: Shade) -> str:
    """Write bytes as a class of RE2, as they look in a shade.

    Args:
        found: the bytes, of shadows.
        shade: how the text will be seen.
    """
    if found == _EVERY:
        return r"[\x00-\xff]"
    ranges: list[list[int]] = []
    for each in sorted({shade.value[each] for each in found}):
        if ranges and each == ranges[-1][1] + 1:
            ranges[-1][1] = each
        else:
            ranges.append([each, each])
    if not ranges:
        return r"[^\x00-\xff]"
    text = "".join(rf"\x{low:02x}-\x{high:02x}" if low < high else rf"\x{low:02x}" for low, high in ranges)
    return text if len(ranges) == 1 and ranges[0][0] == ranges[0][1] else f"[{text}]"
