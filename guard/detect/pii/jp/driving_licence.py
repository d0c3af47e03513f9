"""Japanese driving licence number: twelve digits, the eleventh checks the first ten; a word must support it.

https://ja.wikipedia.org/wiki/日本の運転免許
"""

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def _valid(value: str) -> bool:
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, value, strict=False)) % 11
    # Sources differ on what stands for eleven, so both digits pass.
    return int(value[10]) in ((0, 1) if rest == 0 else ((11 - rest) % 10,))


JP_DRIVING_LICENCE = PatternDetector(
    "JP_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{12}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            valid=0.35,
            needs_context=True,
        ),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "運転免許証番号",
        "運転免許証番号は",
        "運転免許証",
        "免許証番号",
        "免許証番号は",
        "免許証",
        "運転免許",
    ),
    validate=_valid,
    checks="mod 11",
    source="https://ja.wikipedia.org/wiki/日本の運転免許",
    country="jp",
)
