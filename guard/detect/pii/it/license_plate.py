"""Italian vehicle plate: two letters, three digits, two letters; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Italy
"""

from guard.detect.patterns import Pattern, PatternDetector

IT_LICENSE_PLATE = PatternDetector(
    "IT_LICENSE_PLATE",
    [
        # The letters I, O, Q and U are not issued.
        Pattern(
            r"(?<![\w./+-])[A-HJ-NPR-TV-Z]{2}-?[0-9]{3}-?[A-HJ-NPR-TV-Z]{2}(?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        # In small letters two words around a number look the same.
        Pattern(
            r"(?<![\w./+-])(?-i:[A-HJ-NPR-TV-Z]{2} [0-9]{3} ?[A-HJ-NPR-TV-Z]{2})(?![\w-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "targa",
        "targato",
        "targata",
        "immatricolazione",
        "veicolo",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Italy",
    country="it",
)
