"""Slovak tax number (DIČ): ten digits that pass mod 11; with SK in front it is the VAT number (IČ DPH).

https://ec.europa.eu/taxation_customs/vies/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SK_DIC = PatternDetector(
    "SK_DIC",
    [
        Pattern(r"(?<![\w./-])SK ?[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        # One bare number in fifteen passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "dič",
        "dic",
        "ič dph",
        "ic dph",
        "daňové identifikačné číslo",
        "slovak vat",
        "slovak tax number",
    ),
    validate=stdnum("sk.dph"),
    checks="mod 11",
    source="https://ec.europa.eu/taxation_customs/vies/",
    country="sk",
)
