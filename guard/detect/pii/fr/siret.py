"""French establishment number (SIRET): a SIREN and five digits, with two Luhn checks.

https://www.insee.fr/en/metadonnees/definition/c1841
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

FR_SIRET = PatternDetector(
    "FR_SIRET",
    [
        Pattern(r"(?<![\w./+-])[0-9]{3} [0-9]{3} [0-9]{3} [0-9]{5}(?![\w-]|[.,][0-9])", 0.4, valid=0.85),
        Pattern(r"(?<![\w./+-])[0-9]{9} [0-9]{5}(?![\w-]|[.,][0-9])", 0.3, valid=0.6),
        # Nearly all establishments count from one; other numbers may be times of a log.
        Pattern(r"(?<![\w./+-])[0-9]{9}000(?!00)[0-9]{2}(?![\w-]|[.,][0-9])", 0.3, valid=0.6),
        Pattern(r"(?<![\w./+-])[0-9]{14}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "siret",
        "établissement",
        "etablissement",
    ),
    validate=stdnum("fr.siret"),
    checks="two Luhn checks",
    source="https://www.insee.fr/en/metadonnees/definition/c1841",
    country="fr",
)
