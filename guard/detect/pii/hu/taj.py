"""Hungarian social security number (TAJ): nine digits with a check digit that count with a word.

https://www.neak.gov.hu/
"""

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (3, 7, 3, 7, 3, 7, 3, 7)


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 10 == digits[8]


HU_TAJ = PatternDetector(
    "HU_TAJ",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./-])(?:[0-9]{3} ){2}[0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./-])(?:[0-9]{3}-){2}[0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "taj",
        "taj szám",
        "tajszám",
        "társadalombiztosítási azonosító jel",
        "tb szám",
        "hungarian social security",
    ),
    validate=_valid,
    checks="mod 10",
    source="https://www.neak.gov.hu/",
    country="hu",
)
