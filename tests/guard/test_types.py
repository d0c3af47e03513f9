"""Shared values: frozen, ordered, and silent about texts."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import SpanError
from guard.types import (
    Action,
    Category,
    Decision,
    Direction,
    Finding,
    Kind,
    NotRun,
    Reason,
    Severity,
    Span,
    Text,
    Verdict,
    Why,
    readable,
)

CANARY = "Zelda Quillfeather"


def decision(action: Action, label: str = "US_SSN", why: Why = Why.RULE) -> Decision:
    return Decision(Finding(0, Span(0, 1), label, Kind.ENTITY, 0.9, "d"), action, "r", why)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (3, 9)])
def test_a_span_holds_something(start: int, end: int):
    assert (Span(start, end).start, Span(start, end).end) == (start, end)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (5, 4), (-1, 3), (-2, -1)])
def test_a_span_that_holds_nothing_is_refused(start: int, end: int):
    with pytest.raises(SpanError, match=f"^span {start}:{end}: expected 0 <= start < end$"):
        Span(start, end)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ((0, 3), (2, 5), True),
        ((0, 3), (3, 5), False),
        ((0, 9), (2, 3), True),
        ((0, 3), (0, 3), True),
        ((0, 3), (7, 9), False),
    ],
)
def test_spans_overlap_where_they_share_a_sign(
    one: tuple[int, int], other: tuple[int, int], *, overlap: bool
):
    assert Span(*one).overlaps(Span(*other)) is overlap
    assert Span(*other).overlaps(Span(*one)) is overlap


def test_the_strictest_action_is_the_largest():
    assert max(Action) is Action.BLOCK
    assert sorted(Action) == [Action.ALLOW, Action.ANNOTATE, Action.REDACT, Action.BLOCK]
    assert [action.word for action in Action] == ["allow", "annotate", "redact", "block"]


def test_the_words_are_those_of_the_interfaces():
    assert list(Direction) == ["prompt", "completion"]
    assert [int(severity) for severity in Severity] == [0, 2, 4, 6]
    assert set(Category) == set(
        "hate harassment sexual sexual/minors violence self_harm illicit prompt_attack".split()
    )


@pytest.mark.parametrize(
    "value", [Span(0, 1), Text("", "x"), decision(Action.BLOCK), NotRun("d", Reason.ERROR)]
)
def test_values_do_not_change(value: object):
    with pytest.raises((FrozenInstanceError, TypeError)):
        value.start = 7  # type: ignore[attr-defined]


def test_no_repr_holds_text():
    text = Text(f"/{CANARY}", CANARY, place="messages[0].content")
    assert CANARY not in repr(text)
    assert "messages[0].content" in repr(text)
    assert not {"text", "value", "pointer"} & set(Finding.__slots__) - {"text"}
    assert isinstance(decision(Action.BLOCK).finding.text, int)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udfff\ud800", "\ufffd\ufffd"),
        ("\U0001f600", "\U0001f600"),
        ("é\x00\uffff", "é\x00\uffff"),
    ],
)
def test_readable(value: str, expected: str):
    assert readable(value) == expected


@given(st.text(st.characters()))
def test_what_is_readable_can_be_encoded_and_has_the_same_places(value: str):
    made = readable(value)
    made.encode()
    assert len(made) == len(value)
    assert all(old == new for old, new in zip(value, made, strict=True) if not "\ud800" <= old <= "\udfff")


@pytest.mark.parametrize(
    ("action", "flagged"),
    [(Action.ALLOW, False), (Action.ANNOTATE, True), (Action.REDACT, True), (Action.BLOCK, True)],
)
def test_a_verdict_above_allow_is_flagged(action: Action, *, flagged: bool):
    assert Verdict(action).flagged is flagged


@pytest.mark.parametrize(
    ("verdict", "outage"),
    [
        (Verdict(Action.BLOCK, not_run=(NotRun("d", Reason.ERROR),)), True),
        (Verdict(Action.BLOCK, decisions=(decision(Action.REDACT),)), True),
        (Verdict(Action.BLOCK, decisions=(decision(Action.REDACT), decision(Action.BLOCK))), False),
        (Verdict(Action.REDACT, decisions=(decision(Action.REDACT),)), False),
        (Verdict(Action.ALLOW), False),
    ],
)
def test_an_outage_blocks_for_no_finding(verdict: Verdict, *, outage: bool):
    assert verdict.outage is outage


@pytest.mark.parametrize(
    ("made", "counts"),
    [
        (decision(Action.BLOCK), True),
        (decision(Action.ANNOTATE), True),
        (decision(Action.ALLOW, why=Why.NO_RULE), False),
        (decision(Action.ALLOW), False),
        (decision(Action.BLOCK, why=Why.COVERED), False),
    ],
)
def test_what_is_acted_on_counts_unless_something_stronger_says_it(made: Decision, *, counts: bool):
    assert made.counts is counts


def test_a_verdict_counts_labels_that_were_acted_on():
    decisions = (
        decision(Action.BLOCK, "US_SSN"),
        decision(Action.REDACT, "EMAIL_ADDRESS"),
        decision(Action.ANNOTATE, "US_SSN"),
        decision(Action.ALLOW, "URL"),
        decision(Action.REDACT, "IBAN_CODE", Why.COVERED),
    )
    assert list(Verdict(Action.BLOCK, (), decisions).counts().items()) == [
        ("EMAIL_ADDRESS", 1),
        ("US_SSN", 2),
    ]
