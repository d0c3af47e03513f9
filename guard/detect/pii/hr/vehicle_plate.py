"""Croatian vehicle plate: a town, three or four digits and one or two letters; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Croatia
"""

from guard.detect.patterns import Pattern, PatternDetector

HR_VEHICLE_PLATE = PatternDetector(
    "HR_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w./-])[A-ZČŠŽ]{2}-?[0-9]{3,4}-?[A-Z]{1,2}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True
        ),
        # With spaces, words and numbers look the same in small letters.
        Pattern(
            r"(?<![\w./-])(?-i:[A-ZČŠŽ]{2} ?[0-9]{3,4}[ -]?[A-Z]{1,2})(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=(
        "registarska oznaka",
        "registarske oznake",
        "reg. oznaka",
        "registracija vozila",
        "registarska tablica",
        "registarske tablice",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Croatia",
    country="hr",
)
