"""Hong Kong passport number: H or K and eight digits, or two letters and seven; a word must support it.

https://en.wikipedia.org/wiki/Hong_Kong_Special_Administrative_Region_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

HK_PASSPORT = PatternDetector(
    "HK_PASSPORT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[HK][A-Z]?[0-9]{7,8}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("passport", "護照", "護照號碼", "護照號碼是", "香港護照", "护照号码"),
    source="https://en.wikipedia.org/wiki/Hong_Kong_Special_Administrative_Region_passport",
    country="hk",
)
