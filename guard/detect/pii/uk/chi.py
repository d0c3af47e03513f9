"""Scottish health number (CHI): birth date and four digits, with mod 11.

https://www.ndc.scot.nhs.uk/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

UK_CHI = PatternDetector(
    "UK_CHI",
    [
        # Dates and one check digit: a unix time may pass, so a word must support it.
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{6}(?![\w/-]|[.,][0-9])",
            0.05,
            valid=0.3,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2} [0-9]{4}(?![\w/-]|[ .,][0-9])",
            0.1,
            valid=0.45,
        ),
    ],
    context=("chi", "chi number", "chi no", "community health index", "community health index number"),
    validate=stdnum("gb.nhs"),
    checks="birth date and mod 11",
    source="https://www.ndc.scot.nhs.uk/",
    country="uk",
)
