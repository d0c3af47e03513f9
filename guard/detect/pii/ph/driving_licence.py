"""Philippine driving licence number: a letter and two digits, two digits, six digits.

https://lto.gov.ph/
"""

from guard.detect.patterns import Pattern, PatternDetector

PH_DRIVING_LICENCE = PatternDetector(
    "PH_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9]{2}-[0-9]{2}-[0-9]{6}(?![\w/-]|\.[0-9])", 0.45),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z][0-9]{10}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "license no",
        "lto",
        "lisensya",
    ),
    source="https://lto.gov.ph/",
    country="ph",
)
