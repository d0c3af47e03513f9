"""Shapes: letters stay letters, digits stay digits, the rest stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.standins.draw import Draw
from guard.transform.standins.shape import filled, hexadecimal, only_digits, same_digits, same_shape

DRAW = (b"k" * 32, "A", "v")


def shape(value: str) -> str:
    return re.sub("[0-9]", "9", re.sub("[a-z]", "a", re.sub("[A-Z]", "A", value)))


@given(st.text(st.characters(max_codepoint=127), max_size=30))
def test_the_shape_stays(value: str):
    made = same_shape(value, Draw(*DRAW))
    if made is None:
        assert not any(sign.isalnum() for sign in value)
    else:
        assert shape(made) == shape(value)
        assert made == same_shape(value, Draw(*DRAW))


@pytest.mark.parametrize("value", ["", " -./", "é", "Zoë 12", "１２", "Иван", "王"])
def test_what_is_not_ascii_has_no_shape(value: str):
    assert same_shape(value, Draw(*DRAW)) is None


@pytest.mark.parametrize("attempt", range(40))
def test_numbers_keep_their_length(attempt: int):
    made = same_shape("07-10 x100", Draw(b"k", "A", "v", attempt)) or ""
    assert made[0] == "0"
    assert made[3] != "0"
    assert made[7] != "0"


def test_only_digits_change():
    made = same_digits("34 years old, born 1990", Draw(*DRAW)) or ""
    assert re.fullmatch(r"[1-9]\d years old, born [1-9]\d{3}", made)
    assert made != "34 years old, born 1990"
    for value in ("", "old", "é", "٣"):
        assert same_digits(value, Draw(*DRAW)) is None


def test_digits_are_filled_in_order():
    assert filled("+1 (415) x", "2345") == "+2 (345) x"
    assert filled("no digits", "") == "no digits"
    assert only_digits("+1 (415) ٣x") == "1415"
    assert only_digits("x") == ""


@pytest.mark.parametrize("value", ["1a-FF", "1A-FF", "1a-ff", "12"])
def test_hexadecimal_keeps_case(value: str):
    made = hexadecimal(value, Draw(*DRAW))
    assert re.fullmatch("[0-9a-fA-F]+(-[0-9a-fA-F]+)?", made)
    assert len(made) == len(value)
    assert made == (made.upper() if value == value.upper() else made.lower())
