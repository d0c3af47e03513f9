"""Number of a foreign student or exchange visitor (SEVIS): N00 and eight digits.

https://studyinthestates.dhs.gov/
"""

from guard.detect.patterns import Pattern, PatternDetector

US_SEVIS_ID = PatternDetector(
    "US_SEVIS_ID",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])N00[0-9]{8}(?![\w/-]|[.,][0-9])", 0.5),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])N[0-9]{10}(?![\w/-]|[.,][0-9])", 0.3),
    ],
    context=("sevis", "sevis id", "sevis number", "i-20", "ds-2019"),
    source="https://studyinthestates.dhs.gov/",
    country="us",
)
