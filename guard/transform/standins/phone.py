"""Telephone numbers that nobody is called by: of the ranges that regulators keep for films and books.

North America 555-0100 to 0199; Ofcom 01632 960, 020 7946 0 and 07700 900; ARCEP 01 99 00 and 06 39 98; Bundesnetzagentur
030 23125 and 0171 39200; ACMA 02 5550. Elsewhere a number of the same length that its country does
not assign.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, is_valid_number

from guard.transform.standins.draw import Draw
from guard.transform.standins.shape import filled, only_digits

_NORTH_AMERICA = 1
_AREAS = ("201", "212", "213", "312", "415", "503", "602", "617", "702", "713")
_RANGES = {
    33: (("6", "63998", 9), ("7", "63998", 9), ("", "19900", 9)),
    44: (("7", "7700900", 10), ("20", "2079460", 10), ("", "1632960", 10)),
    49: (("1", "17139200", 10), ("", "3023125", 10)),
    61: (("", "25550", 9),),  # of mobile numbers ACMA keeps some tens, too few to be told apart
}
"""By country code: how a number begins, how its stand-in does, and how many digits both have."""
_SHAPES = ((re.compile(r"1?[2-9]\d{2}[2-9]\d{6}"), "US"), (re.compile(r"0[1-37]\d{9}"), "GB"))
_EXTENSION = re.compile(r"(?i)[ ,;]*(?:ext|x|#).*")
_WRITTEN = re.compile(r"(?i)(?:tel)?[\d\W]*(?:(?:ext|x)[\d\W]*)?")
_TRIES = 12
_KEPT = (2, 1, 0)
"""First digits of a number that stay, as long as its country leaves some of those numbers unassigned."""


def phone(value: str, draw: Draw) -> str | None:
    """Give a number of the same country, written as the value is; None if the value is no number."""
    if not _WRITTEN.fullmatch(value):
        return None
    digits = only_digits(value)
    number = _read(_EXTENSION.sub("", value))
    if number is None:
        return None
    national = str(number.national_number)
    at = digits.find(national)
    if at < 0:
        return None
    made = _unused(number, national, draw)
    rest = draw.digits(len(digits) - at - len(national))  # an extension
    return made and filled(value, digits[:at] + made + rest)


def _read(value: str) -> PhoneNumber | None:
    """Read a number: of the country it names, or of the one whose numbers look like it."""
    digits = only_digits(value)
    international = value.lstrip(" (").startswith("+")
    shaped = (region for shape, region in _SHAPES if shape.fullmatch(digits))
    region = None if international else next(shaped, None)
    if region is None and not international:
        return None
    try:
        return phonenumbers.parse(value, region)
    except NumberParseException:
        return None


def _unused(number: PhoneNumber, national: str, draw: Draw) -> str | None:
    code = number.country_code
    if code == _NORTH_AMERICA and len(national) == 10:  # noqa: PLR2004  # as all numbers there
        return f"{draw.among(_AREAS)}55501{draw.digits(2)}"
    for begins, start, length in _RANGES.get(code or 0, ()):
        if national.startswith(begins) and len(national) == length:
            return start + draw.digits(length - len(start))
    for kept in _KEPT:
        for _ in range(_TRIES):
            start = national[:kept] or str(1 + draw.below(9))
            made = start + draw.digits(len(national) - len(start))
            candidate = PhoneNumber(
                country_code=code,
                national_number=int(made),
                italian_leading_zero=number.italian_leading_zero,
                number_of_leading_zeros=number.number_of_leading_zeros,
            )
            if not is_valid_number(candidate):
                return made
    return None
