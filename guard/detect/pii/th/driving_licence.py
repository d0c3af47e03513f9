"""Thai driving licence number: eight digits, so a word must support it.

https://www.dlt.go.th/
"""

from guard.detect.patterns import Pattern, PatternDetector

TH_DRIVING_LICENCE = PatternDetector(
    "TH_DRIVING_LICENCE",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{8}(?![0-9A-Za-z_/-]|\.[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "ใบขับขี่",
        "ใบอนุญาตขับรถ",
        "ใบอนุญาตขับขี่",
        "เลขที่ใบขับขี่",
        "ใบขับขี่เลขที่",
    ),
    source="https://www.dlt.go.th/",
    country="th",
)
