"""Dutch student number (onderwijsnummer): 10 and seven digits with an eleven test; a word must support it.

https://nl.wikipedia.org/wiki/Onderwijsnummer
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NL_ONDERWIJSNUMMER = PatternDetector(
    "NL_ONDERWIJSNUMMER",
    [
        Pattern(r"(?<![\w./+-])10[0-9]{7}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./+-])10[0-9]{2}\.[0-9]{2}\.[0-9]{3}(?![\w-]|[.,][0-9])", 0.1, valid=0.4),
    ],
    context=(
        "onderwijsnummer",
        "persoonsgebonden nummer",
        "pgn",
        "leerlingnummer",
        "studentnummer",
    ),
    validate=stdnum("nl.onderwijsnummer"),
    checks="eleven test",
    source="https://nl.wikipedia.org/wiki/Onderwijsnummer",
    country="nl",
)
