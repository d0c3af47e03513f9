"""Peruvian passport: seven or nine digits that count with a word.

https://en.wikipedia.org/wiki/Peruvian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

PE_PASSPORT = PatternDetector(
    "PE_PASSPORT",
    [
        Pattern(r"(?<![\w./-])(?:[0-9]{9}|[0-9]{7})(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("pasaporte", "pasaporte peruano", "peruvian passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Peruvian_passport",
    country="pe",
)
