"""Saudi vehicle plate: three letters and up to four digits; Latin letters need a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Saudi_Arabia
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

SA_VEHICLE_PLATE = PatternDetector(
    "SA_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:[\u0621-\u064A] ){3}[0-9\u0660-\u0669]{1,4}(?![\w/-]|\.[0-9])", 0.45
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[ABDEGHJKLNRSTUVXZ]{3} ?[0-9]{2,4}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2,4} ?[ABDEGHJKLNRSTUVXZ]{3}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "plate",
        "رقم اللوحة",
        "لوحة السيارة",
        "لوحة",
        "رقم لوحة",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Saudi_Arabia",
    country="sa",
    flags=regex.DOTALL | regex.MULTILINE,
)
