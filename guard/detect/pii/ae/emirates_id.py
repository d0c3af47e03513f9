"""Emirates ID: 784, year of birth, seven digits and Luhn's digit.

https://en.wikipedia.org/wiki/National_identification_number#United_Arab_Emirates
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_luhn = stdnum("luhn")


def _valid(value: str) -> bool | None:
    # Cards with another last digit have been seen, so the shape alone still counts a little.
    return _luhn("".join(filter(str.isdigit, value))) or None


AE_EMIRATES_ID = PatternDetector(
    "AE_EMIRATES_ID",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)784-[12][0-9]{3}-[0-9]{7}-[0-9](?![\w/-]|\.[0-9])", 0.5, valid=1.0),
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])784 [12][0-9]{3} [0-9]{7} [0-9](?![\w/-]|[ .][0-9])", 0.3, valid=0.9
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)784(?:19|20)[0-9]{10}(?![\w/-]|\.[0-9])", 0.1, valid=0.9),
    ],
    context=(
        "emirates id",
        "eid",
        "uae id",
        "id number",
        "identity card",
        "الهوية",
        "رقم الهوية",
        "هوية الإمارات",
        "بطاقة الهوية",
        "الهوية الإماراتية",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://en.wikipedia.org/wiki/National_identification_number#United_Arab_Emirates",
    country="ae",
    default=True,
)
