"""Telephone numbers: of the same country, written the same, and nobody's."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.standins.draw import Draw
from guard.transform.standins.phone import phone


def draw(value: str, attempt: int = 0) -> Draw:
    return Draw(b"k" * 32, "PHONE_NUMBER", value, attempt)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("+1 415 555 0132", r"\+1 \d{3} 555 01\d\d"),
        ("+1 (415) 555-0132", r"\+1 \(\d{3}\) 555-01\d\d"),
        ("(415) 555-0132", r"\(\d{3}\) 555-01\d\d"),
        ("1-415-555-0132", r"1-\d{3}-555-01\d\d"),
        ("4155550132", r"\d{3}55501\d\d"),
        ("415.555.0132 ext. 12", r"\d{3}\.555\.01\d\d ext\. \d\d"),
        ("+44 7700 900123", r"\+44 7700 900\d{3}"),
        ("07700 900123", r"07700 900\d{3}"),
        ("020 7946 0123", r"020 7946 0\d{3}"),
        ("+44 1632 960123", r"\+44 1632 960\d{3}"),
        ("+33 6 39 98 12 34", r"\+33 6 39 98 \d\d \d\d"),
        ("+33 1 99 00 12 34", r"\+33 1 99 00 \d\d \d\d"),
        ("+49 30 23125 123", r"\+49 30 23125 \d{3}"),
        ("+49 171 3920012", r"\+49 171 39200\d\d"),
        ("+61 2 5550 1234", r"\+61 2 5550 \d{4}"),
    ],
)
@pytest.mark.parametrize("attempt", range(3))
def test_a_number_of_the_range_that_is_kept_for_fiction(value: str, shape: str, attempt: int):
    assert re.fullmatch(shape, phone(value, draw(value, attempt)) or "")


@pytest.mark.parametrize(
    "value",
    [
        "+31 6 12345678",
        "+41 44 668 18 00",
        "+48 22 123 45 67",
        "+49 30 901820",
        "+81 3-1234-5678",
        "+39 312 345 6789",
    ],
)
@pytest.mark.parametrize("attempt", range(3))
def test_elsewhere_a_number_that_is_not_assigned(value: str, attempt: int):
    made = phone(value, draw(value, attempt)) or ""
    read = phonenumbers.parse(made)
    assert read.country_code == phonenumbers.parse(value).country_code
    assert not phonenumbers.is_valid_number(read)
    assert re.sub(r"\d", "9", made) == re.sub(r"\d", "9", value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "12",
        "+",
        "+999 12345678",
        "0612345678",
        "call me",
        "٠٦١٢٣٤٥٦٧٨",
        "1800FLOWERS",
        "+1 415 555 0132 Ann",
        "Ann +1 415 555 0132",
        "+1 415 ABC 0132",
        "+1",
    ],
)
def test_a_number_of_no_country_has_none(value: str):
    assert phone(value, draw(value)) is None


@pytest.mark.parametrize("attempt", range(6))
def test_where_nearly_all_numbers_are_assigned_there_is_an_unassigned_one_or_none(attempt: int):
    made = phone("+39 06 1234567", draw("x", attempt))
    assert made is None or not phonenumbers.is_valid_number(phonenumbers.parse(made))


@given(st.text("+()- 0123456789xext#", max_size=24))
def test_any_text_can_be_asked_for(value: str):
    made = phone(value, draw(value))
    assert made is None or re.sub(r"\d", "9", made) == re.sub(r"\d", "9", value)
