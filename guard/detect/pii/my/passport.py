"""Malaysian passport number: A, H or K and eight digits; a word must support it.

https://en.wikipedia.org/wiki/Malaysian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

MY_PASSPORT = PatternDetector(
    "MY_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[AHK][0-9]{8}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "pasport", "no pasport", "nombor pasport"),
    source="https://en.wikipedia.org/wiki/Malaysian_passport",
    country="my",
)
