"""Bulgarian vehicle plate: one or two letters, four digits and two letters; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Bulgaria
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

_LETTER = "[ABCEHKMOPTXYАВСЕНКМОРТХУ]"  # those that Latin and Cyrillic share

BG_VEHICLE_PLATE = PatternDetector(
    "BG_VEHICLE_PLATE",
    [
        Pattern(
            rf"(?<![\w./-]){_LETTER}{{1,2}}[0-9]{{4}}{_LETTER}{{2}}(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
        # With spaces, words and numbers look the same in small letters.
        Pattern(
            rf"(?<![\w./-])(?-i:{_LETTER}{{1,2}}[ -]?[0-9]{{4}}[ -]?{_LETTER}{{2}})(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=("рег. №", "рег. номер", "регистрационен номер", "номер на мпс", "reg. nomer"),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Bulgaria",
    country="bg",
)
