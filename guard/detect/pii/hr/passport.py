"""Croatian passport (putovnica): nine digits that count with a word.

https://en.wikipedia.org/wiki/Croatian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

HR_PASSPORT = PatternDetector(
    "HR_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("putovnica", "putovnice", "putovnicu", "croatian passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Croatian_passport",
    country="hr",
)
