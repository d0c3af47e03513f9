"""Norwegian birth number and D-number: birth date, three digits and two check digits.

https://no.wikipedia.org/wiki/F%C3%B8dselsnummer
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NO_FODSELSNUMMER = PatternDetector(
    "NO_FODSELSNUMMER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{6}-?[0-9]{5}(?![\w/-]|[.,][0-9])", 0.3, valid=1.0),
        Pattern(r"(?<![\w/-])(?<![0-9][ .,])[0-9]{6} [0-9]{5}(?![\w/-]|[ .,][0-9])", 0.3, valid=1.0),
    ],
    context=(
        "fødselsnummer",
        "fodselsnummer",
        "fødselsnr",
        "fnr",
        "personnummer",
        "d-nummer",
        "dnr",
        "birth number",
        "national identity number",
    ),
    validate=stdnum("no.fodselsnummer"),
    checks="date and two mod 11",
    source="https://no.wikipedia.org/wiki/F%C3%B8dselsnummer",
    country="no",
    default=True,
)
