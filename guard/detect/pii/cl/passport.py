"""Chilean passport: a letter and eight digits, or the digits alone; it counts with a word.

https://en.wikipedia.org/wiki/Chilean_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

CL_PASSPORT = PatternDetector(
    "CL_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[A-Z]?[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("pasaporte", "pasaporte chileno", "chilean passport", "passport number", "passport no"),
    source="https://en.wikipedia.org/wiki/Chilean_passport",
    country="cl",
)
