"""RE2 over code points: edges, alternatives, case."""

import gc
from hashlib import sha256

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from guard.linear import Alternatives, Literals


@pytest.mark.parametrize(
    ("alternatives", "text", "spans"),
    [
        (["ab"], "ab xab", [(0, 2), (4, 6)]),
        (["a", "ab", "abc"], "abcd ab", [(0, 3), (5, 7)]),
        (["é", "😀"], "xé😀é", [(1, 2), (2, 3), (3, 4)]),
        (["aa"], "aaaaa", [(0, 2), (2, 4)]),
        (["a.c"], "abc a\ud7ffc a😀c", [(0, 3), (4, 7), (8, 11)]),
        ([re2.escape("a.c")], "abc a.c", [(4, 7)]),
        ([re2.escape("\x00")], "a\x00", [(1, 2)]),
        (["x"], "", []),
        (["x"], "abc", []),
        (["ABC"], "abc", []),
    ],
)
def test_spans_are_code_points_and_the_longest_alternative_wins(
    alternatives: list[str], text: str, spans: list[tuple[int, int]]
):
    assert list(Alternatives(alternatives).spans(text)) == spans


@pytest.mark.parametrize(("text", "found"), [("ABC", 1), ("aBc", 1), ("äöÜ", 0), ("\u212a", 0)])
def test_case(text: str, found: int):
    assert len(list(Alternatives(["abc"], any_case=True).spans(text))) == found


def test_case_is_folded_beyond_ascii():
    assert list(Alternatives(["äσk"], any_case=True).spans("ÄΣK ÄςK")) == [(0, 3), (4, 7)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [("a", [(0, 1)]), ("a a a", [(0, 1), (2, 3), (4, 5)]), (",a,", [(1, 2)]), ("ba ab", []), ("aa", [])],
)
def test_the_edge_after_one_may_be_the_edge_before_the_next(text: str, spans: list[tuple[int, int]]):
    edged = Alternatives(["a"], before="(?:^|[^a-z])", after="(?:$|[^a-z])")
    assert list(edged.spans(text)) == spans


@pytest.mark.parametrize("pattern", ["(", "(?<=a)b", r"(a)\1", "a{1001}", "*"])
def test_what_re2_has_not_is_refused(pattern: str, capfd: pytest.CaptureFixture[str]):
    with pytest.raises(re2.error):
        Alternatives([pattern])
    assert capfd.readouterr() == ("", "")


def test_too_many_alternatives_are_refused():
    with pytest.raises(re2.error):
        Alternatives(sha256(b"%d" % number).hexdigest() * 16 for number in range(10_000))


@given(st.text("abé😀", min_size=1, max_size=3), st.text("abé😀", max_size=30))
def test_one_literal_is_found_like_find_does(literal: str, text: str):
    expected = []
    at = text.find(literal)
    while at >= 0:
        expected.append((at, at + len(literal)))
        at = text.find(literal, at + len(literal))
    assert list(Alternatives([re2.escape(literal)]).spans(text)) == expected


NAMES = ["Ann", "Ann Lee", "Lee", "Lee-Roy", "Annett", "é", "A\x00B"]
TEXTS = st.lists(
    st.lists(st.sampled_from([*NAMES, " ", "-", "_", "1", "\x00", "😀", "\u0301"])).map("".join), max_size=4
)


@pytest.mark.parametrize("apart", [True, False])
def test_no_text_and_no_string_is_nothing_found(apart: bool):
    assert list(Literals([], apart=apart).spans(["Ann", ""])) == []
    assert list(Literals(["Ann"], apart=apart).spans([])) == []
    assert list(Literals(["Ann"], apart=apart).spans(["", "Bob"])) == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ann Lee", [(0, 7)]),
        ("Ann Leeds", [(0, 3)]),
        ("Annette, Ann", [(9, 12)]),
        ("xAnn Ann1 _Ann Ann\u0301", []),
        ("Lee-Roy Lee-Royal Lee", [(0, 7), (8, 11), (18, 21)]),
        ("Ann\x00Lee", [(0, 3), (4, 7)]),
        ("😀Ann😀", [(1, 4)]),
    ],
)
def test_a_string_apart_is_touched_by_no_letter_mark_digit_or_underscore(
    text: str, spans: list[tuple[int, int]]
):
    found = Literals(["Ann", "Ann Lee", "Lee", "Lee-Roy"], apart=True)
    assert list(found.spans(["Bob", text])) == [(1, start, end) for start, end in spans]


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5), TEXTS)
def test_several_texts_are_searched_like_each_by_itself(names: list[str], texts: list[str]):
    pattern = Alternatives(map(re2.escape, names))
    expected = [(at, *span) for at, text in enumerate(texts) for span in pattern.spans(text)]
    assert list(Literals(names).spans(texts)) == expected


@given(st.lists(st.sampled_from(NAMES[:-1]), min_size=1, max_size=5), TEXTS)
def test_strings_apart_are_found_as_between_edges(names: list[str], texts: list[str]):
    edge = r"[^\pL\pM\pN_]"
    pattern = Alternatives(map(re2.escape, names), before=f"(?:^|{edge})", after=f"(?:$|{edge})")
    expected = [(at, *span) for at, text in enumerate(texts) for span in pattern.spans(text)]
    assert list(Literals(names, apart=True).spans(texts)) == expected


@pytest.mark.parametrize("apart", [True, False])
def test_nothing_is_found_across_two_texts(apart: bool):
    assert list(Literals(["A\x00B", "AB"], apart=apart).spans(["A", "B", "A\x00B"])) == [(2, 0, 3)]


def test_too_many_strings_are_refused_where_they_have_to_be_looked_for_to_their_ends():
    strings = [sha256(b"%d" % number).hexdigest() * 16 for number in range(20_000)]
    found = Literals(strings)
    assert list(found.spans([strings[7]])) == [(0, 0, len(strings[7]))]
    with pytest.raises(re2.error):
        list(found.spans(["".join(each[:40] for each in strings[:200])]))


@pytest.mark.parametrize("apart", [True, False])
def test_a_text_full_of_beginnings_is_searched_as_any_other(apart: bool):
    text = "Annabel " * 150 + "Annette Lee " + "Annabel " * 150 + "Annette Lee"
    found = list(Literals(["Annette Lee", "Annette Leeds"], apart=apart).spans(["", text]))
    assert found == [(1, 1200, 1211), (1, 2412, 2423)]


def test_patterns_made_of_values_are_not_remembered_by_the_engine():
    Literals(["Xanthe Brumblewick"])
    kept = [each for each in gc.get_objects() if isinstance(each, re2._Regexp)]
    assert kept  # other patterns are alive
    assert not any(b"Brumblewick" in each._pattern for each in kept if isinstance(each._pattern, bytes))
