"""Swiss social security number (AHV, AVS): 756, nine digits and an EAN check digit.

https://en.wikipedia.org/wiki/National_identification_number#Switzerland
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CH_AHV = PatternDetector(
    "CH_AHV",
    [
        Pattern(r"(?<![\w./+-])756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}(?![\w-]|[.,][0-9])", 0.4),
        Pattern(r"(?<![\w./+-])756 ?[0-9]{4} ?[0-9]{4} ?[0-9]{2}(?![\w-]|[.,][0-9])", 0.3, valid=0.9),
    ],
    context=(
        "ahv",
        "avs",
        "ahv nummer",
        "ahvn13",
        "numéro avs",
        "numero avs",
        "navs13",
        "sozialversicherungsnummer",
        "versichertennummer",
        "oasi",
        "social security",
    ),
    validate=stdnum("ch.ssn"),
    checks="prefix and EAN check",
    source="https://en.wikipedia.org/wiki/National_identification_number#Switzerland",
    country="ch",
    default=True,
)
