"""Brazilian identity card (RG): seven to nine digits, the last perhaps an X; it counts with a word.

https://en.wikipedia.org/wiki/Brazilian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

BR_RG = PatternDetector(
    "BR_RG",
    [
        Pattern(
            r"(?<![\w./-])[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}(?:-?[0-9X])?(?![\w-]|\.\w|[,/][0-9])",
            0.4,
            needs_context=True,
        ),
        Pattern(r"(?<![\w./-])[0-9]{7,9}(?:-?[0-9X])?(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "rg",
        "r.g",
        "registro geral",
        "carteira de identidade",
        "cédula de identidade",
        "identidade nº",
    ),
    source="https://en.wikipedia.org/wiki/Brazilian_identity_card",
    country="br",
)
