"""Dates: moved, and written as they were."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.standins.dates import date
from guard.transform.standins.draw import Draw


def draw(value: str, attempt: int = 0) -> Draw:
    return Draw(b"k" * 32, "DATE_TIME", value, attempt)


@pytest.mark.parametrize(
    ("value", "notation"),
    [
        ("1980-03-12", "%Y-%m-%d"),
        ("1980/03/12", "%Y/%m/%d"),
        ("12.03.1980", "%d.%m.%Y"),
        ("23/03/1980", "%d/%m/%Y"),
        ("03/23/1980", "%m/%d/%Y"),
        ("23-03-80", "%d-%m-%y"),
        ("12 March 1980", "%d %B %Y"),
        ("12 MAR 1980", "%d %b %Y"),
        ("12-Mar-1980", "%d-%b-%Y"),
        ("March 12, 1980", "%B %d, %Y"),
        ("mar. 12 1980", "%b. %d %Y"),
    ],
)
@pytest.mark.parametrize("attempt", range(4))
def test_a_date_is_moved_in_its_notation(value: str, notation: str, attempt: int):
    made = date(value, draw(value, attempt)) or ""
    before, after = (dt.datetime.strptime(each, notation).replace(tzinfo=dt.UTC) for each in (value, made))
    assert 30 <= abs((after - before).days) <= 4 * 365
    assert re.sub("[a-z]+", "a", re.sub("[A-Z]+", "A", re.sub(r"\d+", "9", made))) == re.sub(
        "[a-z]+", "a", re.sub("[A-Z]+", "A", re.sub(r"\d+", "9", value))
    )


@pytest.mark.parametrize("attempt", range(30))
def test_what_could_be_day_or_month_still_could(attempt: int):
    first, second, _ = map(int, (date("3/4/1980", draw("x", attempt)) or "").split("/"))
    assert max(first, second) <= 12


@pytest.mark.parametrize("attempt", range(30))
def test_ordinals_fit_their_day(attempt: int):
    made = date("March 3rd, 1980", draw("x", attempt)) or ""
    assert re.fullmatch(
        r"[A-Z][a-z]+ (1st|2nd|3rd|21st|22nd|23rd|31st|(1[0-9]|20|2[4-9]|30|[4-9])th), 19\d\d", made
    )
    other = date("the 3rd of March 1980".removeprefix("the "), draw("x", attempt)) or ""
    assert re.fullmatch(r"\d+(st|nd|rd|th) of [A-Z][a-z]+ 19\d\d", other)


@pytest.mark.parametrize(
    ("value", "shape"), [("1.2.1980", r"\d\d?\.\d\d?\.19\d\d"), ("01.02.1980", r"\d\d\.\d\d\.19\d\d")]
)
@pytest.mark.parametrize("attempt", range(10))
def test_leading_zeros_stay_as_they_are(value: str, shape: str, attempt: int):
    made = date(value, draw(value, attempt)) or ""
    assert re.fullmatch(shape, made)
    assert ("0" in (made[0], made[made.index(".") + 1])) <= value.startswith("0")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "monday",
        "1980-13-12",
        "31.02.1980",
        "1980-03/12",
        "12 Mars 1980",
        "12 March",
        "0001-01-01",
        "1005-01-01",
        "9999-12-31",
        "123.1.80",
        "1980-03-123",
        "1-2-345",
        "١٢.٠٣.١٩٨٠",
        "Marchember 3, 1980",
    ],
)
def test_what_is_not_understood_has_none(value: str):
    assert date(value, draw(value)) is None


@given(
    st.dates(dt.date(1010, 1, 1), dt.date(8990, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"]),
)
def test_every_date_can_be_moved(day: dt.date, notation: str):
    value = f"{day:{notation}}".replace(f"{day:%Y}", f"{day.year:04}")
    made = date(value, draw(value)) or ""
    assert made != value
    assert len(made) == len(value)


@given(st.text("0123456789./- marchjune,", max_size=18))
def test_any_text_can_be_asked_for(value: str):
    made = date(value, draw(value))
    assert made is None or made != value
