"""Lithuanian identity card number: eight digits, so a word must support it.

https://en.wikipedia.org/wiki/Lithuanian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

LT_ID_CARD = PatternDetector(
    "LT_ID_CARD",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "asmens tapatybės kortelė",
        "tapatybės kortelė",
        "tapatybės kortelės",
        "tapatybes kortele",
        "atk",
        "identity card",
        "id card",
    ),
    source="https://en.wikipedia.org/wiki/Lithuanian_identity_card",
    country="lt",
)
