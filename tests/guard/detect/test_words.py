"""Tenants' word lists: whole words and phrases, nothing inside other words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.detect.words import WordsDetector
from guard.types import Finding, Kind, Span, Text


def found(words: list[str], text: str) -> list[str]:
    return [
        text[each.span.start : each.span.end] for each in WordsDetector("l", words).detect(0, Text("", text))
    ]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (["falcon"], "Project Falcon, FALCON. falcon", ["Falcon", "FALCON", "falcon"]),
        (["falcon"], "falcon", ["falcon"]),
        (["falcon"], "(falcon)-falcon/falcon", ["falcon"] * 3),
        (["falcon"], "falcon falcon\nfalcon", ["falcon"] * 3),
        (["a"], "a a a", ["a"] * 3),
        (["red kite"], "a Red  Kite, red\n\tkite", ["Red  Kite", "red\n\tkite"]),
        (["  red   kite "], "red kite", ["red kite"]),
        (["red", "red kite"], "red kite red", ["red kite", "red"]),
        (["red kite", "kite string"], "red kite string", ["red kite"]),
        (["c++"], "C++ and c++, c++", ["C++", "c++", "c++"]),
        (["a.b", "a*"], "a.b axb a* aa", ["a.b", "a*"]),
        ([".*"], "any .* thing", [".*"]),
        (["(x)|y"], "(x)|y y x", ["(x)|y"]),
        (["größe"], "GRÖSSE Größe GRÖẞE größe", ["Größe", "GRÖẞE", "größe"]),
        (["münchen"], "in MÜNCHEN.", ["MÜNCHEN"]),
        (["ΣΟΦΟΣ"], "σοφος, σοφοσ", ["σοφος", "σοφοσ"]),
        (["東京"], "東京、東京 x", ["東京", "東京"]),
        (["😀 ok"], "a 😀 ok!", ["😀 ok"]),
        (["o'neill"], "O'Neill's", ["O'Neill"]),
        (["x", "y"], "x y", ["x", "y"]),
    ],
)
def test_found(words: list[str], text: str, expected: list[str]):
    assert found(words, text) == expected


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["falcon"], "falconry afalcon falcons falcon1 1falcon _falcon falcon_"),
        (["falcon"], "fal con"),
        (["falcon"], ""),
        (["red kite"], "redkite red-kite red, kite kite red"),
        (["red kite"], "red kites"),
        (["a.b"], "axb a,b"),
        (["on"], "Größon ONé 東on"),
        (["c++"], "c++11 xc++ c"),
        (["cat"], "сat"),  # the first letter is Cyrillic
        (["tür"], "türe"),
    ],
)
def test_not_found(words: list[str], text: str):
    assert found(words, text) == []


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000", "\v"])
def test_any_space_may_stand_in_a_phrase(space: str):
    assert found(["red kite"], f"a red{space}kite") == [f"red{space}kite"]


@pytest.mark.parametrize(("word", "text"), [("cafe", "cafe\u0301"), ("हिन्द", "हिन्दी")])
def test_a_letter_and_its_mark_are_not_cut_apart(word: str, text: str):
    assert found([word], text) == []


@pytest.mark.parametrize("words", [[], [""], ["  ", "\n"]])
def test_a_list_without_a_word_is_refused(words: list[str]):
    with pytest.raises(ValueError, match=r"^expected at least one word$"):
        WordsDetector("l", words)


def test_findings_name_the_list_and_not_the_word():
    detector = WordsDetector("codenames", ["falcon"])
    assert (detector.name, detector.labels) == ("words:codenames", {"words:codenames"})
    assert list(detector.detect(3, Text("", "é falcon"))) == [
        Finding(3, Span(2, 8), "words:codenames", Kind.WORDS, 1.0, "words:codenames")
    ]


WORDS = st.lists(st.text("ab.é ", min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=4)


@given(WORDS, st.text("ab.é ,\n", max_size=20))
def test_findings_are_whole_words_of_the_list_in_order(words: list[str], text: str):
    spans = [each.span for each in WordsDetector("l", words).detect(0, Text("", text))]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    listed = {tuple(word.split()) for word in words}
    for span in spans:
        assert tuple(text[span.start : span.end].split()) in listed
        assert not text[span.start - 1 : span.start].isalnum() or span.start == 0
        assert not text[span.end : span.end + 1].isalnum()


@given(WORDS, st.text("xy ,\n", max_size=8), st.text("xy ,\n", max_size=8))
def test_a_word_between_other_signs_is_found(words: list[str], before: str, after: str):
    word = " ".join(words[0].split())
    text = f"{before} {word} {after}"
    start = len(before) + 1
    spans = [each.span for each in WordsDetector("l", words).detect(0, Text("", text))]
    assert any(span.start <= start and start + len(word) <= span.end for span in spans)
