"""Emirati passport number: a letter and seven or eight characters, or nine digits; a word must support it.

https://en.wikipedia.org/wiki/Emirati_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

AE_PASSPORT = PatternDetector(
    "AE_PASSPORT",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9A-Z]?[0-9]{7}(?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{9}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("passport", "جواز السفر", "جواز سفر", "رقم الجواز", "رقم جواز السفر"),
    source="https://en.wikipedia.org/wiki/Emirati_passport",
    country="ae",
)
