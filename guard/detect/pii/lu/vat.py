"""Luxembourg VAT number: LU and eight digits, the last two mod 89.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

LU_VAT = PatternDetector(
    "LU_VAT",
    [
        Pattern(r"(?<![\w./+-])LU ?[0-9]{8}(?![\w-]|[.,][0-9])", 0.4, valid=0.95),
        Pattern(r"(?<![\w./+-])LU ?[0-9]{3} [0-9]{3} [0-9]{2}(?![\w-]|[.,][0-9])", 0.4, valid=0.95),
    ],
    context=(
        "tva",
        "numéro de tva",
        "mwst",
        "vat",
        "vat number",
    ),
    validate=stdnum("lu.tva"),
    checks="mod 89",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="lu",
)
