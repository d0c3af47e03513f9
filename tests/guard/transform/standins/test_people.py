"""Names: part by part, in the same case, and nobody's."""

import re

import pytest
from faker.providers.lorem.en_US import Provider as Words
from faker.providers.person.en_US import Provider as Names
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.standins import people
from guard.transform.standins.draw import Draw

KEY = b"k" * 32


def draw(value: str, attempt: int = 0) -> Draw:
    return Draw(KEY, "PERSON", value, attempt)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("Ann Lee", ("Ann", "Lee")),
        ("Ms Lee", ("Lee",)),
        ("Dr. Ann van der Lee, MD", ("Ann", "Lee")),
        ("J. Lee", ("Lee",)),
        ("J.R.R. Quill", ("Quill",)),
        ("Anne-Marie O'Quill", ("Anne", "Marie", "O'Quill")),
        ("LEE, ANN", ("LEE", "ANN")),
        ("ann lee", ("ann", "lee")),
        ("Zoë", ("Zoë",)),
        ("Иван", ("Иван",)),
        ("Ann Ann", ("Ann", "Ann")),
        ("Prof. Dr. Lee", ("Lee",)),
        ("Ann Lee Jr.", ("Ann", "Lee")),
        ("Ann de Lee", ("Ann", "Lee")),
        # The same letters where they are a name.
        ("Anh Do", ("Anh", "Do")),
        ("anh do", ("anh", "do")),
        ("Van Ray", ("Van", "Ray")),
        ("Ann Van Lee", ("Ann", "Van", "Lee")),
        ("Md Ray", ("Md", "Ray")),
        ("Al", ("Al",)),
        ("Mr", ("Mr",)),
        ("Ann Dr", ("Ann", "Dr")),
        ("Ann \u738b", ("Ann", "\u738b")),
    ],
)
def test_the_parts_of_a_name(value: str, parts: tuple[str, ...]):
    assert people.parts(value) == parts


@pytest.mark.parametrize(
    "value", ["", "J.", "Mr. J.", "Dr. J.", "Ann2", "ann@example.org", "Ann_Lee", "Ann\nLee", "-Ann"]
)
def test_what_is_no_name_has_no_parts(value: str):
    assert people.parts(value) == ()


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("Ann Lee", "A1 L2"),
        ("Dr. Ann van der Lee, MD", "Dr. A1 van der L2, MD"),
        ("J. Lee-Ann", "J. L2-A1"),
        ("Mr. J.", "Mr. J."),
    ],
)
def test_the_rest_of_a_name_stays(value: str, made: str):
    assert people.renamed(value, {"Ann": "A1", "Lee": "L2"}) == made


@pytest.mark.parametrize(
    ("part", "shape"), [("Lee", "Aa"), ("LEE", "AA"), ("lee", "aa"), ("McLee", "Aa"), ("Zoë", "Aa")]
)
def test_a_name_keeps_its_case(part: str, shape: str):
    made = people.name(part, draw(part)) or ""
    assert re.fullmatch({"Aa": "[A-Z][a-z]+", "AA": "[A-Z]+", "aa": "[a-z]+"}[shape], made)


@pytest.mark.parametrize("part", ["Иван", "王伟", "Ἀ", "a1"])
def test_other_scripts_have_no_names_here(part: str):
    assert people.name(part, draw(part)) is None


REAL = {name.lower() for names in (Names.first_names, Names.last_names, Words.word_list) for name in names}


def test_an_invented_name_is_no_real_one_and_no_word():
    made = {people.blend(part, draw(part, at)) for part in ("ann", "john", "lee") for at in range(400)}
    assert len(made) > 1000
    assert not made & REAL
    assert all(re.fullmatch("[a-z]{5,12}", name) for name in made)


def test_women_men_and_families_have_names_of_their_kind():
    endings = {
        part: {people.blend(part, draw(part, at))[-1] for at in range(200)}
        for part in ("Jennifer", "Michael", "Lee")
    }
    assert "a" in endings["Jennifer"]
    assert len(set(map(frozenset, endings.values()))) == 3
    assert people.family(draw("x")).istitle()


@given(st.text(max_size=20))
def test_any_text_can_be_asked_for(value: str):
    parts = people.parts(value)
    if parts:
        assert people.renamed(value, {part: part for part in parts}) == value
    for part in parts:
        made = people.name(part, draw(part))
        assert made is None or made.isascii()


@pytest.mark.parametrize(
    ("like", "made"), [("Ann", "Name"), ("ANN", "NAME"), ("ann", "name"), ("A", "Name"), ("aNN", "Name")]
)
def test_case(like: str, made: str):
    assert people.cased("name", like) == made
