"""New Zealand driving licence number: two letters and six digits, so a word must support it.

https://www.nzta.govt.nz/driver-licences/
"""

from guard.detect.patterns import Pattern, PatternDetector

NZ_DRIVING_LICENCE = PatternDetector(
    "NZ_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{2}[0-9]{6}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "nzta",
        "waka kotahi",
    ),
    source="https://www.nzta.govt.nz/driver-licences/",
    country="nz",
)
