"""Romanian vehicle plate: a county, two or three digits and three letters; it counts with a word.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Romania
"""

from guard.detect.patterns import Pattern, PatternDetector

_COUNTY = "A[BGR]|B[CHNRTVZ]?|C[JLSTV]|D[BJ]|G[JLR]|H[DR]|I[FLS]|M[HMS]|NT|OT|PH|S[BJMV]|T[LMR]|V[LNS]"

RO_VEHICLE_PLATE = PatternDetector(
    "RO_VEHICLE_PLATE",
    [
        Pattern(
            rf"(?<![\w./-])(?:(?:{_COUNTY})-?[0-9]{{2,3}}-?[A-Z]{{3}}|(?-i:(?:{_COUNTY}) ?[0-9]{{2,3}} ?[A-Z]{{3}}))(?![\w-]|\.\w|/[0-9])",
            0.4,
            needs_context=True,
        ),
    ],
    context=(
        "număr de înmatriculare",
        "numar de inmatriculare",
        "nr. înmatriculare",
        "nr inmatriculare",
        "înmatriculat",
        "înmatriculare",
        "plăcuţă",
    ),
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Romania",
    country="ro",
)
