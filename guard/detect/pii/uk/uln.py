"""British unique learner number (ULN): ten digits with mod 11, so a word must support it.

https://www.hesa.ac.uk/collection/c17051/a/ULN
"""

from guard.detect.patterns import Pattern, PatternDetector

_REST = 10


def _valid(value: str) -> bool:
    return (
        sum(int(digit) * weight for digit, weight in zip(value, range(10, 0, -1), strict=True)) % 11 == _REST
    )


UK_ULN = PatternDetector(
    "UK_ULN",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-9][0-9]{9}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=("uln", "unique learner number", "learner number", "learner reference"),
    validate=_valid,
    checks="mod 11",
    source="https://www.hesa.ac.uk/collection/c17051/a/ULN",
    country="uk",
)
