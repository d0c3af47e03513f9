"""Taiwanese vehicle plate: three letters and four digits or an older form, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Taiwan
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

TW_VEHICLE_PLATE = PatternDetector(
    "TW_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[A-Z]{3}-[0-9]{3,4}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)(?:[A-Z0-9]{2}-[0-9]{4}|[0-9]{4}-[A-Z0-9]{2})(?![0-9A-Za-z_/-]|\.[0-9])",
            0.3,
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
        "車牌",
        "車牌號碼",
        "車號",
        "牌照號碼",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Taiwan",
    country="tw",
    flags=regex.DOTALL | regex.MULTILINE,
)
