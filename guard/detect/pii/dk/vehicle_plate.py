"""Danish vehicle plate: two letters and five digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Denmark
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

DK_VEHICLE_PLATE = PatternDetector(
    "DK_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-ZÆØÅ]{2} ?[0-9]{2} ?[0-9]{3}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "nummerplade",
        "registreringsnummer",
        "reg.nr",
        "indregistreringsnummer",
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Denmark",
    country="dk",
    flags=regex.DOTALL | regex.MULTILINE,
)
