"""Singaporean vehicle plate: up to three letters, up to four digits and a check letter.

https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Singapore
"""

from operator import mul

import regex

from guard.detect.patterns import Pattern, PatternDetector

_LETTERS = "AZYXUTSRPMLKJHGEDCB"
_WEIGHTS = (9, 4, 5, 4, 3, 2)


def _valid(value: str) -> bool:
    signs = value.replace(" ", "")
    letters = signs[:-1].rstrip("0123456789")
    digits = signs[len(letters) : -1].zfill(4)
    # The last two letters count from A = 1.
    values = [*(ord(letter) - 64 for letter in letters[-2:].rjust(2, "@")), *map(int, digits)]
    return _LETTERS[sum(map(mul, _WEIGHTS, values)) % 19] == signs[-1]


SG_VEHICLE_PLATE = PatternDetector(
    "SG_VEHICLE_PLATE",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)S[A-HJ-NP-Z]{2} ?[1-9][0-9]{2,3} ?[A-EGHJ-MPR-UXYZ](?![\w/-]|\.[0-9])",
            0.1,
            valid=0.55,
        ),
        # Other plates look like part numbers, so a word must support them.
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[SEFGPQTWXY][A-HJ-NP-Z]{0,2} ?[1-9][0-9]{0,3} ?[A-EGHJ-MPR-UXYZ](?![\w/-]|\.[0-9])",
            0.05,
            valid=0.3,
        ),
    ],
    context=(
        "license plate",
        "licence plate",
        "number plate",
        "plate number",
        "vehicle registration",
        "registration plate",
        "car plate",
        "vehicle number",
        "vehicle no",
    ),
    validate=_valid,
    checks="mod 19",
    source="https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_Singapore",
    country="sg",
    flags=regex.DOTALL | regex.MULTILINE,
)
