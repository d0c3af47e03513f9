"""British electricity supply number (MPAN): thirteen digits with a check digit, so a word must support it.

https://en.wikipedia.org/wiki/Meter_Point_Administration_Number
"""

from guard.detect.patterns import Pattern, PatternDetector

_PRIMES = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)


def _valid(value: str) -> bool:
    digits = value.replace(" ", "")
    return sum(int(digit) * prime for digit, prime in zip(digits, _PRIMES, strict=False)) % 11 % 10 == int(
        digits[-1]
    )


UK_MPAN = PatternDetector(
    "UK_MPAN",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[12][0-9]{12}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[12][0-9] [0-9]{4} [0-9]{4} [0-9]{3}(?![\w/-]|[ .,][0-9])",
            0.1,
            valid=0.3,
        ),
    ],
    context=(
        "mpan",
        "supply number",
        "meter point",
        "meter point administration number",
        "electricity supply",
        "electricity meter",
    ),
    validate=_valid,
    checks="primes mod 11 mod 10",
    source="https://en.wikipedia.org/wiki/Meter_Point_Administration_Number",
    country="uk",
)
