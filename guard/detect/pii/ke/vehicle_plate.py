"""Kenyan vehicle plate: K and two letters, three digits and a letter.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Kenya
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

KE_VEHICLE_PLATE = PatternDetector(
    "KE_VEHICLE_PLATE",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)K[A-HJ-NP-Z]{2} ?[0-9]{3}[A-HJ-NP-Z](?![\w/-]|\.[0-9])", 0.5),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)K[A-HJ-NP-Z]{2} ?[0-9]{3}(?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)KM[A-Z]{2} ?[0-9]{3}[A-Z](?![\w/-]|\.[0-9])", 0.5),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "reg no",
        "logbook",
        "gari",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Kenya",
    country="ke",
    flags=regex.DOTALL | regex.MULTILINE,
)
