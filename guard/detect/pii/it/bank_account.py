"""Italian bank account (BBAN): check letter CIN, bank ABI, branch CAB and account.

https://en.wikipedia.org/wiki/International_Bank_Account_Number
"""

from guard.detect.patterns import Pattern, PatternDetector

# What a sign at an odd place counts; at an even place it counts its place in the alphabet.
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def _valid(value: str) -> bool:
    if not value.isascii():  # a pattern without case also takes letters such as the sign for kelvin
        return False
    letter, *rest = list(value.replace(" ", "").replace("-", "").upper())
    places = [int(sign) if sign.isdigit() else ord(sign) - ord("A") for sign in rest]
    total = sum(place if at % 2 else _ODD[place] for at, place in enumerate(places))
    return ord(letter) - ord("A") == total % len(_ODD)


IT_BANK_ACCOUNT = PatternDetector(
    "IT_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w./+-])[A-Z][ -][0-9]{5}[ -][0-9]{5}[ -][0-9A-Z]{12}(?![\w-]|[.,][0-9])", 0.4, valid=0.95
        ),
        Pattern(r"(?<![\w./+-])[A-Z][0-9]{10}[0-9A-Z]{12}(?![\w-]|[.,][0-9])", 0.2, valid=0.75),
    ],
    context=(
        "bban",
        "cin",
        "abi",
        "cab",
        "coordinate bancarie",
        "conto corrente",
        "conto bancario",
        "bank account",
    ),
    validate=_valid,
    checks="mod 26 letter",
    source="https://en.wikipedia.org/wiki/International_Bank_Account_Number",
    country="it",
)
