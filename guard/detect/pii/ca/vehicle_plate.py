"""Canadian licence plate: letters and digits as the province sets them, so a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Canada
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

CA_VEHICLE_PLATE = PatternDetector(
    "CA_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-Z]{2,4}[ -]?[0-9]{3,4}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[A-Z]{2}[0-9] ?[0-9]{2}[A-Z](?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])(?:[A-Z][0-9]{2} ?[A-Z]{3}|[0-9]{3} ?[A-Z]{3})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "licence plate",
        "license plate",
        "plate number",
        "plate no",
        "plaque",
        "plaque d'immatriculation",
        "immatriculation",
        "numéro de plaque",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Canada",
    country="ca",
    flags=regex.DOTALL | regex.MULTILINE,
)
