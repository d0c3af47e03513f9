"""Austrian company register number (Firmenbuch): up to six digits and a mod 17 letter.

https://justizonline.gv.at/
"""

from guard.detect.patterns import Pattern, PatternDetector

_LETTERS = "abdfghikmpstvwxyz"
_WEIGHTS = (6, 4, 14, 15, 10, 1)


def _valid(value: str) -> bool:
    digits = "".join(sign for sign in value if sign.isdigit()).zfill(len(_WEIGHTS))
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return value[-1].lower() == _LETTERS[total % len(_LETTERS)]


AT_COMPANY_REGISTER = PatternDetector(
    "AT_COMPANY_REGISTER",
    [
        Pattern(r"(?<![\w./+-])FN ?[0-9]{3,6} ?[a-z](?![\w-]|[.,][0-9])", 0.4, valid=0.95),
        Pattern(r"(?<![\w./+-])[0-9]{5,6} ?[a-z](?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "firmenbuch",
        "firmenbuchnummer",
        "fn",
        "fb nr",
        "company register",
    ),
    validate=_valid,
    checks="mod 17 letter",
    source="https://justizonline.gv.at/",
    country="at",
)
