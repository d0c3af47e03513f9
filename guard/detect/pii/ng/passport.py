"""Nigerian passport number: a letter and eight digits, so a word must support it.

https://en.wikipedia.org/wiki/Nigerian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

NG_PASSPORT = PatternDetector(
    "NG_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9]{8}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "travel document"),
    source="https://en.wikipedia.org/wiki/Nigerian_passport",
    country="ng",
)
