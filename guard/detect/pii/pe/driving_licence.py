"""Peruvian driving licence (brevete): a letter and the eight digits of the DNI; it counts with a word.

https://es.wikipedia.org/wiki/Licencia_de_conducir
"""

from guard.detect.patterns import Pattern, PatternDetector

PE_DRIVING_LICENCE = PatternDetector(
    "PE_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[A-Z]-?[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
    ],
    context=(
        "brevete",
        "licencia de conducir",
        "licencia de conducir peruana",
        "driving licence",
        "driver license",
    ),
    source="https://es.wikipedia.org/wiki/Licencia_de_conducir",
    country="pe",
)
