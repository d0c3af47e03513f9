"""Chilean vehicle plate: four consonants and two digits, or two letters and four digits; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Chile
"""

from guard.detect.patterns import Pattern, PatternDetector

_CONSONANT = "[BCDFGHJKLPRSTVWXYZ]"

CL_VEHICLE_PLATE = PatternDetector(
    "CL_VEHICLE_PLATE",
    [
        Pattern(
            rf"(?<![\w./-]){_CONSONANT}{{2}}[ ·.-]?{_CONSONANT}{{2}}[ ·.-]?[0-9]{{2}}(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
        Pattern(r"(?<![\w./-])[A-Z]{2}[·.-]?[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        # With a space, a word and a year look the same in small letters.
        Pattern(r"(?<![\w./-])(?-i:[A-Z]{2}) [0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("patente", "placa patente", "ppu", "placa patente única", "patente única"),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Chile",
    country="cl",
)
