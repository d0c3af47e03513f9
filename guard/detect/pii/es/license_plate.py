"""Spanish vehicle plate: four digits and three consonants, or M-1234-AB before 2000; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Spain
"""

from guard.detect.patterns import Pattern, PatternDetector

ES_LICENSE_PLATE = PatternDetector(
    "ES_LICENSE_PLATE",
    [
        Pattern(
            r"(?<![\w./+-])[0-9]{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}(?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w./+-])[A-Z]{1,3}-[0-9]{4}-[A-Z]{1,2}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "matrícula",
        "matricula",
        "placa",
        "vehículo",
        "vehiculo",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Spain",
    country="es",
)
