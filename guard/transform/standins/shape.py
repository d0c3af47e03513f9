"""Shapes that stay: a digit becomes a digit, a letter a letter of the same case, the rest is kept."""

import re
from collections.abc import Iterable

from guard.transform.standins.draw import Draw

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGIT = re.compile("[0-9]")
_HEX = "0123456789abcdef"


def same_shape(value: str, draw: Draw) -> str | None:
    """Give other letters and digits in the same places, None if there are none or not only ASCII ones.

    A number keeps its length: its first digit is a 0 where it was one, and only there.
    """
    if not value.isascii() or not any(sign.isalnum() for sign in value):
        return None
    made: list[str] = []
    for at, sign in enumerate(value):
        if sign.isdigit():
            leads = at == 0 or not value[at - 1].isdigit()
            made.append(_digit(sign, draw, leads=leads))
        elif sign.isalpha():
            letter = draw.among(_LOWER)
            made.append(letter if sign.islower() else letter.upper())
        else:
            made.append(sign)
    return "".join(made)


def same_digits(value: str, draw: Draw) -> str | None:
    """Give other digits in the same places, and every other sign as it is."""
    if not _DIGIT.search(value):
        return None
    found = iter(same_shape("".join(_DIGIT.findall(value)), draw) or "")
    return filled(value, found)


def filled(value: str, digits: Iterable[str]) -> str:
    """Give a value with its digits replaced, in order."""
    given = iter(digits)
    return _DIGIT.sub(lambda _: next(given), value)


def only_digits(value: str) -> str:
    """Give a value's digits."""
    return "".join(_DIGIT.findall(value))


def hexadecimal(value: str, draw: Draw) -> str:
    """Give other hexadecimal digits in the same places, in the case of the value."""
    made = "".join(draw.among(_HEX) if sign in _HEX else sign for sign in value.lower())
    return made.upper() if value.upper() == value else made


def _digit(sign: str, draw: Draw, *, leads: bool) -> str:
    if leads:
        return "0" if sign == "0" else str(1 + draw.below(9))
    return str(draw.below(10))
