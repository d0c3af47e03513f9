"""Austrian health card number (e-card): twenty digits from 80 and 040 on.

https://en.wikipedia.org/wiki/European_Health_Insurance_Card
"""

from guard.detect.patterns import Pattern, PatternDetector

AT_HEALTH_CARD = PatternDetector(
    "AT_HEALTH_CARD",
    [
        Pattern(r"(?<![\w./+-])80040[0-9]{15}(?![\w-]|[.,][0-9])", 0.6),
        Pattern(r"(?<![\w./+-])8004 0[0-9]{3}(?: [0-9]{4}){3}(?![\w-]|[.,][0-9])", 0.6),
    ],
    context=(
        "e card",
        "ecard",
        "kennnummer",
        "europäische krankenversicherungskarte",
        "ehic",
        "health card",
    ),
    source="https://en.wikipedia.org/wiki/European_Health_Insurance_Card",
    country="at",
)
