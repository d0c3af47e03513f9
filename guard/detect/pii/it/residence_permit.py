"""Italian residence permit number: a letter and eight digits, or two and seven; a word must support it.

https://it.wikipedia.org/wiki/Permesso_di_soggiorno
"""

from guard.detect.patterns import Pattern, PatternDetector

IT_RESIDENCE_PERMIT = PatternDetector(
    "IT_RESIDENCE_PERMIT",
    [
        Pattern(r"(?<![\w./+-])[A-Z][0-9]{8}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w./+-])[A-Z]{2}[0-9]{7}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "permesso di soggiorno",
        "carta di soggiorno",
        "permesso",
        "residence permit",
    ),
    source="https://it.wikipedia.org/wiki/Permesso_di_soggiorno",
    country="it",
)
