"""Singaporean passport number: E or K, seven digits and a letter; a word must support it.

https://en.wikipedia.org/wiki/Singapore_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

SG_PASSPORT = PatternDetector(
    "SG_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[EK][0-9]{7}[A-Z](?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "travel document number"),
    source="https://en.wikipedia.org/wiki/Singapore_passport",
    country="sg",
)
