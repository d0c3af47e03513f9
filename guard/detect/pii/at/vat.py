"""Austrian VAT number (UID): ATU and eight digits with a check digit.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

AT_VAT = PatternDetector(
    "AT_VAT",
    [
        Pattern(r"(?<![\w./+-])ATU ?[0-9]{8}(?![\w-]|[.,][0-9])", 0.45, valid=0.95),
        Pattern(r"(?<![\w./+-])ATU ?[0-9]{3} [0-9]{5}(?![\w-]|[.,][0-9])", 0.4, valid=0.9),
    ],
    context=(
        "uid",
        "uid nummer",
        "ust id",
        "umsatzsteuer",
        "vat",
        "vat number",
    ),
    validate=stdnum("at.uid"),
    checks="mod 10",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="at",
)
