"""Egyptian national number: century, birth date, governorate and five digits, the last of which has no published rule.

https://en.wikipedia.org/wiki/Egyptian_National_Identity_Card
"""

from datetime import date

from guard.detect.patterns import Pattern, PatternDetector

_CENTURIES = {"2": "19", "3": "20"}
_GOVERNORATES = frozenset(
    "01 02 03 04 11 12 13 14 15 16 17 18 19 21 22 23 24 25 26 27 28 29 31 32 33 34 35 88".split()
)


def _valid(value: str) -> bool:
    number = "".join(str(int(digit)) for digit in value)  # Arabic digits as well
    try:
        date(int(_CENTURIES[number[0]] + number[1:3]), int(number[3:5]), int(number[5:7]))
    except ValueError:
        return False
    return number[7:9] in _GOVERNORATES


EG_NATIONAL_ID = PatternDetector(
    "EG_NATIONAL_ID",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[23\u0662\u0663][0-9\u0660-\u0669]{13}(?![\w/-]|\.[0-9])",
            0.1,
            valid=0.6,
        ),
    ],
    context=(
        "national id",
        "national number",
        "id number",
        "egyptian id",
        "الرقم القومي",
        "رقم قومي",
        "رقم البطاقة",
        "رقم الهوية",
        "بطاقة الرقم القومي",
    ),
    validate=_valid,
    checks="date and governorate",
    source="https://en.wikipedia.org/wiki/Egyptian_National_Identity_Card",
    country="eg",
)
