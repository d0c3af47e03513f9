"""Ukrainian passport: two letters and six digits that count with a word.

https://en.wikipedia.org/wiki/Ukrainian_passport
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

UA_PASSPORT = PatternDetector(
    "UA_PASSPORT",
    [
        Pattern(
            r"(?<![\w./-])(?:[А-ЩЬЮЯЄІЇҐ]{2}|[A-Z]{2})[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![\w./-])(?-i:[А-ЩЬЮЯЄІЇҐ]{2}|(?!N[OR])[A-Z]{2}) ?(?:№ ?)?[0-9]{6}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "паспорт",
        "паспорта",
        "паспорту",
        "закордонний паспорт",
        "ukrainian passport",
        "passport number",
        "passport no",
    ),
    source="https://en.wikipedia.org/wiki/Ukrainian_passport",
    country="ua",
)
