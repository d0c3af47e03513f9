"""Hungarian passport: two letters and six or seven digits that count with a word.

https://en.wikipedia.org/wiki/Hungarian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

HU_PASSPORT = PatternDetector(
    "HU_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{6,7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{6,7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=("útlevél", "utlevel", "útlevele", "útlevélszám", "utlevelszam", "hungarian passport"),
    source="https://en.wikipedia.org/wiki/Hungarian_passport",
    country="hu",
)
