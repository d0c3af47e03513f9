"""Makers: one for each label that has a form of its own, and one for all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.detect import catalogue
from guard.transform.standins.draw import Draw
from guard.transform.standins.makers import MAKERS, make


def draw(value: str) -> Draw:
    return Draw(b"k" * 32, "X", value)


def test_every_maker_is_of_an_entity_there_is():
    assert set(MAKERS) <= set(catalogue.entities())


@pytest.mark.parametrize("label", ["NL_BSN", "words:staff", "MADE_UP"])
def test_a_label_without_a_maker_keeps_the_shape(label: str):
    made = make(label, "Ab-12", draw("x")) or ""
    assert [sign.isdigit() for sign in made] == [False, False, False, True, True]
    assert made[0].isupper()
    assert made[2] == "-"


@pytest.mark.parametrize(
    ("label", "value"), [("NL_BSN", "é"), ("PERSON", "王"), ("EMAIL_ADDRESS", "x"), ("AGE", "old")]
)
def test_not_everything_has_a_stand_in(label: str, value: str):
    assert make(label, value, draw(value)) is None


@given(st.sampled_from([*MAKERS, "NL_BSN"]), st.text(max_size=24))
def test_no_maker_raises(label: str, value: str):
    made = make(label, value, draw(value))
    assert made is None or made == make(label, value, draw(value))
