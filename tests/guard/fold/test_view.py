"""Readings and their way back to the original."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import SpanError
from guard.fold.view import Edit, How, View

CANARY = "Zelda Quillfeather"


def edited(text: str, *edits: Edit) -> View:
    view = View(text).edited(edits, How.FOLDED)
    assert view is not None
    return view


@pytest.mark.parametrize(
    ("edits", "reading", "stretch", "span"),
    [
        ([Edit(2, 3, "X")], "abXdef", (2, 3), (2, 3)),
        ([Edit(2, 3, "")], "abdef", (0, 2), (0, 2)),
        ([Edit(2, 3, "")], "abdef", (2, 3), (3, 4)),
        ([Edit(2, 3, "")], "abdef", (1, 3), (1, 4)),
        ([Edit(2, 3, "XYZ")], "abXYZdef", (3, 4), (2, 3)),
        ([Edit(2, 5, "X")], "abXf", (2, 3), (2, 5)),
        ([Edit(0, 6, "XY", 1, 3)], "XY", (1, 2), (3, 6)),
        ([Edit(0, 6, "XYZ", 3, 4)], "XYZ", (2, 3), (0, 4)),
        ([Edit(0, 6, "UVWX", 3, 4)], "UVWX", (3, 4), (4, 6)),
        ([Edit(0, 1, ""), Edit(5, 6, "")], "bcde", (0, 4), (1, 5)),
        ([Edit(1, 3, "X"), Edit(2, 4, "Y")], "aXdef", (1, 2), (1, 3)),
        ([Edit(1, 2, "X"), Edit(1, 4, "Y")], "aYef", (1, 2), (1, 4)),
    ],
)
def test_a_stretch_is_mapped_back(
    edits: list[Edit], reading: str, stretch: tuple[int, int], span: tuple[int, int]
):
    view = edited("abcdef", *edits)
    assert view.text == reading
    assert view.span(*stretch) == span


def test_the_original_is_its_own_reading():
    assert View("abc").span(1, 3) == (1, 3)


def test_edits_that_change_nothing_make_no_reading():
    assert View("abc").edited([], How.FOLDED) is None
    assert View("abc").edited([Edit(1, 2, "b")], How.FOLDED) is None


def test_readings_of_readings_are_mapped_all_the_way():
    first = edited("a%%40b", Edit(1, 5, "%40"))
    second = first.edited([Edit(1, 4, "@")], How.DECODED)
    assert second is not None
    assert (second.text, second.how, second.span(1, 2)) == ("a@b", How.DECODED, (1, 5))


@pytest.mark.parametrize("stretch", [(0, 0), (2, 1), (-1, 1), (0, 6)])
def test_a_stretch_that_is_none_is_refused(stretch: tuple[int, int]):
    with pytest.raises(SpanError):
        edited("abcdef", Edit(0, 1, "")).span(*stretch)


def test_no_text_in_the_repr():
    view = edited(CANARY + "!", Edit(len(CANARY), len(CANARY) + 1, ""))
    assert "Zelda" not in repr(view) + repr(Edit(0, 1, CANARY))


@st.composite
def layers(draw: st.DrawFn) -> View:
    view = View(draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)))
    for _ in range(draw(st.integers(1, 3))):
        ends = st.integers(0, len(view.text))
        edits = []
        for _ in range(draw(st.integers(1, 5))):
            start, end = sorted((draw(ends), draw(ends)))
            if start < end:
                edits.append(Edit(start, end, draw(st.text("xyz", max_size=3))))
        view = view.edited(edits, How.FOLDED) or view
    return view


@given(layers())
def test_spans_are_in_range_and_in_order(view: View):
    spans = [view.span(at, at + 1) for at in range(len(view.text))]
    assert all(0 <= start < end for start, end in spans)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(spans))
    for start in range(len(spans)):
        for end in range(start + 1, len(spans) + 1):
            assert view.span(start, end) == (spans[start][0], spans[end - 1][1])
