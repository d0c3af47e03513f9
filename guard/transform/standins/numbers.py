"""Numbers with a checksum that holds and an owner that cannot exist."""

import re

from guard.transform.standins.draw import Draw
from guard.transform.standins.shape import filled, only_digits, same_shape

# The beginnings of card numbers that payment providers document for tests.
_TEST_CARDS = (
    ("34", "378282"),
    ("37", "378282"),
    ("35", "353011"),
    ("30", "305693"),
    ("36", "305693"),
    ("38", "305693"),
    ("6", "601111"),
    ("5", "555555"),
    ("2", "222300"),
    ("", "400000"),
)
_CARD_DIGITS = range(12, 20)
_SSN = re.compile(r"(?a)\d{3}([- .]?)\d{2}\1\d{4}")
_IBAN = re.compile(r"[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{10,30}")


def card(value: str, draw: Draw) -> str | None:
    """Give a number of a test range of the same scheme, with a valid check digit."""
    from stdnum import luhn  # noqa: PLC0415 - for those who use stand-ins

    digits = only_digits(value)
    if len(digits) not in _CARD_DIGITS:
        return None
    start = next(test for prefix, test in _TEST_CARDS if digits.startswith(prefix))
    body = start + draw.digits(len(digits) - len(start) - 1)
    return filled(value, body + luhn.calc_check_digit(body))


def ssn(value: str, draw: Draw) -> str | None:
    """Give a number that is issued neither as an SSN (areas from 900) nor as an ITIN (groups to 49)."""
    if not _SSN.fullmatch(value):
        return None
    return filled(value, f"9{draw.digits(2)}{1 + draw.below(49):02}{1 + draw.below(9999):04}")


def iban(value: str, draw: Draw) -> str | None:
    """Give an account of the same country at a bank that does not exist, with valid check digits.

    No bank's code begins with XX or with 00: what a country checks inside the account number may not hold.
    """
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415 - for those who use stand-ins

    compact = "".join(sign for sign in value if sign.isalnum())
    if not _IBAN.fullmatch(compact):
        return None
    country, account = compact[:2].upper(), compact[4:].upper()
    made = same_shape(account, draw) or account
    bank = "".join("X" if sign.isalpha() else "0" for sign in made[:2])
    made = bank + made[len(bank) :]
    check = mod_97_10.calc_check_digits(made + country)
    signs = iter(country + check + made)
    spaced = "".join(next(signs) if sign.isalnum() else sign for sign in value)
    return spaced.lower() if value.islower() else spaced
