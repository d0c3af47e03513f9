"""Israeli passport number: seven to nine digits, so a word must support it.

https://en.wikipedia.org/wiki/Israeli_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

IL_PASSPORT = PatternDetector(
    "IL_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7,9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "דרכון", "מספר דרכון", "הדרכון", "דרכון מס'"),
    source="https://en.wikipedia.org/wiki/Israeli_passport",
    country="il",
)
