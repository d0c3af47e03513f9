"""Swiss vehicle plate: canton and up to six digits; a word must support it.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Switzerland
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_CANTON = r"(?:A[GIR]|B[ELS]|FR|G[ELR]|JU|LU|N[EW]|OW|S[GHOZ]|T[GI]|UR|V[DS]|Z[GH])"
_PLATE = rf"(?<![\w./+-]){_CANTON}[ ·-]?[0-9]{{1,6}}(?![\w-]|[.,][0-9])"

CH_LICENSE_PLATE = PatternDetector(
    "CH_LICENSE_PLATE",
    [
        Pattern(_PLATE, 0.3, needs_context=True),
    ],
    context=(
        "kontrollschild",
        "kontrollschildnummer",
        "kennzeichen",
        "autonummer",
        "nummernschild",
        "plaque",
        "immatriculation",
        "targa",
        "license plate",
        "licence plate",
        "number plate",
        "registration plate",
        "vehicle registration",
        "car registration",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Switzerland",
    country="ch",
    flags=regex.DOTALL | regex.MULTILINE,
)
