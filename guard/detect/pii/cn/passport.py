"""Chinese passport number: a letter and eight digits, or two letters and seven; a word must support it.

https://en.wikipedia.org/wiki/Chinese_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

CN_PASSPORT = PatternDetector(
    "CN_PASSPORT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[DEGPS][A-Z]?[0-9]{7,8}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("passport", "护照", "护照号", "护照号码", "护照号码是", "护照号码为", "护照号是", "護照號碼"),
    source="https://en.wikipedia.org/wiki/Chinese_passport",
    country="cn",
)
