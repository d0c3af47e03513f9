"""Czech VAT number (DIČ): CZ and eight to ten digits with a mod 11 check.

https://ec.europa.eu/taxation_customs/vies/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CZ_DIC = PatternDetector(
    "CZ_DIC",
    [
        Pattern(r"(?<![\w./-])CZ ?[0-9]{8,10}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
    ],
    context=("dič", "dic", "daňové identifikační číslo", "czech vat"),
    validate=stdnum("cz.dic"),
    checks="mod 11",
    source="https://ec.europa.eu/taxation_customs/vies/",
    country="cz",
)
