"""Australian healthcare identifier: 800360, 800361 or 800362, nine digits and Luhn's digit.

https://www.servicesaustralia.gov.au/individual-healthcare-identifiers
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_luhn = stdnum("luhn")


def _valid(value: str) -> bool:
    return _luhn(value.replace(" ", ""))


AU_IHI = PatternDetector(
    "AU_IHI",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)80036[0-2][0-9]{10}(?![\w/-]|\.[0-9])", 0.2, valid=1.0),
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])8003 6[0-2][0-9]{2} [0-9]{4} [0-9]{4}(?![\w/-]|[ .][0-9])",
            0.2,
            valid=1.0,
        ),
    ],
    context=("ihi", "hpi-i", "hpi-o", "healthcare identifier", "individual healthcare identifier"),
    validate=_valid,
    checks="Luhn",
    source="https://www.servicesaustralia.gov.au/individual-healthcare-identifiers",
    country="au",
    default=True,
)
