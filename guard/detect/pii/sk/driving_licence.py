"""Slovak driving licence (vodičský preukaz): a letter or two and six to eight digits; it counts with a word.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

SK_DRIVING_LICENCE = PatternDetector(
    "SK_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[A-Z]{1,2}[0-9]{6,8}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:(?!N[OR] )[A-Z]{1,2}) [0-9]{6,8}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "vodičský preukaz",
        "vodicsky preukaz",
        "vodičského preukazu",
        "číslo vp",
        "driving licence",
        "driver license",
    ),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="sk",
)
