"""Norwegian driving licence number: eleven digits in groups of 2, 2, 6 and 1, so a word must support it.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

NO_DRIVING_LICENCE = PatternDetector(
    "NO_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{2} ?[0-9]{2} ?[0-9]{6} ?[0-9](?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "førerkort",
        "forerkort",
        "førerkortnummer",
        "førerkortnr",
        "driving licence",
        "driving license",
        "driver's license",
        "drivers license",
    ),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="no",
)
