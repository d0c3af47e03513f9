"""What detectors share of a text: shadow, shades and the words before a place."""

import pytest

from guard.detect.reading import Reading, normal
from guard.detect.shadow import Shade
from guard.types import Text


@pytest.mark.parametrize(
    ("value", "start", "pointer", "words"),
    [
        ("my cards are 42", 13, "", " my card are "),
        ("SSN: 42", 5, "", " ssn "),
        ("42", 0, "/customer/taxId", " customer tax id "),
        ("42", 0, "/items/3/ssn", " item ssn "),
        ("42", 0, "/fahrer/f\xfchrerschein", " fahrer f\xfchrerschein "),
        ("42", 0, "/person/idКартка", " person id картка "),
        ("42", 0, "/SSNValue", " ssn value "),
        ("बैंक 42", 5, "", " बैंक "),
        ("no 42", 3, "/a/b/c", " b c no "),
        ("pin" + " " * 130 + "42", 133, "", " "),
        ("a b c d e f g h i j 42", 20, "", " c d e f g h i j "),
        ("passport42", 8, "", " passport "),
        ("", 0, "", "  "),
        ("Straße 42", 7, "", " strasse "),
    ],
)
def test_words_before_a_place(value: str, start: int, pointer: str, words: str):
    assert Reading(Text(pointer, value)).before(start).split() == words.split()
    assert Reading(Text(pointer, value)).before(start)[0] == " "


def test_words_are_the_same_in_whatever_order_they_are_asked_for():
    value = "one two three four five six seven eight nine ten eleven"
    forward, backward = Reading(Text("", value)), Reading(Text("", value))
    starts = range(len(value))
    there = [forward.before(start) for start in starts]
    assert [backward.before(start) for start in reversed(starts)] == there[::-1]


@pytest.mark.parametrize(
    ("word", "folded"), [("Cards", "card"), ("gas", "gas"), ("IDs", "ids"), ("SOCIAL", "social")]
)
def test_case_and_plurals_are_folded(word: str, folded: str):
    assert normal(word) == folded


def test_shades_are_of_the_shadow():
    reading = Reading(Text("", "A1é"))
    assert reading.seen(Shade.BARE) == b"a0a"
    assert reading.seen(Shade.BARE) is reading.seen(Shade.BARE)


def test_a_place_within_one_long_word_has_a_few_words_before_it_only():
    # Reading on to the end of the word made a text without spaces cost the square of its length.
    value = "1세" * 30_000
    reading = Reading(Text("", value))
    assert {reading.before(start).strip() for start in range(200, len(value), 2)} == {""}
