"""Nigerian driving licence number: three letters, five digits, two letters and two digits; a word must support it.

https://frsc.gov.ng/
"""

from guard.detect.patterns import Pattern, PatternDetector

NG_DRIVING_LICENCE = PatternDetector(
    "NG_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{3}[ -]?[0-9]{5}[ -]?[A-Z]{2}[ -]?[0-9]{2}(?![\w/-]|\.[0-9])",
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
        "frsc",
        "licence no",
        "license no",
    ),
    source="https://frsc.gov.ng/",
    country="ng",
)
