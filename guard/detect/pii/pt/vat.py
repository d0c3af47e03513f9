"""Portuguese VAT number: PT and a tax number with a mod 11 check.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

PT_VAT = PatternDetector(
    "PT_VAT",
    [
        Pattern(r"(?<![\w./+-])PT ?[1-35689][0-9]{2} ?[0-9]{3} ?[0-9]{3}(?![\w-]|[.,][0-9])", 0.4, valid=0.9),
    ],
    context=(
        "nif",
        "iva",
        "nipc",
        "vat",
        "vat number",
        "contribuinte",
    ),
    validate=stdnum("pt.nif"),
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="pt",
)
