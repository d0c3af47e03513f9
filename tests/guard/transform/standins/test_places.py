"""Places and organisations: invented, with the endings such names have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.standins import places
from guard.transform.standins.draw import Draw


def draw(value: str, attempt: int = 0) -> Draw:
    return Draw(b"k" * 32, "X", value, attempt)


@pytest.mark.parametrize(
    ("value", "shape"), [("Bonn", "[A-Z][a-z]{6,}"), ("NEW YORK", "[A-Z]{7,}"), ("bonn", "[a-z]{7,}")]
)
def test_town(value: str, shape: str):
    assert re.fullmatch(shape, places.town(value, draw(value)) or "")


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("Initech Ltd.", r"[A-Z][a-z]+ Ltd\."),
        ("Acme, Inc", r"[A-Z][a-z]+, Inc"),
        ("Nadir GmbH", r"[A-Z][a-z]+ GmbH"),
        ("Bonn Hospital", r"[A-Z][a-z]+ Hospital"),
        ("Acme", r"[A-Z][a-z]+"),
        ("Bank of Bonn", r"[A-Z][a-z]+"),
    ],
)
def test_organisation(value: str, shape: str):
    assert re.fullmatch(shape, places.organisation(value, draw(value)) or "")


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("12 Main Street", r"[1-9]\d [A-Z][a-z]+ [A-Z][a-z]+"),
        (
            "12 Main Street, Springfield, IL 62704",
            r"[1-9]\d [A-Z][a-z]+ [A-Z][a-z]+, [A-Z][a-z]+, [A-Z]{2} [1-9]\d{4}",
        ),
        ("Hauptstr. 5, 53111 Bonn", r"[A-Z][a-z]+ [A-Z][a-z]+ [1-9], [1-9]\d{4} [A-Z][a-z]+"),
        ("1 High Road , London N1 9GU", r"[1-9] [A-Z][a-z]+ [A-Z][a-z]+ , [A-Z][a-z]+ [A-Z]\d \d[A-Z]{2}"),
        ("Main Street", r"[A-Z][a-z]+ [A-Z][a-z]+"),
    ],
)
def test_address(value: str, shape: str):
    assert re.fullmatch(shape, places.address(value, draw(value)) or "")


@pytest.mark.parametrize("make", [places.town, places.organisation, places.address])
@pytest.mark.parametrize("value", ["", "Москва", "東京", "a\nb", "<b>"])
def test_other_scripts_and_lines_have_none(make: object, value: str):
    assert make(value, draw(value)) is None


@pytest.mark.parametrize("make", [places.town, places.organisation, places.address])
@given(value=st.text("aB1 ,.-&'", min_size=1, max_size=20))
def test_any_text_can_be_asked_for(make: object, value: str):
    made = make(value, draw(value))
    assert made == make(value, draw(value))
    assert made != make(value, draw(value, 1))
