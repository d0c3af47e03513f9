"""Indian driving licence number: state, office, year and seven digits.

https://en.wikipedia.org/wiki/Driving_licence_in_India
"""

from guard.detect.patterns import Pattern, PatternDetector

_STATES = "A[NPRS]|B[RH]|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|N[L]|O[DR]|P[BY]|RJ|S[K]|T[GNRS]|U[AKP]|W[B]"
_YEAR = "(?:19[5-9]|20[0-4])[0-9]"
_LICENCE = rf"(?<![\w/+-])(?:{_STATES})[ -]?[0-9]{{2}}[ -]?{_YEAR}[ -]?[0-9]{{7}}(?![\w/-]|\.[0-9])"

IN_DRIVING_LICENCE = PatternDetector(
    "IN_DRIVING_LICENCE",
    [
        Pattern(_LICENCE, 0.5),
    ],
    context=(
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driver's licence",
        "driver's license",
        "dl no",
        "dl number",
        "d.l. no",
        "ड्राइविंग लाइसेंस",
    ),
    source="https://en.wikipedia.org/wiki/Driving_licence_in_India",
    country="in",
)
