"""Pakistani passport number: two letters and seven digits, so a word must support it.

https://en.wikipedia.org/wiki/Pakistani_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

PK_PASSPORT = PatternDetector(
    "PK_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{2}[0-9]{7}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "پاسپورٹ", "پاسپورٹ نمبر"),
    source="https://en.wikipedia.org/wiki/Pakistani_passport",
    country="pk",
)
