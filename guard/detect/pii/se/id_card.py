"""Swedish national identity card number: eight digits, or two letters and six or seven digits; a word must support it.

https://en.wikipedia.org/wiki/National_identity_card_(Sweden)
"""

from guard.detect.patterns import Pattern, PatternDetector

SE_ID_CARD = PatternDetector(
    "SE_ID_CARD",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[0-9]{8}|[A-Z]{2}[0-9]{6,7})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "nationellt id-kort",
        "id-kort",
        "id-kortsnummer",
        "id kort",
        "identitetskort",
        "legitimation",
        "identity card",
        "id card",
    ),
    source="https://en.wikipedia.org/wiki/National_identity_card_(Sweden)",
    country="se",
)
