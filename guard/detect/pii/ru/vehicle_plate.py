"""Russian vehicle plate: a letter, three digits, two letters and the region.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Russia
"""

# letters that look alike are meant as they stand

from guard.detect.patterns import Pattern, PatternDetector

_CYRILLIC = "[АВЕКМНОРСТУХ]"
_LATIN = "[ABEKMHOPCTYX]"
_REGION = r"[0-9]{2,3}(?: ?rus)?(?![\w-]|\.\w|/[0-9])"

RU_VEHICLE_PLATE = PatternDetector(
    "RU_VEHICLE_PLATE",
    [
        # With spaces, words and numbers look the same in small letters.
        Pattern(rf"(?<![\w./-])(?-i:{_CYRILLIC} ?[0-9]{{3}} ?{_CYRILLIC}{{2}}) ?{_REGION}", 0.6),
        Pattern(rf"(?<![\w./-]){_CYRILLIC}[0-9]{{3}}{_CYRILLIC}{{2}} ?{_REGION}", 0.6),
        # In Latin letters it looks like an article number.
        Pattern(rf"(?<![\w./-]){_LATIN}[0-9]{{3}}{_LATIN}{{2}}{_REGION}", 0.35, needs_context=True),
        Pattern(
            rf"(?<![\w./-])(?-i:{_LATIN} ?[0-9]{{3}} ?{_LATIN}{{2}}) ?{_REGION}", 0.35, needs_context=True
        ),
    ],
    context=(
        "госномер",
        "гос. номер",
        "государственный номер",
        "регистрационный знак",
        "номер автомобиля",
        "номер машины",
        "gosnomer",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Russia",
    country="ru",
)
