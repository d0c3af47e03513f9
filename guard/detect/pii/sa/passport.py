"""Saudi passport number: a letter and eight digits, so a word must support it.

https://en.wikipedia.org/wiki/Saudi_Arabian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

SA_PASSPORT = PatternDetector(
    "SA_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9]{8}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "جواز السفر", "جواز سفر", "رقم الجواز", "رقم جواز السفر"),
    source="https://en.wikipedia.org/wiki/Saudi_Arabian_passport",
    country="sa",
)
