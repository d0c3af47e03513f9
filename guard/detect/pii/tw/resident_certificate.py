"""Taiwanese resident certificate number of before 2021: two letters, then eight digits, the last one checks.

https://learn.microsoft.com/en-us/purview/sit-defn-taiwan-resident-certificate-number
"""

from guard.detect.patterns import Pattern, PatternDetector

_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # in the order of the numbers 10 to 35 that stand for them
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)


def _valid(value: str) -> bool:
    number = value.upper()
    if not number.isascii():
        return False
    first, second = (_LETTERS.index(letter) + 10 for letter in number[:2])
    digits = f"{first}{second % 10}{number[2:]}"
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10 == 0


TW_RESIDENT_CERTIFICATE = PatternDetector(
    "TW_RESIDENT_CERTIFICATE",
    [
        # Part numbers look like it, so a word must support it.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z][A-D][0-9]{8}(?![0-9A-Za-z_/-]|\.[0-9])", 0.1, valid=0.35
        ),
    ],
    context=(
        "resident certificate",
        "alien resident certificate",
        "arc",
        "arc number",
        "tarc",
        "居留證",
        "居留證號碼",
        "外僑居留證",
        "居留證號",
        "統一證號",
        "居留證統一證號",
    ),
    validate=_valid,
    checks="mod 10",
    source="https://learn.microsoft.com/en-us/purview/sit-defn-taiwan-resident-certificate-number",
    country="tw",
)
