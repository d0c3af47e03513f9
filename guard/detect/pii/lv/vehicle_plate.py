"""Latvian vehicle plate: two letters, a hyphen and up to four digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Latvia
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

LV_VEHICLE_PLATE = PatternDetector(
    "LV_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-Z]{2}[- ]?[1-9][0-9]{0,3}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "numura zīme",
        "numurzīme",
        "numura zīmi",
        "reģistrācijas numurs",
        "valsts numurs",
        "auto numurs",
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Latvia",
    country="lv",
    flags=regex.DOTALL | regex.MULTILINE,
)
