"""German customs number (EORI): DE and up to fifteen digits, so a word must support it.

https://de.wikipedia.org/wiki/EORI-Nummer
"""

from guard.detect.patterns import Pattern, PatternDetector

DE_EORI = PatternDetector(
    "DE_EORI",
    [
        Pattern(r"(?<![\w/-])DE ?[0-9]{7,15}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("eori", "eori-nummer", "eori nr", "eori number", "zollnummer"),
    source="https://de.wikipedia.org/wiki/EORI-Nummer",
    country="de",
)
