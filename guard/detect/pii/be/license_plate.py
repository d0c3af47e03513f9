"""Belgian vehicle plate: 1-ABC-123, or ABC-123 before 2010.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Belgium
"""

from guard.detect.patterns import Pattern, PatternDetector

BE_LICENSE_PLATE = PatternDetector(
    "BE_LICENSE_PLATE",
    [
        Pattern(r"(?<![\w./+-])[1-9]-[A-Z]{3}-[0-9]{3}(?![\w-]|[.,][0-9])", 0.4),
        Pattern(r"(?<![\w./+-])[1-9][A-Z]{3}[0-9]{3}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # In small letters two words around a number look the same.
        Pattern(r"(?<![\w./+-])(?-i:[1-9] [A-Z]{3} [0-9]{3})(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w./+-])(?-i:[A-Z]{3}[ -]?[0-9]{3})(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "nummerplaat",
        "kenteken",
        "plaque",
        "plaque d'immatriculation",
        "immatriculation",
        "kennzeichen",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Belgium",
    country="be",
)
