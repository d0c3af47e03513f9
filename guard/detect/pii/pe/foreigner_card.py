"""Peruvian card of a foreigner (carné de extranjería): nine digits that count with a word.

https://www.gob.pe/migraciones
"""

from guard.detect.patterns import Pattern, PatternDetector

PE_FOREIGNER_CARD = PatternDetector(
    "PE_FOREIGNER_CARD",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "carné de extranjería",
        "carnet de extranjería",
        "carnet de extranjeria",
        "carne de extranjeria",
        "c.e",
    ),
    source="https://www.gob.pe/migraciones",
    country="pe",
)
