"""Austrian social security number (SVNR): serial with a mod 11 digit and the date of birth.

https://de.wikipedia.org/wiki/Sozialversicherungsnummer#%C3%96sterreich
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

# Months above twelve are given when a day runs out of serials.
_DATE = r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-5])[0-9]{2}"
_SPACED = rf"(?<![\w./+-])[1-9][0-9]{{3}}[ /-]{_DATE}(?![\w-]|[.,][0-9])"
_BARE = rf"(?<![\w./+-])(?!1[67])[1-9][0-9]{{3}}{_DATE}(?![\w-]|[.,][0-9])"
_LIKE_TIME = rf"(?<![\w./+-])1[67][0-9]{{2}}{_DATE}(?![\w-]|[.,][0-9])"

AT_SOCIAL_SECURITY = PatternDetector(
    "AT_SOCIAL_SECURITY",
    [
        Pattern(_SPACED, 0.3, valid=0.8),
        Pattern(_BARE, 0.1, valid=0.5),
        # Time stamps begin like this, so a word must support it.
        Pattern(_LIKE_TIME, 0.05, valid=0.3),
    ],
    context=(
        "svnr",
        "sv nummer",
        "sozialversicherung",
        "sozialversicherungsnummer",
        "versicherungsnummer",
        "sozialversicherungsnr",
        "e card",
        "ecard",
        "social security",
    ),
    validate=stdnum("at.vnr"),
    checks="date and mod 11",
    source="https://de.wikipedia.org/wiki/Sozialversicherungsnummer#%C3%96sterreich",
    country="at",
)
