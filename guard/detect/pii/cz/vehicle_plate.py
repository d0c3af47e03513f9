"""Czech vehicle plate (SPZ): a digit, a letter of the region, a sign and four digits; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_Czech_Republic
"""

from guard.detect.patterns import Pattern, PatternDetector

CZ_VEHICLE_PLATE = PatternDetector(
    "CZ_VEHICLE_PLATE",
    [
        Pattern(r"(?<![\w./-])[0-9][A-Z][0-9A-Z][ -]?[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
        Pattern(r"(?<![\w./-])E[LV][0-9] ?[0-9]{2}[A-Z]{2}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
    ],
    context=(
        "spz",
        "rz vozidla",
        "registrační značka",
        "registrační značky",
        "registracni znacka",
        "czech plate",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_Czech_Republic",
    country="cz",
)
