"""Malaysian vehicle plate: up to three letters, up to four digits and perhaps a letter; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Malaysia
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

MY_VEHICLE_PLATE = PatternDetector(
    "MY_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[A-HJ-NP-Y][A-Y]{0,2} ?[1-9][0-9]{1,3}(?: ?[A-HJ-NP-Y])?(?![\w/-]|\.[0-9])",
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
        "car plate",
        "no plat",
        "nombor plat",
        "nombor pendaftaran kenderaan",
        "no. kenderaan",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Malaysia",
    country="my",
    flags=regex.DOTALL | regex.MULTILINE,
)
