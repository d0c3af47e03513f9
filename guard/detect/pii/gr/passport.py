"""Greek passport: two letters and seven digits that count with a word.

https://en.wikipedia.org/wiki/Greek_passport
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

GR_PASSPORT = PatternDetector(
    "GR_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-ZΑ-Ω]{2}[0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-ZΑ-Ω]{2}) [0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=("διαβατήριο", "διαβατηρίου", "ΔΙΑΒΑΤΗΡΙΟ", "greek passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Greek_passport",
    country="gr",
)
