"""Swedish VAT number: SE, a ten-digit number with Luhn, and 01.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SE_VAT = PatternDetector(
    "SE_VAT",
    [
        Pattern(r"(?<![\w/-])SE[ -]?[0-9]{6}[ -]?[0-9]{4}[ -]?01(?![\w/-]|[.,][0-9])", 0.4, valid=1.0),
    ],
    context=("vat", "vat number", "moms", "momsnummer", "momsregistreringsnummer", "momsreg.nr"),
    validate=stdnum("se.vat"),
    checks="Luhn",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="se",
    default=True,
)
