"""British VAT number: nine digits with mod 97, mostly after GB or XI, and three more for a branch.

https://www.gov.uk/check-uk-vat-number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

UK_VAT = PatternDetector(
    "UK_VAT",
    [
        Pattern(r"(?<![\w/-])(?:GB|XI)[ -]?[0-9]{9}(?:[0-9]{3})?(?![\w/-]|[.,][0-9])", 0.3, valid=0.9),
        Pattern(
            r"(?<![\w/-])(?:GB|XI)[ -]?[0-9]{3} [0-9]{4} [0-9]{2}(?: [0-9]{3})?(?![\w/-]|[ .,][0-9])",
            0.3,
            valid=0.9,
        ),
        Pattern(r"(?<![\w/-])GB ?(?:GD|HA)[0-9]{3}(?![\w/-]|[.,][0-9])", 0.3, valid=0.8),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{3} [0-9]{4} [0-9]{2}(?![\w/-]|[ .,][0-9])", 0.1, valid=0.45
        ),
        # Bare digits: one number in thirty passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=("vat", "vat number", "vat no", "vat reg", "vat registration", "vat registration number", "vrn"),
    validate=stdnum("gb.vat"),
    checks="mod 97",
    source="https://www.gov.uk/check-uk-vat-number",
    country="uk",
)
