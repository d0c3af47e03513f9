"""Taiwanese passport number: nine digits, so a word must support it.

https://en.wikipedia.org/wiki/Taiwan_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

TW_PASSPORT = PatternDetector(
    "TW_PASSPORT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{9}(?![0-9A-Za-z_/-]|\.[0-9])", 0.35, needs_context=True
        ),
    ],
    context=("passport", "護照", "護照號碼", "護照號碼是", "護照號", "护照号码"),
    source="https://en.wikipedia.org/wiki/Taiwan_passport",
    country="tw",
)
