"""Norwegian vehicle plate: two letters and four or five digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Norway
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

NO_VEHICLE_PLATE = PatternDetector(
    "NO_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-Z]{2} ?[0-9]{4,5}(?![\w/-]|[ .,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "registreringsnummer",
        "bilskilt",
        "skiltnummer",
        "kjennemerke",
        "regnr",
        "reg.nr",
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Norway",
    country="no",
    flags=regex.DOTALL | regex.MULTILINE,
)
