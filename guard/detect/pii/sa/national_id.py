"""Saudi national identity number: ten digits that begin with 1, the last one is Luhn's; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-saudi-arabia-national-id
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_luhn = stdnum("luhn")


def _valid(value: str) -> bool:
    return _luhn("".join(str(int(digit)) for digit in value))  # Arabic digits as well


SA_NATIONAL_ID = PatternDetector(
    "SA_NATIONAL_ID",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[1\u0661][0-9\u0660-\u0669]{9}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "national id",
        "saudi id",
        "id number",
        "civil registry",
        "الهوية الوطنية",
        "رقم الهوية",
        "الهوية",
        "السجل المدني",
        "رقم السجل المدني",
        "هوية وطنية",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://learn.microsoft.com/en-us/purview/sit-defn-saudi-arabia-national-id",
    country="sa",
)
