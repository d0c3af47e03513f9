"""French company number (SIREN): nine digits with a Luhn check; a word must support it.

https://www.insee.fr/en/metadonnees/definition/c2047
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

FR_SIREN = PatternDetector(
    "FR_SIREN",
    [
        Pattern(r"(?<![\w./+-])[0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./+-])[0-9]{9}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "siren",
        "rcs",
        "registre du commerce",
        "numéro d'entreprise",
    ),
    validate=stdnum("fr.siren"),
    checks="Luhn",
    source="https://www.insee.fr/en/metadonnees/definition/c2047",
    country="fr",
)
