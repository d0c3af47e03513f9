"""Swiss identity card number: C or E and seven letters or digits; a word must support it.

https://en.wikipedia.org/wiki/Swiss_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

CH_IDENTITY_CARD = PatternDetector(
    "CH_IDENTITY_CARD",
    [
        Pattern(
            r"(?<![\w./+-])[A-Z](?=[0-9A-Z]{0,6}[0-9])[0-9A-Z]{6}[0-9](?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "identitätskarte",
        "identitaetskarte",
        "identitätskartennummer",
        "carte d'identité",
        "carte d'identite",
        "carta d'identità",
        "carta d'identita",
        "identity card",
        "id card",
    ),
    source="https://en.wikipedia.org/wiki/Swiss_identity_card",
    country="ch",
)
