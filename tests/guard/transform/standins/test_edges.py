"""Strings are found where they stand alone, the first and longest of those that overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.standins.edges import Apart, in_word


@pytest.mark.parametrize("sign", [*"aZé0_王", "\u0301", "٣", "Ⅷ"])
def test_what_belongs_to_a_word(sign: str):
    assert in_word(sign)


@pytest.mark.parametrize("sign", [*" -.'<>@\n", "\u2019", "😀", "\u200b"])
def test_what_does_not(sign: str):
    assert not in_word(sign)


def found(strings: list[str], *texts: str) -> list[str]:
    return [texts[at][start:end] for at, start, end in Apart(strings).spans(texts)]


def test_strings_are_found_in_every_text():
    assert list(Apart(["ab", "c d"]).spans(["ab c d", "", "x ab"])) == [(0, 0, 2), (0, 3, 6), (2, 2, 4)]
    assert list(Apart([]).spans(["ab"])) == []


@pytest.mark.parametrize("text", ["xab", "abx", "ab_", "éab", "ab\u0301", "1ab"])
def test_in_a_word_they_are_not(text: str):
    assert found(["ab"], text) == []


def test_of_those_that_overlap_the_first_and_of_these_the_longest():
    assert found(["a b", "b c", "a"], "a b c") == ["a b"]
    assert found(["a", "a b"], "a bx a b") == ["a", "a b"]


def test_many_are_found_as_few_are():
    strings = [f"name{at}" for at in range(1300)]
    assert found(strings, " ".join(reversed(strings))) == strings[::-1]
    assert found([*strings, "name7 name9"], "name7 name9 name1299") == ["name7 name9", "name1299"]


def slow(strings: list[str], text: str) -> list[tuple[int, int, int]]:
    spans = []
    at = 0
    while at < len(text):
        ends = [
            at + len(each)
            for each in strings
            if text.startswith(each, at)
            and (at == 0 or not in_word(text[at - 1]))
            and (at + len(each) == len(text) or not in_word(text[at + len(each)]))
        ]
        if ends:
            spans.append((0, at, max(ends)))
        at = max(ends, default=at + 1)
    return spans


@given(st.lists(st.text("ab -", min_size=1, max_size=4), max_size=4), st.text("ab -é_", max_size=20))
def test_the_same_as_looking_place_by_place(strings: list[str], text: str):
    assert list(Apart(strings).spans([text])) == slow(strings, text)
