"""Lithuanian vehicle plate: three letters and three digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Lithuania
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

LT_VEHICLE_PLATE = PatternDetector(
    "LT_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-Z]{3} ?[0-9]{3}(?![\w/-]|[ .,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "valstybinis numeris",
        "valstybinį numerį",
        "valst. nr",
        "valst.nr",
        "automobilio numeris",
        "numerio ženklas",
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Lithuania",
    country="lt",
    flags=regex.DOTALL | regex.MULTILINE,
)
