"""Overlapping decisions become disjoint edits, in whatever order they come."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.overlap import strength
from guard.transform.disjoint import Edit, edits, leaves_least
from guard.types import Action, Decision, Finding, Kind, Operator, Rewrite, Span


def decision(
    start: int, end: int, label: str = "A", score: float = 0.5, *, text: int = 0, validated: bool = False
) -> Decision:
    finding = Finding(text, Span(start, end), label, Kind.ENTITY, score, "d", validated=validated)
    rewrite = Rewrite(Operator.HASH) if label == "B" else Rewrite()
    return Decision(finding, Action.REDACT, f"r.{label}", rewrite=rewrite)


def shape(*decisions: Decision) -> list[tuple[int, int, int, str]]:
    return [(edit.text, edit.span.start, edit.span.end, edit.label) for edit in edits(decisions)]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], []),
        ([decision(0, 3)], [(0, 0, 3, "A")]),
        ([decision(0, 3), decision(3, 6, "B")], [(0, 0, 3, "A"), (0, 3, 6, "B")]),
        ([decision(0, 4), decision(3, 6, "B", 0.6)], [(0, 0, 6, "B")]),
        ([decision(0, 4), decision(3, 6), decision(5, 9, "B", 0.9)], [(0, 0, 9, "B")]),
        ([decision(0, 9), decision(2, 3, "B", 0.9)], [(0, 0, 9, "B")]),
        ([decision(0, 4), decision(0, 4, "B", text=1)], [(0, 0, 4, "A"), (1, 0, 4, "B")]),
        ([decision(5, 9, text=1), decision(0, 4, "B")], [(0, 0, 4, "B"), (1, 5, 9, "A")]),
        ([decision(0, 9), decision(1, 2, "B"), decision(3, 4, "B")], [(0, 0, 9, "A")]),
    ],
)
def test_overlaps_become_one(decisions: list[Decision], expected: list[tuple[int, int, int, str]]):
    assert shape(*decisions) == expected
    assert shape(*reversed(decisions)) == expected


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        (decision(0, 9, score=0.9), decision(0, 1, "B", 0.1, validated=True)),
        (decision(0, 9, score=0.5), decision(1, 2, "B", 0.6)),
        (decision(1, 3), decision(0, 4, "B")),
        (decision(1, 3), decision(0, 2, "B")),
        (decision(0, 2, "C"), decision(0, 2, "B")),
    ],
)
def test_the_strongest_gives_its_label(weak: Decision, strong: Decision):
    assert strength(strong) < strength(weak)
    for decisions in ([weak, strong], [strong, weak]):
        (edit,) = edits(decisions)
        assert edit.label == "B"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Rewrite(Operator.MASK, 4), Rewrite(Operator.MASK, 2)),
        (Rewrite(Operator.MASK), Rewrite(Operator.SYNTHETIC)),
        (Rewrite(Operator.SYNTHETIC), Rewrite(Operator.PSEUDONYM)),
        (Rewrite(Operator.PSEUDONYM), Rewrite(Operator.HASH)),
        (Rewrite(Operator.HASH), Rewrite(Operator.REPLACE)),
        (Rewrite(Operator.REPLACE), Rewrite(Operator.DROP)),
        (Rewrite(Operator.MASK, 16), Rewrite(Operator.DROP)),
    ],
)
@pytest.mark.parametrize("scores", [(0.1, 0.9), (0.9, 0.1)])
def test_the_operator_that_leaves_least_is_taken(one: Rewrite, other: Rewrite, scores: tuple[float, float]):
    assert leaves_least(one) < leaves_least(other)
    rewrites = zip((one, other), scores, strict=True)
    decisions = [replace(decision(0, 4, score=score), rewrite=rewrite) for rewrite, score in rewrites]
    for ordered in (decisions, decisions[::-1]):
        (edit,) = edits(ordered)
        assert edit.rewrite == other


def test_an_edit_is_where_what_and_how():
    assert edits([decision(2, 5, "B", text=3)]) == [
        Edit(3, Span(2, 5), "B", Kind.ENTITY, Rewrite(Operator.HASH))
    ]


DECISIONS = st.lists(
    st.builds(
        lambda start, size, label, score, text: decision(start, start + size, label, score, text=text),
        st.integers(0, 20),
        st.integers(1, 6),
        st.sampled_from("ABC"),
        st.sampled_from([0.1, 0.5, 0.9]),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(DECISIONS, st.randoms(use_true_random=False))
def test_edits_cover_what_was_found_and_nothing_else(decisions: list[Decision], random: object):
    made = edits(decisions)
    assert all((a.text, a.span.end) <= (b.text, b.span.start) for a, b in pairwise(made))
    assert {(edit.text, at) for edit in made for at in range(edit.span.start, edit.span.end)} == {
        (each.finding.text, at)
        for each in decisions
        for at in range(each.finding.span.start, each.finding.span.end)
    }
    shuffled = list(decisions)
    random.shuffle(shuffled)
    assert edits(shuffled) == made
