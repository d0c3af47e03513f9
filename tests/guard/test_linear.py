"""RE2 over code points: edges, alternatives, case."""

from hashlib import sha256

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from guard.linear import Alternatives


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
