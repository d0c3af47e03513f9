"""Slovenian citizen number (EMŠO): a date of birth, a region from 50 to 59, a serial and a check digit.

https://sl.wikipedia.org/wiki/Enotna_mati%C4%8Dna_%C5%A1tevilka_ob%C4%8Dana
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SI_EMSO = PatternDetector(
    "SI_EMSO",
    [
        # One bare number in five thousand has such a date and region and passes the check.
        Pattern(r"(?<![\w./-])[0-3][0-9][01][0-9][09][0-9]{2}5[0-9]{5}(?![\w-]|\.\w|/[0-9])", 0.1, valid=0.8),
    ],
    context=(
        "emšo",
        "emso",
        "enotna matična številka",
        "enotna maticna stevilka",
        "slovenian citizen number",
    ),
    validate=stdnum("si.emso"),
    checks="date and mod 11",
    source="https://sl.wikipedia.org/wiki/Enotna_mati%C4%8Dna_%C5%A1tevilka_ob%C4%8Dana",
    country="si",
)
