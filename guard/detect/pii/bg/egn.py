"""Bulgarian personal number (ЕГН): ten digits with a date of birth and a check digit; they count with a word.

https://en.wikipedia.org/wiki/Unique_citizenship_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

BG_EGN = PatternDetector(
    "BG_EGN",
    [
        # One bare number in a hundred is a date and passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
        Pattern(r"(?<![\w./-])[0-9]{6} [0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=("егн", "egn", "единен граждански номер", "bulgarian personal number"),
    validate=stdnum("bg.egn"),
    checks="date and mod 11",
    source="https://en.wikipedia.org/wiki/Unique_citizenship_number",
    country="bg",
)
