"""Italian health card number (tessera sanitaria, TEAM): twenty digits from 80 and 380 on.

https://it.wikipedia.org/wiki/Tessera_sanitaria
"""

from guard.detect.patterns import Pattern, PatternDetector

IT_HEALTH_CARD = PatternDetector(
    "IT_HEALTH_CARD",
    [
        Pattern(r"(?<![\w./+-])80380[0-9]{15}(?![\w-]|[.,][0-9])", 0.6),
        Pattern(r"(?<![\w./+-])8038 0[0-9]{3}(?: [0-9]{4}){3}(?![\w-]|[.,][0-9])", 0.6),
    ],
    context=(
        "tessera sanitaria",
        "team",
        "tessera europea",
        "identificazione della tessera",
        "health card",
    ),
    source="https://it.wikipedia.org/wiki/Tessera_sanitaria",
    country="it",
)
