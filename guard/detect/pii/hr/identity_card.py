"""Croatian identity card (osobna iskaznica): nine digits that count with a word.

https://en.wikipedia.org/wiki/Croatian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

HR_IDENTITY_CARD = PatternDetector(
    "HR_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("osobna iskaznica", "osobne iskaznice", "osobnu iskaznicu", "croatian identity card"),
    source="https://en.wikipedia.org/wiki/Croatian_identity_card",
    country="hr",
)
