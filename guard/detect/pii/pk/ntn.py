"""Pakistani tax number (NTN): seven digits and one, so a word must support it.

https://www.fbr.gov.pk/
"""

from guard.detect.patterns import Pattern, PatternDetector

PK_NTN = PatternDetector(
    "PK_NTN",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9A-Z][0-9]{6}-[0-9](?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("ntn", "national tax number", "ntn no", "fbr"),
    source="https://www.fbr.gov.pk/",
    country="pk",
)
