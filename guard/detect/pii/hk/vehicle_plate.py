"""Hong Kong vehicle plate: two letters and up to four digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Hong_Kong
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

HK_VEHICLE_PLATE = PatternDetector(
    "HK_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-HJ-NPR-Z]{2} ?[1-9][0-9]{1,3}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "car plate",
        "車牌",
        "車牌號碼",
        "登記號碼",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Hong_Kong",
    country="hk",
    flags=regex.DOTALL | regex.MULTILINE,
)
