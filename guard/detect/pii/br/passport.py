"""Brazilian passport: two letters and six digits that count with a word.

https://en.wikipedia.org/wiki/Brazilian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

BR_PASSPORT = PatternDetector(
    "BR_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=("passaporte", "passaporte brasileiro", "brazilian passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Brazilian_passport",
    country="br",
)
