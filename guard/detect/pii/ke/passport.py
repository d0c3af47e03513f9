"""Kenyan passport number: one or two letters and six or seven digits, so a word must support it.

https://en.wikipedia.org/wiki/Kenyan_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

KE_PASSPORT = PatternDetector(
    "KE_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{1,2}[0-9]{6,7}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "pasipoti"),
    source="https://en.wikipedia.org/wiki/Kenyan_passport",
    country="ke",
)
