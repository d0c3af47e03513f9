"""Choices: the same for the same key, label and value, and spread over all there are."""

from collections import Counter

import pytest

from guard.transform.standins.draw import Draw

KEY = b"k" * 32


def numbers(*of: object) -> list[int]:
    draw = Draw(*of)
    return [draw.below(1000) for _ in range(20)]


def test_the_same_value_is_drawn_the_same():
    assert numbers(KEY, "PERSON", "Ann") == numbers(KEY, "PERSON", "Ann", 0)
    assert Draw(KEY, "A", "é😀").digits(50) == Draw(KEY, "A", "é😀").digits(50)


@pytest.mark.parametrize(
    "other",
    [
        (b"K" * 32, "PERSON", "Ann"),
        (KEY, "NAME", "Ann"),
        (KEY, "PERSON", "ann"),
        (KEY, "PERSON", "Ann", 1),
        (KEY, "PERSO", "N\0Ann"),
    ],
)
def test_anything_else_is_drawn_otherwise(other: tuple[object, ...]):
    assert numbers(*other) != numbers(KEY, "PERSON", "Ann")


def test_every_choice_comes_about_as_often():
    found = Counter(Draw(KEY, "A", str(at)).below(10) for at in range(2000))
    assert set(found) == set(range(10))
    assert max(found.values()) < 2 * min(found.values())


def test_a_choice_is_one_of_those_offered():
    draw = Draw(KEY, "A", "x")
    assert {draw.among("abc") for _ in range(60)} == set("abc")
    assert draw.below(1) == 0
    assert draw.among(["only"]) == "only"


def test_a_long_value_has_choices_for_every_sign_of_it():
    made = Draw(KEY, "A", "x" * 1000).digits(1000)
    assert len(made) == 1000
    assert made.isdigit()
    assert len(set(made[-100:])) == 10
