"""Turkish passport: a letter and eight digits that count with a word.

https://en.wikipedia.org/wiki/Turkish_passport
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

TR_PASSPORT = PatternDetector(
    "TR_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z][0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "pasaport",
        "pasaportu",
        "pasaport no",
        "pasaport numarası",
        "turkish passport",
        "passport number",
        "passport no",
    ),
    source="https://en.wikipedia.org/wiki/Turkish_passport",
    country="tr",
)
