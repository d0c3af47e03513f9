"""Mexican passport: a letter and eight digits that count with a word.

https://en.wikipedia.org/wiki/Mexican_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

MX_PASSPORT = PatternDetector(
    "MX_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z][0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("pasaporte", "pasaporte mexicano", "mexican passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Mexican_passport",
    country="mx",
)
