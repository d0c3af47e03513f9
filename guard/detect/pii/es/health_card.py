"""Spanish health card number (CIP, tarjeta sanitaria): letters of the name and digits; a word must support it.

https://www.sanidad.gob.es/
"""

from guard.detect.patterns import Pattern, PatternDetector

ES_HEALTH_CARD = PatternDetector(
    "ES_HEALTH_CARD",
    [
        # Catalonia: sex and date of birth.
        Pattern(
            r"(?<![\w./+-])[A-Z]{4} ?[01] ?[0-9]{6} ?[0-9]{2} ?[0-9](?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w./+-])[A-Z]{4}[0-9]{12}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # National health system.
        Pattern(r"(?<![\w./+-])[A-Z]{10}[0-9]{6}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # Andalusia.
        Pattern(r"(?<![\w./+-])AN[0-9]{10}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "tarjeta sanitaria",
        "cip",
        "cip sns",
        "nuhsa",
        "cipa",
        "targeta sanitària",
        "código de identificación personal",
        "health card",
    ),
    source="https://www.sanidad.gob.es/",
    country="es",
)
