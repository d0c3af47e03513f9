"""Hungarian personal number (személyi azonosító): sex and century, date of birth, serial and check digit.

https://en.wikipedia.org/wiki/National_identification_number#Hungary
"""

from datetime import date

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    year, month, day = (digits[at] * 10 + digits[at + 1] for at in (1, 3, 5))
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    # Who was born after 1996 has the weights the other way round.
    weights = range(10, 0, -1) if digits[0] in (3, 4) or year > 96 else range(1, 11)  # noqa: PLR2004
    return sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11 == digits[10]


HU_PERSONAL_ID = PatternDetector(
    "HU_PERSONAL_ID",
    [
        Pattern(r"(?<![\w./-])[1-8][- ][0-9]{6}[- ][0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
        # One bare number in three hundred is a date and passes the check.
        Pattern(r"(?<![\w./-])[1-8][0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=(
        "személyi azonosító",
        "személyi szám",
        "szemelyi szam",
        "személyi száma",
        "hungarian personal number",
    ),
    validate=_valid,
    checks="date and mod 11",
    source="https://en.wikipedia.org/wiki/National_identification_number#Hungary",
    country="hu",
)
