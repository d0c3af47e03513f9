"""Colombian vehicle plate: three letters and three digits, or a letter last; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Colombia
"""

from guard.detect.patterns import Pattern, PatternDetector

CO_VEHICLE_PLATE = PatternDetector(
    "CO_VEHICLE_PLATE",
    [
        Pattern(r"(?<![\w./-])[A-Z]{3}[·-]?[0-9]{2}[0-9A-Z](?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])(?-i:[A-Z]{3} [0-9]{2}[0-9A-Z])(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "placa del vehículo",
        "placas del vehículo",
        "vehículo de placa",
        "vehículo placa",
        "carro de placa",
        "moto de placa",
        "placa del carro",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Colombia",
    country="co",
)
