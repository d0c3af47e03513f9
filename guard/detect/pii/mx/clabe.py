"""Mexican bank account (CLABE): eighteen digits with a check digit that count with a word.

https://es.wikipedia.org/wiki/CLABE
"""

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (3, 7, 1) * 6


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    total = sum(weight * digit % 10 for weight, digit in zip(_WEIGHTS, digits[:17], strict=False))
    return -total % 10 == digits[17]


MX_CLABE = PatternDetector(
    "MX_CLABE",
    [
        Pattern(r"(?<![\w./-])[0-9]{18}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.38),
        Pattern(
            r"(?<![\w./-])[0-9]{3}[ -][0-9]{3}[ -][0-9]{11}[ -][0-9](?![\w-]|\.\w|/[0-9])", 0.1, valid=0.6
        ),
    ],
    context=("clabe", "clabe interbancaria", "cuenta clabe", "clave bancaria", "spei"),
    validate=_valid,
    checks="mod 10",
    source="https://es.wikipedia.org/wiki/CLABE",
    country="mx",
)
