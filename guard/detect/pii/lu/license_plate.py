"""Luxembourg vehicle plate: two letters and four digits; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Luxembourg
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

LU_LICENSE_PLATE = PatternDetector(
    "LU_LICENSE_PLATE",
    [
        # In small letters it is a word and a year.
        Pattern(r"(?<![\w./+-])[A-Z]{1,2}[ -]?[0-9]{4}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "plaque",
        "immatriculation",
        "immatriculé",
        "immatriculée",
        "kennzeichen",
        "autosplack",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Luxembourg",
    country="lu",
    flags=regex.DOTALL | regex.MULTILINE,
)
