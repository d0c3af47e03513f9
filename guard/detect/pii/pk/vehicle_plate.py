"""Pakistani vehicle plate: two or three letters, digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Pakistan
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

PK_VEHICLE_PLATE = PatternDetector(
    "PK_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{2,3}[ -](?:[0-9]{2}[ -])?[0-9]{1,4}(?![\w/-]|\.[0-9])",
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
        "car number",
        "vehicle no",
        "گاڑی نمبر",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Pakistan",
    country="pk",
    flags=regex.DOTALL | regex.MULTILINE,
)
