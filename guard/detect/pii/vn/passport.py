"""Vietnamese passport number: a letter and seven or eight digits, so a word must support it.

https://en.wikipedia.org/wiki/Vietnamese_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

VN_PASSPORT = PatternDetector(
    "VN_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9]{7,8}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "hộ chiếu", "số hộ chiếu", "ho chieu"),
    source="https://en.wikipedia.org/wiki/Vietnamese_passport",
    country="vn",
)
