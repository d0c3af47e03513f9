"""Argentine identity number (DNI): seven or eight digits that count with a word.

https://en.wikipedia.org/wiki/Documento_Nacional_de_Identidad_(Argentina)
"""

from guard.detect.patterns import Pattern, PatternDetector

AR_DNI = PatternDetector(
    "AR_DNI",
    [
        Pattern(
            r"(?<![\w./-])[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}(?![\w-]|\.\w|[,/][0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w./-])[0-9]{7,8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("dni", "d.n.i", "documento nacional de identidad", "documento de identidad"),
    source="https://en.wikipedia.org/wiki/Documento_Nacional_de_Identidad_(Argentina)",
    country="ar",
)
