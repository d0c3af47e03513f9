"""French student number (INE): nine digits and two letters, or ten and one; a word must support it.

https://fr.wikipedia.org/wiki/Num%C3%A9ro_d%27identification_nationale_des_%C3%A9tudiants
"""

from guard.detect.patterns import Pattern, PatternDetector

FR_INE = PatternDetector(
    "FR_INE",
    [
        Pattern(r"(?<![\w./+-])[0-9]{9}[A-Z]{2}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w./+-])[0-9]{10}[A-Z](?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "ine",
        "identifiant national étudiant",
        "identifiant national élève",
        "numéro étudiant",
        "bea",
    ),
    source="https://fr.wikipedia.org/wiki/Num%C3%A9ro_d%27identification_nationale_des_%C3%A9tudiants",
    country="fr",
)
