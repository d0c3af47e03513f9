"""Dutch identity card number: two letters, six letters or digits, a digit; a word must support it.

https://en.wikipedia.org/wiki/Dutch_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

NL_IDENTITY_CARD = PatternDetector(
    "NL_IDENTITY_CARD",
    [
        # The letter O is never used.
        Pattern(r"(?<![\w./+-])[A-NP-Z]{2}[0-9A-NP-Z]{6}[0-9](?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "identiteitskaart",
        "id kaart",
        "identiteitsbewijs",
        "identiteitskaartnummer",
        "documentnummer",
        "identity card",
        "id card",
    ),
    source="https://en.wikipedia.org/wiki/Dutch_identity_card",
    country="nl",
)
