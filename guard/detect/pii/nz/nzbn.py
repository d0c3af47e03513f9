"""New Zealand business number (NZBN): thirteen digits that begin with 9429, the last one checks.

https://www.nzbn.govt.nz/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_ean = stdnum("ean")


def _valid(value: str) -> bool:
    return _ean(value.replace(" ", ""))


NZ_NZBN = PatternDetector(
    "NZ_NZBN",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)9429[0-9]{9}(?![\w/-]|\.[0-9])", 0.2, valid=0.6),
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])9429 [0-9]{3} [0-9]{3} [0-9]{3}(?![\w/-]|[ .][0-9])", 0.2, valid=0.6
        ),
    ],
    context=("nzbn", "new zealand business number", "business number"),
    validate=_valid,
    checks="EAN-13",
    source="https://www.nzbn.govt.nz/",
    country="nz",
)
