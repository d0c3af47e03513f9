"""Vietnamese vehicle plate: province, one or two characters, then five digits in 3.2, or four.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Vietnam
"""

from guard.detect.patterns import Pattern, PatternDetector

VN_VEHICLE_PLATE = PatternDetector(
    "VN_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9][A-Z][0-9A-Z]?-[0-9]{3}\.[0-9]{2}(?![\w/-]|\.[0-9])", 0.5
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9]-[A-Z][0-9A-Z][ -][0-9]{3}\.[0-9]{2}(?![\w/-]|\.[0-9])", 0.5
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[1-9][0-9]-?[A-Z][0-9A-Z]?[ -]?(?:[0-9]{4,5}|[0-9]{3}\.[0-9]{2})(?![\w/-]|\.[0-9])",
            0.3,
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
        "biển số",
        "biển số xe",
        "biển kiểm soát",
        "bien so",
        "bks",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Vietnam",
    country="vn",
)
