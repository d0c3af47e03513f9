"""Dutch number of legal persons (RSIN): nine digits that pass the eleven test; a word must support it.

https://www.kvk.nl/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NL_RSIN = PatternDetector(
    "NL_RSIN",
    [
        Pattern(r"(?<![\w./+-])[0-9]{4}\.[0-9]{2}\.[0-9]{3}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./+-])[0-9]{9}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "rsin",
        "rsin nummer",
        "fiscaal nummer",
        "fi nummer",
    ),
    validate=stdnum("nl.bsn"),
    checks="eleven test",
    source="https://www.kvk.nl/",
    country="nl",
)
