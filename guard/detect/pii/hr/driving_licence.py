"""Croatian driving licence (vozačka dozvola): eight digits that count with a word.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

HR_DRIVING_LICENCE = PatternDetector(
    "HR_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "vozačka dozvola",
        "vozacka dozvola",
        "vozačke dozvole",
        "vozačku dozvolu",
        "driving licence",
        "driver license",
    ),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="hr",
)
