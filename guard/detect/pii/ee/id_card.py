"""Estonian identity card number: two letters and seven digits, so a word must support it.

https://en.wikipedia.org/wiki/Estonian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

EE_ID_CARD = PatternDetector(
    "EE_ID_CARD",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2}[0-9]{7}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "id-kaart",
        "id-kaardi",
        "id kaart",
        "id-kaardi number",
        "isikutunnistus",
        "isikutunnistuse",
        "dokumendi number",
        "identity card",
        "id card",
    ),
    source="https://en.wikipedia.org/wiki/Estonian_identity_card",
    country="ee",
)
