"""Changes as values: on which side one stands, and how it reads."""

import pytest

from guard.decide.changes import Change, Side, listed, ranked, sided

CHANGE = Change("prompt", "PERSON", "block", "annotate")


def test_a_change_reads_as_a_line():
    assert str(CHANGE) == "prompt: PERSON: block -> annotate"
    assert str(Change("mode", "", "shadow", "enforce")) == "mode: shadow -> enforce"


def test_mirrored_twice_is_the_same():
    assert CHANGE.mirrored == Change("prompt", "PERSON", "annotate", "block")
    assert CHANGE.mirrored.mirrored == CHANGE


@pytest.mark.parametrize(
    ("less", "more", "sides"),
    [
        (True, False, [Side.WEAKER]),
        (False, True, [Side.STRICTER]),
        (True, True, [Side.WEAKER, Side.STRICTER]),
        (False, False, [Side.DIFFERENT]),
    ],
)
def test_a_change_stands_on_each_side_it_belongs_to(less: bool, more: bool, sides: list[Side]):
    assert [side for side, _ in sided(CHANGE, less=less, more=more)] == sides


def test_what_reads_the_same_and_is_neither_is_no_change():
    assert list(sided(Change("mode", "", "enforce", "enforce"), less=False, more=False)) == []


def test_words_have_a_rank():
    order = {"none": 0, "other": 0, "flagged": 1}
    assert [side for side, _ in ranked("audit", "record", "none", "flagged", order)] == [Side.STRICTER]
    assert [side for side, _ in ranked("audit", "record", "flagged", "none", order)] == [Side.WEAKER]
    assert [side for side, _ in ranked("audit", "record", "none", "other", order)] == [Side.DIFFERENT]
    assert list(ranked("audit", "record", "none", "none", order)) == []


def test_items_come_and_go():
    found = list(listed("routes", "passes", ["a", "b"], ["b", "c"], strict=False))
    assert found == [
        (Side.WEAKER, Change("routes", "passes c", "nothing", "listed")),
        (Side.STRICTER, Change("routes", "passes a", "listed", "nothing")),
    ]
    assert [side for side, _ in listed("routes", "x", ["a"], ["b"], strict=True)] == [
        Side.STRICTER,
        Side.WEAKER,
    ]
    assert list(listed("routes", "x", ["a"], ["a", "a"], strict=True)) == []
