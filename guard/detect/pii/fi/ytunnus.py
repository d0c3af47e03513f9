"""Finnish business identity code (Y-tunnus): seven digits, a hyphen and a check digit.

https://www.ytj.fi/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

FI_YTUNNUS = PatternDetector(
    "FI_YTUNNUS",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{7}-[0-9](?![\w/-]|[.,][0-9])", 0.3, valid=0.6),
        # Bare digits: one number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "y-tunnus",
        "y-tunnuksen",
        "y-tunnuksemme",
        "y-tunnusta",
        "ytunnus",
        "ly-tunnus",
        "fo-nummer",
        "business id",
        "business identity code",
        "business identity number",
    ),
    validate=stdnum("fi.ytunnus"),
    checks="mod 11",
    source="https://www.ytj.fi/",
    country="fi",
)
