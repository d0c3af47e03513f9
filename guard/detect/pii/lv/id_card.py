"""Latvian identity card number: two letters and seven digits, so a word must support it.

https://en.wikipedia.org/wiki/Latvian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

LV_ID_CARD = PatternDetector(
    "LV_ID_CARD",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2}[0-9]{7}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "personas apliecība",
        "personas apliecības",
        "eid",
        "eid karte",
        "id karte",
        "identity card",
        "id card",
    ),
    source="https://en.wikipedia.org/wiki/Latvian_identity_card",
    country="lv",
)
