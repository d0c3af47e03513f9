"""Bulgarian driving licence: nine digits that count with a word.

https://en.wikipedia.org/wiki/European_driving_licence
"""

from guard.detect.patterns import Pattern, PatternDetector

BG_DRIVING_LICENCE = PatternDetector(
    "BG_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("свидетелство за управление", "шофьорска книжка", "сумпс", "driving licence", "driver license"),
    source="https://en.wikipedia.org/wiki/European_driving_licence",
    country="bg",
)
