"""Finnish identity card number: nine characters, the last seven of them digits, so a word must support it.

https://en.wikipedia.org/wiki/Finnish_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

FI_ID_CARD = PatternDetector(
    "FI_ID_CARD",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[A-Z0-9]{2}[0-9]{7}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "henkilökortti",
        "henkilökortin",
        "henkilökorttini",
        "henkilokortti",
        "identitetskort",
        "id card",
        "identity card",
    ),
    source="https://en.wikipedia.org/wiki/Finnish_identity_card",
    country="fi",
)
