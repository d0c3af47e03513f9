"""Hungarian identity card: six digits and two letters that count with a word.

https://en.wikipedia.org/wiki/Hungarian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

HU_IDENTITY_CARD = PatternDetector(
    "HU_IDENTITY_CARD",
    [
        Pattern(
            r"(?<![\w./-])[0-9]{6}(?:[A-Z]{2}|(?-i: [A-Z]{2}))(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "személyi igazolvány",
        "szemelyi igazolvany",
        "személyazonosító igazolvány",
        "személyi igazolványszám",
        "szig. szám",
        "hungarian identity card",
    ),
    source="https://en.wikipedia.org/wiki/Hungarian_identity_card",
    country="hu",
)
