"""Thai vehicle plate: a digit, two consonants and up to four digits; without the first digit a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Thailand
"""

from guard.detect.patterns import Pattern, PatternDetector

TH_VEHICLE_PLATE = PatternDetector(
    "TH_VEHICLE_PLATE",
    [
        Pattern(r"(?<![ก-๙0-9A-Za-z_-])[1-9][ก-ฮ]{2}[ -]?[0-9]{1,4}(?![0-9A-Za-z_/-]|\.[0-9])", 0.45),
        Pattern(
            r"(?<![ก-๙0-9A-Za-z_-])[ก-ฮ]{2}[ -]?[0-9]{1,4}(?![0-9A-Za-z_/-]|\.[0-9])",
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
        "ทะเบียนรถ",
        "เลขทะเบียน",
        "ป้ายทะเบียน",
        "เลขทะเบียนรถ",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Thailand",
    country="th",
)
