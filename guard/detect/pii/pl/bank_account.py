"""Polish bank account (NRB): 26 digits, the Polish IBAN without its letters.

https://en.wikipedia.org/wiki/International_Bank_Account_Number
"""

from guard.detect.patterns import Pattern, PatternDetector

_BANK = (3, 9, 7, 1, 3, 9, 7, 1)
"""The weights of the eight digits of the bank, the last of which is a check digit."""


def _valid(number: str) -> bool:
    from stdnum import iban

    digits = "".join(digit for digit in number if digit.isdigit())
    bank = sum(weight * int(digit) for weight, digit in zip(_BANK, digits[2:10], strict=True))
    return iban.is_valid(f"PL{digits}") and bank % 10 == 0


PL_BANK_ACCOUNT = PatternDetector(
    "PL_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./-])[0-9]{2}(?: ?[0-9]{4}){6}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
        Pattern(r"(?<![\w./-])[0-9]{2}(?:-[0-9]{4}){6}(?![\w-]|\.\w|/[0-9])", 0.3, valid=1.0),
    ],
    context=(
        "nrb",
        "rachunek bankowy",
        "numer konta",
        "nr konta",
        "nr rachunku",
        "numer rachunku",
        "polish bank account",
    ),
    validate=_valid,
    checks="mod 97-10 and mod 10",
    default=True,
    source="https://en.wikipedia.org/wiki/International_Bank_Account_Number",
    country="pl",
)
