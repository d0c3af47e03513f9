"""Greek identity card (ΑΔΤ): one or two letters and six digits that count with a word.

https://en.wikipedia.org/wiki/Greek_identity_card
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

_LETTER = "[A-ZΑ-Ω]"

GR_IDENTITY_CARD = PatternDetector(
    "GR_IDENTITY_CARD",
    [
        Pattern(
            rf"(?<![\w./-])(?:{_LETTER}{{1,2}}-?|(?-i:{_LETTER}{{1,2}} ))[0-9]{{6}}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(rf"(?<![\w./-]){_LETTER}[0-9]{{8}}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "αδτ",
        "α.δ.τ",
        "δελτίο ταυτότητας",
        "δελτίου ταυτότητας",
        "αριθμός ταυτότητας",
        "ταυτότητα",
        "ΤΑΥΤΟΤΗΤΑ",
        "greek identity card",
    ),
    source="https://en.wikipedia.org/wiki/Greek_identity_card",
    country="gr",
)
