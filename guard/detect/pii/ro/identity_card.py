"""Romanian identity card: a series of two letters and six digits that count with a word.

https://en.wikipedia.org/wiki/Romanian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

_SERIES = r"(?<![\w./-])(?!NR\W)(?:[A-Z]{2}|(?-i:[A-Z]{2})[ ,]{1,2})"
_NUMBER = r"(?:(?:nr|numar|număr|număru|numaru)\.? ?)?[0-9]{6}(?![\w-]|\.\w|/[0-9])"

RO_IDENTITY_CARD = PatternDetector(
    "RO_IDENTITY_CARD",
    [
        Pattern(_SERIES + _NUMBER, 0.35, needs_context=True),
    ],
    context=(
        "carte de identitate",
        "carte identitate",
        "cartea de identitate",
        "buletin",
        "ci seria",
        "c.i. seria",
        "serie ci",
        "romanian identity card",
    ),
    source="https://en.wikipedia.org/wiki/Romanian_identity_card",
    country="ro",
)
