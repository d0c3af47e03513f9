"""American license plate: three to eight letters and digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_United_States
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

US_VEHICLE_PLATE = PatternDetector(
    "US_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-Z]{1,3}[ -]?[0-9]{3,5}[A-Z]{0,2}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{1,3}[ -]?[A-Z]{1,3}[ -]?[0-9]{0,4}(?![\w/-]|[.,][0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "license plate",
        "license plate number",
        "licence plate",
        "plate number",
        "plate no",
        "tag number",
        "vehicle plate",
        "plates",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_United_States",
    country="us",
    flags=regex.DOTALL | regex.MULTILINE,
)
