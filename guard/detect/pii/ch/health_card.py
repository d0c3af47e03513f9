"""Swiss health insurance card number: twenty digits from 80 and 756 on.

https://en.wikipedia.org/wiki/European_Health_Insurance_Card
"""

from guard.detect.patterns import Pattern, PatternDetector

CH_HEALTH_CARD = PatternDetector(
    "CH_HEALTH_CARD",
    [
        Pattern(r"(?<![\w./+-])80756[0-9]{15}(?![\w-]|[.,][0-9])", 0.6),
        Pattern(r"(?<![\w./+-])80756(?: [0-9]{5}){3}(?![\w-]|[.,][0-9])", 0.6),
    ],
    context=(
        "versichertenkarte",
        "krankenversicherungskarte",
        "carte d'assuré",
        "kartennummer",
        "tessera d'assicurato",
        "health card",
    ),
    source="https://en.wikipedia.org/wiki/European_Health_Insurance_Card",
    country="ch",
)
