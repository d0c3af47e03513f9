"""Slovenian passport: P, a letter and seven digits that count with a word.

https://en.wikipedia.org/wiki/Slovenian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

SI_PASSPORT = PatternDetector(
    "SI_PASSPORT",
    [
        Pattern(r"(?<![\w./-])P[A-Z][0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("potni list", "potnega lista", "slovenian passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Slovenian_passport",
    country="si",
)
