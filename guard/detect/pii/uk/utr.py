"""British unique taxpayer reference (UTR): ten digits, the first one checks the others.

https://www.gov.uk/find-utr-number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

UK_UTR = PatternDetector(
    "UK_UTR",
    [
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{10}(?=K?(?![\w/-]|[.,][0-9]))", 0.05, valid=0.3),
        Pattern(r"(?<![\w/-])(?<![0-9][ .,])[0-9]{5} [0-9]{5}(?=K?(?![\w/-]|[ .,][0-9]))", 0.05, valid=0.3),
    ],
    context=(
        "utr",
        "unique taxpayer reference",
        "taxpayer reference",
        "tax reference",
        "self assessment",
        "hmrc reference",
    ),
    validate=stdnum("gb.utr"),
    checks="mod 11",
    source="https://www.gov.uk/find-utr-number",
    country="uk",
)
