"""Bulgarian passport: nine digits that count with a word.

https://en.wikipedia.org/wiki/Bulgarian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

BG_PASSPORT = PatternDetector(
    "BG_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("паспорт", "паспорта", "задграничен паспорт", "pasport", "bulgarian passport"),
    source="https://en.wikipedia.org/wiki/Bulgarian_passport",
    country="bg",
)
