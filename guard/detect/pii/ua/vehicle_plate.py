"""Ukrainian vehicle plate: two letters of the region, four digits and two letters.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Ukraine
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

_CYRILLIC = "[АВСЕНІКМОРТХ]"
_LATIN = "[ABCEHIKMOPTX]"

UA_VEHICLE_PLATE = PatternDetector(
    "UA_VEHICLE_PLATE",
    [
        # With spaces, words and numbers look the same in small letters.
        Pattern(
            rf"(?<![\w./-])(?-i:{_CYRILLIC}{{2}}[ -]?[0-9]{{4}}[ -]?{_CYRILLIC}{{2}})(?![\w-]|\.\w|/[0-9])",
            0.5,
        ),
        Pattern(rf"(?<![\w./-]){_CYRILLIC}{{2}}[0-9]{{4}}{_CYRILLIC}{{2}}(?![\w-]|\.\w|/[0-9])", 0.5),
        # In Latin letters it looks like an article number.
        Pattern(
            rf"(?<![\w./-])(?-i:{_LATIN}{{2}}[ -]?[0-9]{{4}}[ -]?{_LATIN}{{2}})(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            rf"(?<![\w./-]){_LATIN}{{2}}[0-9]{{4}}{_LATIN}{{2}}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "номерний знак",
        "держномер",
        "державний номер",
        "реєстраційний номер",
        "номер авто",
        "номер автомобіля",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Ukraine",
    country="ua",
)
