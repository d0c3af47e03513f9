"""French VAT number (numéro de TVA intracommunautaire): FR, a key of two signs and a SIREN.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

FR_VAT = PatternDetector(
    "FR_VAT",
    [
        Pattern(
            r"(?<![\w./+-])FR ?[0-9A-HJ-NP-Z]{2} ?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}(?![\w-]|[.,][0-9])", 0.4
        ),
    ],
    context=(
        "tva",
        "tva intracommunautaire",
        "numéro de tva",
        "vat",
        "vat number",
    ),
    validate=stdnum("fr.tva"),
    checks="Luhn and mod 97",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="fr",
    default=True,
)
