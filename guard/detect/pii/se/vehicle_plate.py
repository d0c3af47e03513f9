"""Swedish vehicle plate: three letters, two digits and a digit or letter, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Sweden
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

SE_VEHICLE_PLATE = PatternDetector(
    "SE_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-HJ-PR-UW-Z]{3} ?[0-9]{2}[0-9A-HJ-NPR-UW-Z](?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "registreringsnummer",
        "regnr",
        "reg.nr",
        "registreringsskylt",
        "bilnummer",
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Sweden",
    country="se",
    flags=regex.DOTALL | regex.MULTILINE,
)
