"""Random strings that a pattern matches, look-arounds aside: walks the pattern's own tree."""

import random  # noqa: TID251  # seeded by whoever calls
import re
import re._constants as op
import re._parser as parser
import string
import warnings
from typing import Any

_PRINTABLE = [sign for sign in string.printable if sign not in "\x0b\x0c\r"]
_INLINE = re.compile(r"\(\?[aiLmsux]+\)")
_CATEGORIES = {
    op.CATEGORY_DIGIT: string.digits,
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: string.ascii_letters + string.digits,
    op.CATEGORY_NOT_DIGIT: string.ascii_letters + " -",
    op.CATEGORY_NOT_SPACE: string.ascii_letters + string.digits + "-_/",
    op.CATEGORY_NOT_WORD: " -.,",
}
_FEW = 3


def sample(source: str, choose: random.Random) -> str:
    """Give one such string."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _sequence(parser.parse(_INLINE.sub("", source), re.DOTALL), choose, {})


def _sequence(items: Any, choose: random.Random, groups: dict[int, str]) -> str:
    return "".join(_item(kind, value, choose, groups) for kind, value in items)


def _item(kind: Any, value: Any, choose: random.Random, groups: dict[int, str]) -> str:  # noqa: C901, PLR0911
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return choose.choice([sign for sign in _PRINTABLE if ord(sign) != value])
    if kind is op.ANY:
        return choose.choice(_PRINTABLE)
    if kind is op.IN:
        return choose.choice(_members(value))
    if kind is op.BRANCH:
        return _sequence(choose.choice(value[1]), choose, groups)
    if kind is op.SUBPATTERN:
        made = _sequence(value[3], choose, groups)
        if value[0] is not None:
            groups[value[0]] = made
        return made
    if kind is op.GROUPREF:
        return groups.get(value, "")
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, inner = value
        count = choose.randint(least, min(most, least + _FEW))
        return "".join(_sequence(inner, choose, groups) for _ in range(count))
    if kind is op.ATOMIC_GROUP:
        return _sequence(value, choose, groups)
    if kind is op.ASSERT and value[0] < 0:
        return _sequence(value[1], choose, groups)
    return ""


def _members(listed: Any) -> list[str]:
    negated = listed[0][0] is op.NEGATE
    found: list[str] = []
    for kind, value in listed[negated:]:
        if kind is op.LITERAL:
            found.append(chr(value))
        elif kind is op.RANGE:
            found += map(chr, range(value[0], min(value[1], value[0] + 200) + 1))
        else:
            found += _CATEGORIES[value]
    return [sign for sign in _PRINTABLE if sign not in found] if negated else found
