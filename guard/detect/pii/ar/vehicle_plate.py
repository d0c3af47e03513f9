"""Argentine vehicle plate: AB 123 CD, or ABC 123 of old; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Argentina
"""

from guard.detect.patterns import Pattern, PatternDetector

AR_VEHICLE_PLATE = PatternDetector(
    "AR_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w./-])(?:[A-Z]{2}[0-9]{3}[A-Z]{2}|[A-Z]{3}-?[0-9]{3})(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
        # With spaces, words and numbers look the same in small letters.
        Pattern(
            r"(?<![\w./-])(?-i:[A-Z]{2} ?[0-9]{3} ?[A-Z]{2}|[A-Z]{3} [0-9]{3})(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=(
        "patente",
        "chapa patente",
        "patente del auto",
        "dominio automotor",
        "vehículo dominio",
        "auto dominio",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Argentina",
    country="ar",
)
