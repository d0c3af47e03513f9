"""French social security number (NIR): sex, month of birth, place, serial and a mod 97 key.

https://www.insee.fr/en/metadonnees/definition/c1409
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_DATE = r"[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2])"
_PLACE = r"(?:2[AB]|[0-9]{2}) ?[0-9]{3}"
_BEFORE, _AFTER = r"(?<![\w./+-])", r"(?![\w-]|[.,][0-9]| [0-9]{2}\b)"
_MONTH_KNOWN = rf"{_BEFORE}{_DATE} ?{_PLACE} ?[0-9]{{3}} ?[0-9]{{2}}{_AFTER}"
_MONTH_UNKNOWN = rf"{_BEFORE}[1-478] ?[0-9]{{2}} ?[0-9]{{2}} ?{_PLACE} ?[0-9]{{3}} ?[0-9]{{2}}{_AFTER}"
_NO_KEY = rf"{_BEFORE}{_DATE} ?{_PLACE} ?[0-9]{{3}}{_AFTER}"
_WITHOUT_KEY = 13
_with_key = stdnum("fr.nir")


def _valid(value: str) -> bool | None:
    number = value.replace(" ", "")
    return None if len(number) == _WITHOUT_KEY else _with_key(number)


FR_NIR = PatternDetector(
    "FR_NIR",
    [
        Pattern(_MONTH_KNOWN, 0.3),
        # Of an unknown month only the key is left to check, so a word must support the number.
        Pattern(_MONTH_UNKNOWN, 0.05, valid=0.3),
        # Without its key there is nothing to check.
        Pattern(_NO_KEY, 0.3, needs_context=True),
    ],
    context=(
        "nir",
        "numéro de sécurité sociale",
        "numero de securite sociale",
        "sécurité sociale",
        "securite sociale",
        "sécu",
        "carte vitale",
        "insee",
        "assuré social",
        "social security",
    ),
    validate=_valid,
    checks="mod 97 key",
    source="https://www.insee.fr/en/metadonnees/definition/c1409",
    country="fr",
    default=True,
)
