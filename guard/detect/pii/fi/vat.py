"""Finnish VAT number: FI and eight digits with mod 11.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

FI_VAT = PatternDetector(
    "FI_VAT",
    [
        Pattern(r"(?<![\w/-])FI[ -]?[0-9]{8}(?![\w/-]|[.,][0-9])", 0.3, valid=0.8),
    ],
    context=("vat", "vat number", "alv", "alv-numero", "arvonlisävero", "arvonlisäveronumero", "momsnummer"),
    validate=stdnum("fi.alv"),
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="fi",
)
