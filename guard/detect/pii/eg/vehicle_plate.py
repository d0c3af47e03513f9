"""Egyptian vehicle plate: two or three Arabic letters apart and up to four digits.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Egypt
"""

from guard.detect.patterns import Pattern, PatternDetector

EG_VEHICLE_PLATE = PatternDetector(
    "EG_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:[\u0621-\u064A] ){2,3}[0-9\u0660-\u0669]{3,4}(?![\w/-]|\.[0-9])",
            0.45,
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9\u0660-\u0669]{1,4}(?: [\u0621-\u064A]){2,3}(?![\w/-]|\.[0-9])",
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
        "رقم السيارة",
        "لوحة السيارة",
        "لوحة رقم",
        "رقم اللوحة",
        "نمرة العربية",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Egypt",
    country="eg",
)
