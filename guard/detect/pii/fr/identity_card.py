"""French identity card number: twelve digits, or nine letters and digits since 2021; a word must support it.

https://en.wikipedia.org/wiki/National_identity_card_(France)
"""

from guard.detect.patterns import Pattern, PatternDetector

FR_IDENTITY_CARD = PatternDetector(
    "FR_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./+-])[0-9]{4}[0-9A-Z]{3}[0-9]{5}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w./+-])[A-Z][0-9A-Z]{7}[0-9](?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "carte d'identité",
        "carte d'identite",
        "carte nationale d'identité",
        "carte nationale d'identite",
        "cni",
        "cnie",
        "identity card",
        "id card",
    ),
    source="https://en.wikipedia.org/wiki/National_identity_card_(France)",
    country="fr",
)
