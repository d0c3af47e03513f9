"""Greek tax number (ΑΦΜ): nine digits with a check digit; with EL in front it is the VAT number.

https://ec.europa.eu/taxation_customs/vies/
"""

# letters that look alike are meant as they stand

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

GR_AFM = PatternDetector(
    "GR_AFM",
    [
        Pattern(r"(?<![\w./-])(?:EL|GR) ?[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        # One bare number in ten passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.25),
    ],
    context=("αφμ", "α.φ.μ", "afm", "αριθμός φορολογικού μητρώου", "greek tax number", "greek vat"),
    validate=stdnum("gr.vat"),
    checks="mod 11",
    source="https://ec.europa.eu/taxation_customs/vies/",
    country="gr",
)
