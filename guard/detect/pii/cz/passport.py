"""Czech passport: eight digits that count with a word.

https://en.wikipedia.org/wiki/Czech_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

CZ_PASSPORT = PatternDetector(
    "CZ_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "cestovní pas",
        "cestovního pasu",
        "číslo pasu",
        "cislo pasu",
        "cestovni pas",
        "czech passport",
        "passport number",
        "passport no",
    ),
    source="https://en.wikipedia.org/wiki/Czech_passport",
    country="cz",
)
