"""Israeli vehicle plate: seven or eight digits, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Israel
"""

from guard.detect.patterns import Pattern, PatternDetector

IL_VEHICLE_PLATE = PatternDetector(
    "IL_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)(?:[0-9]{2}-[0-9]{3}-[0-9]{2}|[0-9]{3}-[0-9]{2}-[0-9]{3})(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7,8}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "car number",
        "מספר רכב",
        "מספר רישוי",
        "לוחית רישוי",
        "רכב מספר",
        "מס' רכב",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Israel",
    country="il",
)
