"""Adoption taxpayer identification number (ATIN): like an SSN, from 9 on and with 93 in the middle.

https://www.irs.gov/individuals/adoption-taxpayer-identification-number
"""

from guard.detect.patterns import Pattern, PatternDetector

US_ATIN = PatternDetector(
    "US_ATIN",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])9[0-9]{2}-93-[0-9]{4}(?![\w/-]|[.,][0-9])", 0.5),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])9[0-9]{2} 93 [0-9]{4}(?![\w/-]|[ .,][0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])9[0-9]{2}93[0-9]{4}(?![\w/-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "atin",
        "adoption taxpayer",
        "adoption taxpayer identification number",
        "taxpayer identification number",
        "adoption tax id",
    ),
    source="https://www.irs.gov/individuals/adoption-taxpayer-identification-number",
    country="us",
)
