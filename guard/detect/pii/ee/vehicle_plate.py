"""Estonian vehicle plate: two or three digits and three letters, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Estonia
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

EE_VEHICLE_PLATE = PatternDetector(
    "EE_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{2,3} ?[A-Z]{3}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "registreerimismärk",
        "registreerimismärgi",
        "numbrimärk",
        "autonumber",
        "reg. nr",
        "reg.number",
        "riiklik registreerimismärk",
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Estonia",
    country="ee",
    flags=regex.DOTALL | regex.MULTILINE,
)
