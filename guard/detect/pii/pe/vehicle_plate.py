"""Peruvian vehicle plate: three signs and three digits; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Peru
"""

from guard.detect.patterns import Pattern, PatternDetector

PE_VEHICLE_PLATE = PatternDetector(
    "PE_VEHICLE_PLATE",
    [
        Pattern(r"(?<![\w./-])[A-Z][0-9A-Z]{2}[ -]?[0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("placa de rodaje", "placa del vehículo", "vehículo de placa", "auto de placa", "placa del auto"),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Peru",
    country="pe",
)
