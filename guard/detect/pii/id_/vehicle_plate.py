"""Indonesian vehicle plate: one or two letters, up to four digits, up to three letters; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Indonesia
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

ID_VEHICLE_PLATE = PatternDetector(
    "ID_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{1,2} ?[1-9][0-9]{0,3} ?[A-Z]{1,3}(?![\w/-]|\.[0-9])",
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
        "plat nomor",
        "nopol",
        "nomor polisi",
        "no polisi",
        "no. pol",
        "pelat nomor",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Indonesia",
    country="id",
    flags=regex.DOTALL | regex.MULTILINE,
)
