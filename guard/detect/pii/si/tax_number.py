"""Slovenian tax number (davčna številka): eight digits with a mod 11 check; with SI in front it is the VAT number.

https://ec.europa.eu/taxation_customs/vies/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SI_TAX_NUMBER = PatternDetector(
    "SI_TAX_NUMBER",
    [
        Pattern(r"(?<![\w./-])SI ?[1-9][0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        # One bare number in eleven passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[1-9][0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.25),
    ],
    context=(
        "davčna številka",
        "davcna stevilka",
        "davčna št",
        "davčno številko",
        "id za ddv",
        "slovenian vat",
    ),
    validate=stdnum("si.ddv"),
    checks="mod 11",
    source="https://ec.europa.eu/taxation_customs/vies/",
    country="si",
)
