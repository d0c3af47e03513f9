"""Brazilian driving licence (CNH): eleven digits that count with a word.

https://pt.wikipedia.org/wiki/Carteira_Nacional_de_Habilita%C3%A7%C3%A3o
"""

from guard.detect.patterns import Pattern, PatternDetector

BR_CNH = PatternDetector(
    "BR_CNH",
    [
        Pattern(r"(?<![\w./-])[0-9]{11}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "cnh",
        "carteira nacional de habilitação",
        "carteira de habilitação",
        "carteira de motorista",
        "driving licence",
        "driver license",
    ),
    source="https://pt.wikipedia.org/wiki/Carteira_Nacional_de_Habilita%C3%A7%C3%A3o",
    country="br",
)
