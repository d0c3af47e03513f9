"""Dutch citizen service number (BSN): nine digits that pass the eleven test.

https://www.rvig.nl/bsn
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NL_BSN = PatternDetector(
    "NL_BSN",
    [
        Pattern(r"(?<![\w./+-])[0-9]{4}\.[0-9]{2}\.[0-9]{3}(?![\w-]|[.,][0-9])", 0.3, valid=0.6),
        # One bare number in eleven passes the test, so a word must support it.
        Pattern(r"(?<![\w./+-])[0-9]{8,9}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./+-])[0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "bsn",
        "bsn nummer",
        "burgerservicenummer",
        "burger service nummer",
        "sofinummer",
        "sofi nummer",
        "citizen service number",
    ),
    validate=stdnum("nl.bsn"),
    checks="eleven test",
    source="https://www.rvig.nl/bsn",
    country="nl",
)
