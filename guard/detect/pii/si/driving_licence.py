"""Slovenian driving licence (vozniško dovoljenje): nine digits that count with a word.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

SI_DRIVING_LICENCE = PatternDetector(
    "SI_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])(?:S )?[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "vozniško dovoljenje",
        "voznisko dovoljenje",
        "vozniškega dovoljenja",
        "driving licence",
        "driver license",
    ),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="si",
)
