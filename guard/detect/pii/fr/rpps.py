"""French health professional number (RPPS): eleven digits with a Luhn check; a word must support it.

https://annuaire.sante.fr/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

FR_RPPS = PatternDetector(
    "FR_RPPS",
    [
        Pattern(r"(?<![\w./+-])1[0-9]{10}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "rpps",
        "numéro rpps",
        "professionnel de santé",
        "annuaire santé",
    ),
    validate=stdnum("luhn"),
    checks="Luhn",
    source="https://annuaire.sante.fr/",
    country="fr",
)
