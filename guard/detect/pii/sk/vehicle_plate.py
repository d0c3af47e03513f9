"""Slovak vehicle plate (EČV): two letters, three digits and two letters; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Slovakia
"""

from guard.detect.patterns import Pattern, PatternDetector

SK_VEHICLE_PLATE = PatternDetector(
    "SK_VEHICLE_PLATE",
    [
        Pattern(r"(?<![\w./-])[A-Z]{2}-?[0-9]{3}[A-Z]{2}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
        # With spaces, words and numbers look the same in small letters.
        Pattern(
            r"(?<![\w./-])(?-i:[A-Z]{2}[ -]?[0-9]{3} ?[A-Z]{2})(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True
        ),
    ],
    context=(
        "ečv",
        "ecv",
        "evidenčné číslo vozidla",
        "evidencne cislo vozidla",
        "špz",
        "spz",
        "slovak plate",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Slovakia",
    country="sk",
)
