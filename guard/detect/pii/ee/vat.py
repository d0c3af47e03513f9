"""Estonian VAT number: EE and nine digits with a check digit.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

EE_VAT = PatternDetector(
    "EE_VAT",
    [
        Pattern(r"(?<![\w/-])EE ?[0-9]{9}(?![\w/-]|[.,][0-9])", 0.3, valid=0.7),
        Pattern(r"(?<![\w/-])EE ?[0-9]{3} [0-9]{3} [0-9]{3}(?![\w/-]|[ .,][0-9])", 0.3, valid=0.7),
    ],
    context=(
        "vat",
        "vat number",
        "kmkr",
        "km-kood",
        "käibemaks",
        "käibemaksukohustuslane",
        "käibemaksukohustuslase number",
        "kmkr nr",
    ),
    validate=stdnum("ee.kmkr"),
    checks="mod 10",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="ee",
)
