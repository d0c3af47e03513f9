"""Machine-readable zone of a passport, identity card or visa: two or three lines with check digits. ICAO 9303.

https://en.wikipedia.org/wiki/Machine-readable_passport
"""

import re

import regex

from guard.detect.patterns import Pattern, PatternDetector

_THREE = 3


def _digit(field: str) -> str:
    values = (0 if sign == "<" else int(sign, 36) for sign in field)
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)


def _valid(zone: str) -> bool | None:
    lines = re.findall("[A-Z0-9<]{30,44}", zone)
    if len(lines) == _THREE:
        line, number, dates = lines[1], lines[0][5:15], (0, 8)
    else:
        line, number, dates = lines[-1], lines[-1][:10], (13, 21)
    fields = [number, *(line[at : at + 7] for at in dates)]
    return True if all(_digit(field[:-1]) == field[-1] for field in fields) else None


_BREAK = r"[ \t]{0,2}(?:\r?\n|\\n|<br>|[ \t])[ \t]{0,2}"
_DATES = "[0-9]{6}[0-9][MFX<][0-9]{6}[0-9]"
_SECOND = f"[A-Z0-9<]{{9}}[0-9<][A-Z<]{{3}}{_DATES}"
_TD3 = f"{_SECOND}[A-Z0-9<]{{16}}"
_TD2 = f"{_SECOND}[A-Z0-9<]{{8}}"
_TD1 = rf"[ACI][A-Z0-9<]{{29}}{_BREAK}{_DATES}[A-Z<]{{3}}[A-Z0-9<]{{12}}{_BREAK}[A-Z<]{{30}}"
_END = r"(?![\w<])"

MRZ = PatternDetector(
    "MRZ",
    [
        Pattern(rf"(?<![\w<])[PV][A-Z0-9<]{{4}}[A-Z<]{{39}}{_BREAK}{_TD3}{_END}", 0.8),
        Pattern(rf"(?<![\w<])[ACIPV][A-Z0-9<]{{4}}[A-Z<]{{31}}{_BREAK}{_TD2}{_END}", 0.8),
        Pattern(rf"(?<![\w<]){_TD1}{_END}", 0.8),
        # One line without the other.
        Pattern(rf"(?<![\w<])(?:{_TD3}|{_TD2}){_END}", 0.3),
        Pattern(rf"(?<![\w<])P[A-Z<](?=[A-Z<]{{1,38}}<<)[A-Z<]{{42}}{_END}", 0.85),
    ],
    context=("mrz", "machine readable zone", "passport"),
    validate=_valid,
    checks="check digits of number and dates",
    source="https://en.wikipedia.org/wiki/Machine-readable_passport",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
