"""Luxembourg national number (matricule): date of birth, serial, a Luhn digit and a Verhoeff digit.

https://learn.microsoft.com/en-us/purview/sit-defn-luxemburg-national-identification-number-natural-persons
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_DAY = r" ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12][0-9]|3[01])"
_BARE = rf"(?<![\w./+-])(?:1[89][0-9]|200)[0-9]{_DAY}[0-9]{{5}}(?![\w-]|[.,][0-9])"
_YOUNG = rf"(?<![\w./+-])20[1-9][0-9]{_DAY}[0-9]{{5}}(?![\w-]|[.,][0-9])"
_SPACED = rf"(?<![\w./+-])(?:18|19|20)[0-9]{{2}}{_DAY} [0-9]{{3}} ?[0-9]{{2}}(?![\w-]|[.,][0-9])"
_luhn, _verhoeff = stdnum("luhn"), stdnum("verhoeff")


def _valid(value: str) -> bool:
    number = value.replace(" ", "")
    return _luhn(number[:12]) and _verhoeff(number[:11] + number[12])


LU_NATIONAL_ID = PatternDetector(
    "LU_NATIONAL_ID",
    [
        Pattern(_BARE, 0.1, valid=0.6),
        # Order numbers begin with a date of now, and one in a hundred passes.
        Pattern(_YOUNG, 0.05, valid=0.35),
        Pattern(_SPACED, 0.3, valid=0.9),
    ],
    context=(
        "matricule",
        "numéro d'identification national",
        "cns",
        "ccss",
        "sécurité sociale",
        "matrikel",
        "sozialversicherungsnummer",
        "national identification number",
    ),
    validate=_valid,
    checks="date, Luhn and Verhoeff",
    source="https://learn.microsoft.com/en-us/purview/sit-defn-luxemburg-national-identification-number-natural-persons",
    country="lu",
)
