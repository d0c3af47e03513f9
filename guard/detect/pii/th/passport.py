"""Thai passport number: two letters and seven digits, so a word must support it.

https://en.wikipedia.org/wiki/Thai_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

TH_PASSPORT = PatternDetector(
    "TH_PASSPORT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{2}[0-9]{7}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z][0-9]{6}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=("passport", "หนังสือเดินทาง", "หนังสือเดินทางเลขที่", "เลขที่หนังสือเดินทาง", "พาสปอร์ต"),
    source="https://en.wikipedia.org/wiki/Thai_passport",
    country="th",
)
