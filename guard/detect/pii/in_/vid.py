"""Indian Aadhaar virtual id (VID): sixteen digits, the last one checks; a word must support it.

https://uidai.gov.in/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

IN_VID = PatternDetector(
    "IN_VID",
    [
        # Card numbers look like it.
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[2-9][0-9]{3}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?![\w/-]|[ .][0-9])",
            0.05,
            valid=0.3,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[2-9][0-9]{15}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=("vid", "virtual id", "aadhaar virtual id", "aadhaar vid"),
    validate=stdnum("in_.vid"),
    checks="Verhoeff",
    source="https://uidai.gov.in/",
    country="in",
)
