"""Malaysian identity card number (MyKad): birth date, place of birth and four digits.

https://en.wikipedia.org/wiki/Malaysian_identity_card
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

MY_NRIC = PatternDetector(
    "MY_NRIC",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{6}-[0-9]{2}-[0-9]{4}(?![\w/-]|\.[0-9])", 0.3, valid=0.65),
        Pattern(r"(?<![\w/+-])(?<![0-9][ .])[0-9]{6} [0-9]{2} [0-9]{4}(?![\w/-]|[ .][0-9])", 0.1, valid=0.3),
        # Many bare numbers begin with a date, so a word must support one.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{12}(?![\w/-]|\.[0-9])", 0.05, valid=0.25),
    ],
    context=(
        "nric",
        "mykad",
        "ic number",
        "ic no",
        "identity card",
        "kad pengenalan",
        "no kp",
        "no. k/p",
        "nombor kad pengenalan",
        "no kad pengenalan",
    ),
    validate=stdnum("my.nric"),
    checks="date and place",
    source="https://en.wikipedia.org/wiki/Malaysian_identity_card",
    country="my",
)
