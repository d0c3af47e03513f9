"""Belgian VAT number: BE and an enterprise number with a mod 97 check.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

BE_VAT = PatternDetector(
    "BE_VAT",
    [
        Pattern(r"(?<![\w./+-])BE[01][0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}(?![\w-]|[.,][0-9])", 0.4),
        # In small letters it is an English word.
        Pattern(r"(?<![\w./+-])(?-i:BE) [01][0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}(?![\w-]|[.,][0-9])", 0.4),
        # Before 2005 numbers had nine digits.
        Pattern(
            r"(?<![\w./+-])(?-i:BE) ?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}(?![\w-]|[.,][0-9])", 0.3, valid=0.9
        ),
    ],
    context=(
        "btw",
        "tva",
        "mwst",
        "btw nummer",
        "numéro de tva",
        "vat",
        "vat number",
    ),
    validate=stdnum("be.vat"),
    checks="mod 97",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="be",
    default=True,
)
