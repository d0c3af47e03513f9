"""Danish VAT number: DK and the company number, eight digits with mod 11.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

DK_VAT = PatternDetector(
    "DK_VAT",
    [
        Pattern(r"(?<![\w/-])DK[ -]?[0-9]{8}(?![\w/-]|[.,][0-9])", 0.3, valid=0.8),
        Pattern(
            r"(?<![\w/-])DK[ -]?[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}(?![\w/-]|[ .,][0-9])", 0.3, valid=0.8
        ),
    ],
    context=("vat", "vat number", "moms", "momsnummer", "moms nr", "cvr"),
    validate=stdnum("dk.cvr"),
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="dk",
)
