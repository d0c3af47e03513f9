"""New Zealand vehicle plate: two or three letters and up to four digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_New_Zealand
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

NZ_VEHICLE_PLATE = PatternDetector(
    "NZ_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:[A-Z]{3} ?[0-9]{2,3}|[A-Z]{2} ?[0-9]{2,4})(?![\w/-]|\.[0-9])",
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
        "rego",
        "rego number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_New_Zealand",
    country="nz",
    flags=regex.DOTALL | regex.MULTILINE,
)
