"""Greek driving licence: nine digits that count with a word.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

GR_DRIVING_LICENCE = PatternDetector(
    "GR_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "άδεια οδήγησης",
        "άδειας οδήγησης",
        "δίπλωμα οδήγησης",
        "ΑΔΕΙΑ ΟΔΗΓΗΣΗΣ",
        "driving licence",
        "driver license",
    ),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="gr",
)
