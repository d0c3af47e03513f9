"""Latvian VAT number: LV and eleven digits with mod 11.

https://en.wikipedia.org/wiki/VAT_identification_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

LV_VAT = PatternDetector(
    "LV_VAT",
    [
        Pattern(r"(?<![\w/-])LV[ -]?[0-9]{11}(?![\w/-]|[.,][0-9])", 0.3, valid=0.9),
        Pattern(r"(?<![\w/-])LV ?[0-9]{4} [0-9]{4} [0-9]{3}(?![\w/-]|[ .,][0-9])", 0.3, valid=0.9),
    ],
    context=("pvn", "pvn numurs", "pvn nr", "pvn reģistrācijas numurs", "vat", "vat number"),
    validate=stdnum("lv.pvn"),
    checks="mod 11",
    source="https://en.wikipedia.org/wiki/VAT_identification_number",
    country="lv",
)
