"""Finnish vehicle plate: two or three letters, a hyphen and up to three digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Finland
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

FI_VEHICLE_PLATE = PatternDetector(
    "FI_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-ZÅÄÖ]{2,3}[- ][1-9][0-9]{0,2}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "rekisterinumero",
        "rekisteritunnus",
        "rekisterikilpi",
        "rekkari",
        "rekkarinumero",
        "registreringsnummer",
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Finland",
    country="fi",
    flags=regex.DOTALL | regex.MULTILINE,
)
