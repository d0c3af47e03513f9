"""Bulgarian VAT number: BG and nine or ten digits with a check digit.

https://ec.europa.eu/taxation_customs/vies/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

BG_VAT = PatternDetector(
    "BG_VAT",
    [
        Pattern(r"(?<![\w./-])BG ?[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        # Ten digits may pass any of three checks.
        Pattern(r"(?<![\w./-])BG ?[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6),
    ],
    context=("ддс", "dds", "идентификационен номер по ддс", "ин по ддс", "bulgarian vat"),
    validate=stdnum("bg.vat"),
    checks="mod 11",
    source="https://ec.europa.eu/taxation_customs/vies/",
    country="bg",
)
