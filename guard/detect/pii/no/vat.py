"""Norwegian VAT number: the organisation number and MVA.

https://www.brreg.no/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NO_VAT = PatternDetector(
    "NO_VAT",
    [
        Pattern(r"(?<![\w/-])(?:NO[ -]?)?(?<![0-9][ .,])[0-9]{9} ?MVA(?![\w/-])", 0.4, valid=0.9),
        Pattern(
            r"(?<![\w/-])(?:NO[ -]?)?(?<![0-9][ .,])[0-9]{3} [0-9]{3} [0-9]{3} ?MVA(?![\w/-])", 0.4, valid=0.9
        ),
    ],
    context=("mva", "mva-nummer", "mva nr", "vat", "vat number", "merverdiavgift"),
    validate=stdnum("no.mva"),
    checks="mod 11",
    source="https://www.brreg.no/",
    country="no",
)
