"""Australian driving licence number: six to ten digits or a mix with letters, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-australia-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

AU_DRIVING_LICENCE = PatternDetector(
    "AU_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{6,10}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:[A-Z][0-9]{5,6}|[0-9]{4,5}[A-Z]{2}|[A-Z]{2}[0-9]{4,6})(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "dl no",
        "learner permit",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-australia-drivers-license-number",
    country="au",
)
