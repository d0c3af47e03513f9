"""Chilean identity card: the number of the document, three groups of three digits; it counts with a word.

https://www.registrocivil.cl/
"""

from guard.detect.patterns import Pattern, PatternDetector

CL_IDENTITY_CARD = PatternDetector(
    "CL_IDENTITY_CARD",
    [
        Pattern(
            r"(?<![\w./-])[AB]?[0-9]{3}\.[0-9]{3}\.[0-9]{3}(?![\w-]|\.\w|[,/][0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w./-])[AB]?[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.3, needs_context=True),
    ],
    context=(
        "cédula número de documento",
        "cedula numero de documento",
        "número de documento de la cédula",
        "número de serie de la cédula",
        "serie de la cédula",
        "documento de la cédula",
    ),
    source="https://www.registrocivil.cl/",
    country="cl",
)
