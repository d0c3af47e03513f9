"""Brazilian vehicle plate: three letters, a digit, a letter or digit and two digits; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Brazil
"""

from guard.detect.patterns import Pattern, PatternDetector

BR_VEHICLE_PLATE = PatternDetector(
    "BR_VEHICLE_PLATE",
    [
        Pattern(r"(?<![\w./-])[A-Z]{3}[0-9][A-J][0-9]{2}(?![\w-]|\.\w|/[0-9])", 0.4, needs_context=True),
        Pattern(r"(?<![\w./-])[A-Z]{3}-?[0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w./-])(?-i:[A-Z]{3}) [0-9]{4}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "placa do veículo",
        "placa do carro",
        "placa da moto",
        "placa mercosul",
        "veículo de placa",
        "carro de placa",
        "emplacamento",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Brazil",
    country="br",
)
