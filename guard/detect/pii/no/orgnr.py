"""Norwegian organisation number: nine digits, the last one checks the others.

https://no.wikipedia.org/wiki/Organisasjonsnummer
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NO_ORGNR = PatternDetector(
    "NO_ORGNR",
    [
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[89][0-9]{8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[89][0-9]{2} [0-9]{3} [0-9]{3}(?![\w/-]|[ .,][0-9])", 0.1, valid=0.3
        ),
    ],
    context=(
        "organisasjonsnummer",
        "organisasjonsnr",
        "orgnr",
        "org.nr",
        "org nr",
        "organisation number",
        "organization number",
        "foretaksnummer",
        "foretaksregisteret",
        "brreg",
    ),
    validate=stdnum("no.orgnr"),
    checks="mod 11",
    source="https://no.wikipedia.org/wiki/Organisasjonsnummer",
    country="no",
)
