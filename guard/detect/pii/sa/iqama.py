"""Saudi residence number (Iqama): ten digits that begin with 2, the last one is Luhn's; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-saudi-arabia-national-id
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_luhn = stdnum("luhn")


def _valid(value: str) -> bool:
    return _luhn("".join(str(int(digit)) for digit in value))  # Arabic digits as well


SA_IQAMA = PatternDetector(
    "SA_IQAMA",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[2\u0662][0-9\u0660-\u0669]{9}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "iqama",
        "iqama number",
        "residence permit",
        "resident id",
        "muqeem",
        "الإقامة",
        "رقم الإقامة",
        "اقامة",
        "إقامة",
        "رقم الاقامة",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://learn.microsoft.com/en-us/purview/sit-defn-saudi-arabia-national-id",
    country="sa",
)
