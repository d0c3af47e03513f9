"""Numbers: their checksums hold, and nobody can have them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.us import ssn

from guard.transform.standins import numbers
from guard.transform.standins.draw import Draw


def draw(value: str, attempt: int = 0) -> Draw:
    return Draw(b"k" * 32, "X", value, attempt)


@pytest.mark.parametrize(
    ("value", "start"),
    [
        ("4111 1111 1111 1111", "4000 00"),
        ("5555-5555-5555-4444", "5555-55"),
        ("378282246310005", "378282"),
        ("3782-822463-10005", "3782-82"),
        ("6011111111111117", "601111"),
        ("3530111333300000", "353011"),
        ("30569309025904", "305693"),
        ("2223003122003222", "222300"),
    ],
)
@pytest.mark.parametrize("attempt", range(3))
def test_a_card_is_of_a_test_range_and_valid(value: str, start: str, attempt: int):
    made = numbers.card(value, draw(value, attempt)) or ""
    assert made.startswith(start)
    assert luhn.is_valid(re.sub("[- ]", "", made))
    assert [sign for sign in made if not sign.isdigit()] == [sign for sign in value if not sign.isdigit()]
    assert made != value


@pytest.mark.parametrize("value", ["078-05-1120", "078051120", "078 05 1120", "078.05.1120"])
@pytest.mark.parametrize("attempt", range(5))
def test_a_social_security_number_is_none_that_is_issued(value: str, attempt: int):
    made = numbers.ssn(value, draw(value, attempt)) or ""
    digits = re.sub(r"\D", "", made)
    assert re.sub(r"\d", "9", made) == re.sub(r"\d", "9", value)
    assert not ssn.is_valid(digits)
    assert digits[0] == "9"
    assert 1 <= int(digits[3:5]) <= 49
    assert digits[5:] != "0000"


@pytest.mark.parametrize(
    "value",
    [
        "NL91 ABNA 0417 1643 00",
        "DE89370400440532013000",
        "gb29nwbk60161331926819",
        "FR14 2004 1010 0505 0001 3M02 606",
    ],
)
@pytest.mark.parametrize("attempt", range(3))
def test_an_iban_is_valid_and_of_no_bank(value: str, attempt: int):
    made = numbers.iban(value, draw(value, attempt)) or ""
    compact = iban.compact(made)
    assert iban.validate(compact, check_country=False)
    assert compact[:2] == value[:2].upper()
    assert compact[4:6] in ("XX", "00")
    assert [at for at, sign in enumerate(made) if sign == " "] == [
        at for at, sign in enumerate(value) if sign == " "
    ]
    assert made.islower() == value.islower()
    assert made != value


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (numbers.card, "4111"),
        (numbers.card, ""),
        (numbers.card, "4" * 20),
        (numbers.card, "４１１１１１１１１１１１１１１１"),
        (numbers.ssn, "078-051120"),
        (numbers.ssn, "78-05-1120"),
        (numbers.ssn, "０78-05-1120"),
        (numbers.iban, "NL91"),
        (numbers.iban, "91NL ABNA 0417 1643 00"),
        (numbers.iban, "NL９1ABNA0417164300"),
        (numbers.iban, ""),
    ],
)
def test_what_is_something_else_has_none(make: object, value: str):
    assert make(value, draw(value)) is None


@pytest.mark.parametrize("make", [numbers.card, numbers.ssn, numbers.iban])
@given(value=st.text("NLnl0123456789 -.é٣", max_size=24))
def test_any_text_can_be_asked_for(make: object, value: str):
    made = make(value, draw(value))
    assert made is None or len(made) == len(value)
