"""Lithuanian VAT number: LT and nine or twelve digits with mod 11.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

LT_VAT = PatternDetector(
    "LT_VAT",
    [
        Pattern(r"(?<![\w/-])LT[ -]?(?:[0-9]{9}|[0-9]{12})(?![\w/-]|[.,][0-9])", 0.3, valid=0.8),
    ],
    context=("pvm", "pvm kodas", "pvm mokėtojo kodas", "pvm moketojo kodas", "vat", "vat number", "vat code"),
    validate=stdnum("lt.pvm"),
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="lt",
)
