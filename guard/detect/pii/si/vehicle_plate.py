"""Slovenian vehicle plate: a town and five signs in two groups; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Slovenia
"""

from guard.detect.patterns import Pattern, PatternDetector

_TOWN = "(?:CE|GO|KK|KP|KR|LJ|MB|MS|NM|PO|SG)"

SI_VEHICLE_PLATE = PatternDetector(
    "SI_VEHICLE_PLATE",
    [
        Pattern(
            rf"(?<![\w./-]){_TOWN}[ -](?=[0-9A-Z-]{{0,6}}[0-9])[0-9A-Z]{{2,3}}-[0-9A-Z]{{2,3}}(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=(
        "registrska oznaka",
        "registrske oznake",
        "registrska tablica",
        "registrsko oznako",
        "reg. oznaka",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Slovenia",
    country="si",
)
