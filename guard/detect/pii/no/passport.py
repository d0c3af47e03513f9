"""Norwegian passport number: eight digits or three letters and six digits, so a word must support it.

https://en.wikipedia.org/wiki/Norwegian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

NO_PASSPORT = PatternDetector(
    "NO_PASSPORT",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[0-9]{8}|[A-Z]{3}[0-9]{6})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("passport", "passport number", "norsk pass", "passnummer", "passnr", "pass nr"),
    source="https://en.wikipedia.org/wiki/Norwegian_passport",
    country="no",
)
