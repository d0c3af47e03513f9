"""French vehicle plate: AB-123-CD, or 123 ABC 75 before 2009.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_France
"""

from guard.detect.patterns import Pattern, PatternDetector

FR_LICENSE_PLATE = PatternDetector(
    "FR_LICENSE_PLATE",
    [
        # The letters I, O and U are not issued.
        Pattern(r"(?<![\w./+-])[A-HJ-NP-TV-Z]{2}-[0-9]{3}-[A-HJ-NP-TV-Z]{2}(?![\w-]|[.,][0-9])", 0.4),
        Pattern(
            r"(?<![\w./+-])[A-HJ-NP-TV-Z]{2}[0-9]{3}[A-HJ-NP-TV-Z]{2}(?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        # In small letters two words around a number look the same.
        Pattern(
            r"(?<![\w./+-])(?-i:[A-HJ-NP-TV-Z]{2} [0-9]{3} [A-HJ-NP-TV-Z]{2})(?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w./+-])[0-9]{1,4}[ -]?(?-i:[A-HJ-NP-TV-Z]{2,3})[ -]?(?:2[AB]|97[1-6]|[0-9]{2})(?![\w-]|[.,][0-9])",
            0.3,
            needs_context=True,
        ),
    ],
    context=(
        "immatriculation",
        "immatriculé",
        "immatriculée",
        "plaque",
        "plaque d'immatriculation",
        "carte grise",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_France",
    country="fr",
)
