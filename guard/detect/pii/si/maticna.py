"""Slovenian company number (matična številka): seven digits with a check, and three of the unit; it counts with a word.

https://pisrs.si/pregledPredpisa?id=URED7599
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SI_MATICNA = PatternDetector(
    "SI_MATICNA",
    [
        Pattern(r"(?<![\w./-])[0-9]{7}(?:[0-9]{3})?(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "matična številka",
        "maticna stevilka",
        "matična št",
        "poslovni register",
        "slovenian company number",
    ),
    validate=stdnum("si.maticna"),
    checks="mod 11",
    source="https://pisrs.si/pregledPredpisa?id=URED7599",
    country="si",
)
