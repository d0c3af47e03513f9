"""Turkish social security number (SGK, SSK sicil no): thirteen digits, or the 26 of an employer; it counts with a word.

https://www.sgk.gov.tr/
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

TR_SGK = PatternDetector(
    "TR_SGK",
    [
        Pattern(r"(?<![\w./-])[0-9]{13}(?:[0-9]{13})?(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "sgk",
        "ssk",
        "sgk sicil",
        "ssk sicil",
        "sigorta sicil",
        "işyeri sicil",
        "sosyal güvenlik numarası",
        "bağkur",
    ),
    source="https://www.sgk.gov.tr/",
    country="tr",
)
