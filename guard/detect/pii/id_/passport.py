"""Indonesian passport number: a letter and six or seven digits, or two letters and six; a word must support it.

https://en.wikipedia.org/wiki/Indonesian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

ID_PASSPORT = PatternDetector(
    "ID_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9]{6,7}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{2}[0-9]{6}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "paspor", "no paspor", "nomor paspor"),
    source="https://en.wikipedia.org/wiki/Indonesian_passport",
    country="id",
)
