"""Danish company number (CVR): eight digits, the last one checks the others.

https://datacvr.virk.dk/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

DK_CVR = PatternDetector(
    "DK_CVR",
    [
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}(?![\w/-]|[ .,][0-9])",
            0.05,
            valid=0.3,
        ),
    ],
    context=(
        "cvr",
        "cvr-nr",
        "cvrnr",
        "cvr-nummer",
        "cvrnummer",
        "se-nr",
        "se-nummer",
        "company registration number",
        "virksomhedsnummer",
    ),
    validate=stdnum("dk.cvr"),
    checks="mod 11",
    source="https://datacvr.virk.dk/",
    country="dk",
)
