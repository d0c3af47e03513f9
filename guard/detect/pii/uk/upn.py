"""English unique pupil number (UPN): a check letter, a local authority and ten more characters.

https://www.gov.uk/government/publications/unique-pupil-numbers
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

UK_UPN = PatternDetector(
    "UK_UPN",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z](?![\w/-]|[.,][0-9])",
            0.3,
            valid=0.8,
        ),
    ],
    context=("upn", "unique pupil number", "pupil number"),
    validate=stdnum("gb.upn"),
    checks="mod 23 and authority",
    source="https://www.gov.uk/government/publications/unique-pupil-numbers",
    country="uk",
)
