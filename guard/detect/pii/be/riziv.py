"""Belgian health professional number (RIZIV, INAMI): eleven digits in blocks of 1, 5, 2 and 3.

https://www.riziv.fgov.be/
"""

from guard.detect.patterns import Pattern, PatternDetector

BE_RIZIV = PatternDetector(
    "BE_RIZIV",
    [
        Pattern(r"(?<![\w./+-])[1-9]-[0-9]{5}-[0-9]{2}-[0-9]{3}(?![\w-]|[.,][0-9])", 0.45),
        Pattern(
            r"(?<![\w./+-])[1-9][./ ]?[0-9]{5}[./ ]?[0-9]{2}[./ ]?[0-9]{3}(?![\w-]|[.,][0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "riziv",
        "riziv nummer",
        "inami",
        "numéro inami",
        "zorgverlener",
        "prestataire de soins",
    ),
    source="https://www.riziv.fgov.be/",
    country="be",
)
