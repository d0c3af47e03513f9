"""German number of a doctor's training (EFN): 80, 276 for Germany, ten digits; the last one is Luhn's.

https://flexikon.doccheck.com/de/Einheitliche_Fortbildungsnummer
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

DE_EFN = PatternDetector(
    "DE_EFN",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])80276[0-9]{10}(?![\w/-]|[.,][0-9])", 0.3, valid=0.9),
    ],
    context=("efn", "einheitliche fortbildungsnummer", "fortbildungsnummer", "barcode"),
    validate=stdnum("luhn"),
    checks="Luhn",
    source="https://flexikon.doccheck.com/de/Einheitliche_Fortbildungsnummer",
    country="de",
)
