"""Hungarian personal tax number (adóazonosító jel): ten digits that begin with 8, with a mod 11 check.

https://hu.wikipedia.org/wiki/Ad%C3%B3azonos%C3%ADt%C3%B3_jel
"""

from guard.detect.patterns import Pattern, PatternDetector


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number if digit != " "]
    return sum(at * digit for at, digit in enumerate(digits[:9], 1)) % 11 == digits[9]


HU_TAX_ID = PatternDetector(
    "HU_TAX_ID",
    [
        # One number in eleven passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])8[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
        Pattern(r"(?<![\w./-])8[0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=("adóazonosító", "adóazonosító jel", "adoazonosito", "adójel", "hungarian tax number"),
    validate=_valid,
    checks="mod 11",
    source="https://hu.wikipedia.org/wiki/Ad%C3%B3azonos%C3%ADt%C3%B3_jel",
    country="hu",
)
