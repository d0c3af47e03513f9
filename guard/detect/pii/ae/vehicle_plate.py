"""Emirati vehicle plate: the emirate, a code and up to five digits.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_United_Arab_Emirates
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_EMIRATES = (
    "Dubai|Abu Dhabi|Sharjah|Ajman|Fujairah|Ras Al Khaimah|RAK|Umm Al Quwain|UAQ|دبي|أبوظبي|الشارقة|عجمان"
)
_WITH_CODE = rf"(?<!\w)(?:{_EMIRATES})[ -][A-Z]{{1,2}}[ -]?[0-9]{{3,5}}(?![\w-]|\.[0-9])"
_PLATE = rf"(?<!\w)(?:{_EMIRATES})[ -](?:[A-Z]{{1,2}}|[0-9]{{1,2}})[ -]?[0-9]{{1,5}}(?![\w-]|\.[0-9])"

AE_VEHICLE_PLATE = PatternDetector(
    "AE_VEHICLE_PLATE",
    [
        Pattern(_WITH_CODE, 0.45),
        Pattern(_PLATE, 0.35, needs_context=True),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "plate",
        "car plate",
        "لوحة",
        "رقم اللوحة",
        "رقم لوحة",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_United_Arab_Emirates",
    country="ae",
    flags=regex.DOTALL | regex.MULTILINE,
)
