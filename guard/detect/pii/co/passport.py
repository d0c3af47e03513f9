"""Colombian passport: two letters and six or seven digits that count with a word.

https://en.wikipedia.org/wiki/Colombian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

CO_PASSPORT = PatternDetector(
    "CO_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{6,7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{6,7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=("pasaporte", "pasaporte colombiano", "colombian passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Colombian_passport",
    country="co",
)
