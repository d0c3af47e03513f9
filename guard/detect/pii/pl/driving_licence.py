"""Polish driving licence: five digits, the year and the number of the office; it counts with a word.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

PL_DRIVING_LICENCE = PatternDetector(
    "PL_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[0-9]{5}/[0-9]{2}/[0-9]{4}(?![\w/-]|\.[0-9])", 0.4, needs_context=True),
    ],
    context=(
        "prawo jazdy",
        "prawa jazdy",
        "polish driving licence",
        "driving licence",
        "driver license",
        "driving_licence",
    ),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="pl",
)
