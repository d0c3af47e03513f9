"""Slovak birth number (rodné číslo): date of birth, a slash and three or four digits.

https://sk.wikipedia.org/wiki/Rodn%C3%A9_%C4%8D%C3%ADslo
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SK_BIRTH_NUMBER = PatternDetector(
    "SK_BIRTH_NUMBER",
    [
        Pattern(r"(?<![\w./-])[0-9]{6} ?/ ?[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.9),
        # Numbers from before 1954 have a date, but no check digit.
        Pattern(r"(?<![\w./-])[0-9]{6} ?/ ?[0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.35),
        # One bare number in eighty is a date and passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{10}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.1),
    ],
    context=(
        "rodné číslo",
        "rodne cislo",
        "rodného čísla",
        "r.č",
        "rč",
        "slovak birth number",
        "birth number",
    ),
    validate=stdnum("sk.rc"),
    checks="date and mod 11",
    source="https://sk.wikipedia.org/wiki/Rodn%C3%A9_%C4%8D%C3%ADslo",
    country="sk",
)
