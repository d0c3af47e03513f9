"""Colombian citizen number (cédula de ciudadanía, NUIP): six to ten digits that count with a word.

https://www.registraduria.gov.co/
"""

from guard.detect.patterns import Pattern, PatternDetector

CO_CEDULA = PatternDetector(
    "CO_CEDULA",
    [
        Pattern(
            r"(?<![\w./-])[0-9]{1,3}(?:\.[0-9]{3}){2,3}(?![\w-]|\.\w|[,/][0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w./-])[0-9]{6,8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w./-])1[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "cédula",
        "cedula",
        "cédula de ciudadanía",
        "cedula de ciudadania",
        "c.c",
        "nuip",
        "tarjeta de identidad",
        "cc no",
    ),
    source="https://www.registraduria.gov.co/",
    country="co",
)
