"""Australian director identification number: fifteen digits that begin with 036; a word must support it.

https://www.abrs.gov.au/director-identification-number
"""

from guard.detect.patterns import Pattern, PatternDetector

AU_DIRECTOR_ID = PatternDetector(
    "AU_DIRECTOR_ID",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)036[0-9]{12}(?![\w/-]|\.[0-9])", 0.3),
        Pattern(r"(?<![\w/+-])(?<![0-9][ .])036 [0-9]{4} [0-9]{4} [0-9]{4}(?![\w/-]|[ .][0-9])", 0.3),
    ],
    context=("director id", "director identification number", "director's id", "din"),
    source="https://www.abrs.gov.au/director-identification-number",
    country="au",
)
