"""Portuguese social security number (NISS): eleven digits, the last from a sum of primes; a word must support it.

https://www.seg-social.pt/
"""

from guard.detect.patterns import Pattern, PatternDetector

_PRIMES = (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)


def _valid(value: str) -> bool:
    digits = [int(sign) for sign in value if sign.isdigit()]
    total = sum(digit * prime for digit, prime in zip(digits, _PRIMES, strict=False))
    return digits[-1] == 9 - total % 10


PT_NISS = PatternDetector(
    "PT_NISS",
    [
        Pattern(r"(?<![\w./+-])[12][0-9]{10}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./+-])[12][0-9]{2} ?[0-9]{3} [0-9]{3} [0-9]{2}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "niss",
        "segurança social",
        "seguranca social",
        "número de identificação da segurança social",
        "social security",
    ),
    validate=_valid,
    checks="sum of primes mod 10",
    source="https://www.seg-social.pt/",
    country="pt",
)
