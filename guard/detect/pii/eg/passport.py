"""Egyptian passport number: A and eight digits, so a word must support it.

https://en.wikipedia.org/wiki/Egyptian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

EG_PASSPORT = PatternDetector(
    "EG_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)A[0-9]{8}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "جواز السفر", "جواز سفر", "رقم الجواز", "رقم جواز السفر"),
    source="https://en.wikipedia.org/wiki/Egyptian_passport",
    country="eg",
)
