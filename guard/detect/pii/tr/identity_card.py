"""Turkish identity card: the serial is a letter, two digits, a letter and five digits; it counts with a word.

https://en.wikipedia.org/wiki/Turkish_identity_card
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

TR_IDENTITY_CARD = PatternDetector(
    "TR_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./-])[A-Z][0-9]{2}[A-Z][0-9]{5}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
    ],
    context=(
        "kimlik seri",
        "kimlik kartı",
        "kimlik karti",
        "kimlik seri no",
        "KİMLİK SERİ",
        "KİMLİK KARTI",
        "turkish identity card",
    ),
    source="https://en.wikipedia.org/wiki/Turkish_identity_card",
    country="tr",
)
