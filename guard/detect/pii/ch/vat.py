"""Swiss VAT number: a company number with a mod 11 check, then MWST, TVA or IVA.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CH_VAT = PatternDetector(
    "CH_VAT",
    [
        Pattern(
            r"(?<![\w./+-])CHE[ -]?[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3} ?(?:MWST|TVA|IVA|TPV)(?![\w-]|[.,][0-9])",
            0.5,
            valid=1.0,
        ),
    ],
    context=(
        "mwst",
        "mwst nummer",
        "mehrwertsteuer",
        "tva",
        "iva",
        "vat",
        "vat number",
    ),
    validate=stdnum("ch.vat"),
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="ch",
)
