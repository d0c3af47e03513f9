"""Taiwanese national identification number: a letter, then nine digits, the last one checks.

https://en.wikipedia.org/wiki/National_identification_card_(Taiwan)
"""

from guard.detect.patterns import Pattern, PatternDetector

_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # in the order of the numbers 10 to 35 that stand for them
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)


def _valid(value: str) -> bool:
    number = value.upper()
    if not number.isascii():
        return False
    digits = f"{_LETTERS.index(number[0]) + 10}{number[1:]}"
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10 == 0


TW_NATIONAL_ID = PatternDetector(
    "TW_NATIONAL_ID",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z][1289][0-9]{8}(?![0-9A-Za-z_/-]|\.[0-9])", 0.2, valid=0.6
        ),
    ],
    context=(
        "national id",
        "taiwan id",
        "identity card",
        "id number",
        "身分證",
        "身分證字號",
        "身份證字號",
        "身分證統一編號",
        "國民身分證",
        "身分證號碼",
        "身分證字號是",
        "統一證號",
        "居留證號",
    ),
    validate=_valid,
    checks="mod 10",
    source="https://en.wikipedia.org/wiki/National_identification_card_(Taiwan)",
    country="tw",
)
