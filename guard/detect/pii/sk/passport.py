"""Slovak passport: two letters and seven digits that count with a word.

https://en.wikipedia.org/wiki/Slovak_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

SK_PASSPORT = PatternDetector(
    "SK_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{7}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "cestovný pas",
        "cestovny pas",
        "cestovného pasu",
        "číslo pasu",
        "slovak passport",
        "passport number",
        "passport no",
    ),
    source="https://en.wikipedia.org/wiki/Slovak_passport",
    country="sk",
)
