"""New Zealand passport number: one or two letters and six digits, so a word must support it.

https://en.wikipedia.org/wiki/New_Zealand_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

NZ_PASSPORT = PatternDetector(
    "NZ_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{1,2}[0-9]{6}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "uruwhenua"),
    source="https://en.wikipedia.org/wiki/New_Zealand_passport",
    country="nz",
)
