"""New Zealand health number (NHI): three letters and four characters, the last one checks; a word must support it.

https://www.tewhatuora.govt.nz/our-health-system/digital-health/health-identity/national-health-index/
"""

from guard.detect.patterns import Pattern, PatternDetector

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_OLD, _NEW = 11, 23


def _valid(value: str) -> bool:
    number = value.upper()
    if not number.isascii():
        return False
    values = [int(sign) if sign.isdigit() else _LETTERS.index(sign) + 1 for sign in number]
    total = sum(weight * each for weight, each in zip(range(7, 1, -1), values, strict=False))
    if number[-1].isalpha():
        return values[-1] == _NEW - total % _NEW
    return total % _OLD > 0 and values[-1] == (_OLD - total % _OLD) % 10


NZ_NHI = PatternDetector(
    "NZ_NHI",
    [
        # Part numbers look like it.
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[A-HJ-NP-Z]{3}[0-9]{2}(?:[0-9]{2}|[A-HJ-NP-Z]{2})(?![\w/-]|\.[0-9])",
            0.05,
            valid=0.35,
        ),
    ],
    context=("nhi", "nhi number", "nhi no", "national health index", "patient id"),
    validate=_valid,
    checks="mod 11 or mod 23",
    source="https://www.tewhatuora.govt.nz/our-health-system/digital-health/health-identity/national-health-index/",
    country="nz",
)
