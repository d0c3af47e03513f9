"""Irish VAT number: IE and a tax reference with a mod 23 letter.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

IE_VAT = PatternDetector(
    "IE_VAT",
    [
        Pattern(r"(?<![\w./+-])IE ?[0-9]{7}[A-W][A-I]?(?![\w-]|[.,][0-9])", 0.4, valid=0.95),
        Pattern(r"(?<![\w./+-])IE ?[0-9][A-Z+*][0-9]{5}[A-W](?![\w-]|[.,][0-9])", 0.4, valid=0.95),
    ],
    context=(
        "vat",
        "vat number",
        "cbl",
        "tax reference",
    ),
    validate=stdnum("ie.vat"),
    checks="mod 23",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="ie",
)
