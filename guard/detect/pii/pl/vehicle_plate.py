"""Polish vehicle plate: two or three letters of the place, then digits and letters; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Poland
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

PL_VEHICLE_PLATE = PatternDetector(
    "PL_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w./-])[A-Z]{2,3}[ -]?(?=[0-9A-Z]{0,4}[0-9])[0-9A-Z]{4,5}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "nr rejestracyjny",
        "numer rejestracyjny",
        "tablica rejestracyjna",
        "tablice rejestracyjne",
        "nr rej",
        "rejestracja pojazdu",
    ),
    flags=regex.DOTALL | regex.MULTILINE,
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Poland",
    country="pl",
)
