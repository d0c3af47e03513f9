"""Australian vehicle plate: five or six letters and digits by state, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Australia
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_STATES = "[A-Z]{3}[ -]?[0-9]{2}[0-9A-Z]|[A-Z]{2}[ -]?[0-9]{2}[ -]?[A-Z]{2}|[0-9]{3}[ -]?[A-Z]{2}[0-9A-Z]"
_NEW = "[0-9][A-Z]{2}[ -]?[0-9][A-Z]{2}|[0-9][A-Z]{3}[ -]?[0-9]{3}|S[0-9]{3}[ -]?[A-Z]{3}"
_PLATE = rf"(?<![\w/+-])(?:{_STATES}|{_NEW})(?![\w/-]|\.[0-9])"

AU_VEHICLE_PLATE = PatternDetector(
    "AU_VEHICLE_PLATE",
    [
        Pattern(_PLATE, 0.35, needs_context=True),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "rego",
        "rego number",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Australia",
    country="au",
    flags=regex.DOTALL | regex.MULTILINE,
)
