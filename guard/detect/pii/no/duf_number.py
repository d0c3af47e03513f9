"""Norwegian immigration number (DUF): year, six digits and the rest of a division by eleven.

https://www.udi.no/en/word-definitions/duf-number/
"""

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)


def _valid(value: str) -> bool:
    number = value.replace(" ", "")
    rest = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return rest == int(number[10:])


NO_DUF_NUMBER = PatternDetector(
    "NO_DUF_NUMBER",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:19|20)[0-9]{8}(?:0[0-9]|10)(?![\w/-]|[.,][0-9])", 0.05, valid=0.35
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])(?:19|20)[0-9]{2} [0-9]{6} (?:0[0-9]|10)(?![\w/-]|[ .,][0-9])",
            0.1,
            valid=0.6,
        ),
    ],
    context=("duf", "duf-nummer", "dufnr", "duf number", "utlendingsnummer", "udi"),
    validate=_valid,
    checks="mod 11",
    source="https://www.udi.no/en/word-definitions/duf-number/",
    country="no",
)
