"""Mexican voter key (clave de elector): letters of the name, date of birth, state, sex and three digits.

https://www.ine.mx/credencial/
"""

from guard.detect.patterns import Pattern, PatternDetector

_NAME_AND_DATE = r"(?<![\w./-])[A-Z]{6}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_REST = r"(?:0[1-9]|[12][0-9]|3[0-3]|8[78])[HM][0-9]{3}(?![\w-]|\.\w|/[0-9])"

MX_VOTER_ID = PatternDetector(
    "MX_VOTER_ID",
    [
        # No check digit, but a date, a state and a sex in fixed places.
        Pattern(_NAME_AND_DATE + _REST, 0.9),
    ],
    context=(
        "clave de elector",
        "clave elector",
        "credencial para votar",
        "ine",
        "ife",
        "credencial de elector",
    ),
    default=True,
    source="https://www.ine.mx/credencial/",
    country="mx",
)
