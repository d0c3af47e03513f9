"""Romanian company number (CUI, CIF): up to ten digits with a mod 11 check; with RO in front it is the VAT number.

https://ro.wikipedia.org/wiki/Cod_de_identificare_fiscal%C4%83
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

RO_CUI = PatternDetector(
    "RO_CUI",
    [
        Pattern(r"(?<![\w./-])RO ?[1-9][0-9]{5,9}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.6),
        # One bare number in eleven passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])(?:RO ?)?[1-9][0-9]{3,9}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.25),
    ],
    context=(
        "cui",
        "cif",
        "c.u.i",
        "c.i.f",
        "cod fiscal",
        "cod unic de înregistrare",
        "cod de identificare fiscală",
        "cod tva",
    ),
    validate=stdnum("ro.cui"),
    checks="mod 11",
    source="https://ro.wikipedia.org/wiki/Cod_de_identificare_fiscal%C4%83",
    country="ro",
)
