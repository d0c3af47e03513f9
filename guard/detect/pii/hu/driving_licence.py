"""Hungarian driving licence (vezetői engedély): two letters and six digits that count with a word.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

HU_DRIVING_LICENCE = PatternDetector(
    "HU_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{2}) [0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "vezetői engedély",
        "vezetoi engedely",
        "jogosítvány",
        "jogositvany",
        "driving licence",
        "driver license",
    ),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="hu",
)
