"""Portuguese health user number (número de utente): nine digits; a word must support it.

https://www.sns.gov.pt/
"""

from guard.detect.patterns import Pattern, PatternDetector

PT_HEALTH_NUMBER = PatternDetector(
    "PT_HEALTH_NUMBER",
    [
        Pattern(r"(?<![\w./+-])[0-9]{9}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w./+-])[0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "utente",
        "número de utente",
        "numero de utente",
        "sns",
        "cartão de utente",
    ),
    source="https://www.sns.gov.pt/",
    country="pt",
)
