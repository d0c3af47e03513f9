"""Argentine passport: three letters and six digits that count with a word.

https://en.wikipedia.org/wiki/Argentine_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

AR_PASSPORT = PatternDetector(
    "AR_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z]{3}[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{3}) [0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=("pasaporte", "pasaporte argentino", "argentine passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Argentine_passport",
    country="ar",
)
