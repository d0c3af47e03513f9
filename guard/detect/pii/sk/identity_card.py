"""Slovak identity card (občiansky preukaz): two letters and six digits that count with a word.

https://en.wikipedia.org/wiki/Slovak_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

SK_IDENTITY_CARD = PatternDetector(
    "SK_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "občiansky preukaz",
        "obciansky preukaz",
        "občianskeho preukazu",
        "číslo op",
        "slovak identity card",
    ),
    source="https://en.wikipedia.org/wiki/Slovak_identity_card",
    country="sk",
)
