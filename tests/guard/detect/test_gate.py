"""The gate never leaves out a place where a pattern matches. Its property over all detectors is in tests/property."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from guard.detect.gate import Gate, GateError
from guard.detect.patterns import FLAGS
from guard.detect.reading import Reading
from guard.detect.shape import shape
from guard.types import Text

PATTERNS = (
    r"\bann\b",
    r"[0-9]{3}-[0-9]{2}",
    r"(?<!x)lee",
    r"^from$",
    r"a.b",
    r"\bk",
    r"s\w+",
    r"(?<![\w-])[0-9]{9}(?![\w-])",
)
GATE = Gate([shape(source, FLAGS) for source in PATTERNS])


def named(text: str, gate: Gate = GATE) -> set[int]:
    return set(gate.stretches(Reading(Text("", text))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("nothing here", set()),
        ("ANN", {0}),
        ("joanna", set()),
        ("call 555-01", {1}),
        ("x\nfrom\ny", {3}),
        ("a\nb", {4}),
        ("Kay says", {5, 6}),
        ("éannä", set()),
        ("\u212a", {5}),
        ("٣٣٣-٤٤", {1}),
        ("123456789", {7}),
        ("1234567890", set()),
        ("x-123456789", set()),
    ],
)
def test_what_can_match_is_named(text: str, expected: set[int]):
    assert named(text) >= expected
    assert named(text) - expected <= {1, 6}  # the gate may name more, but hardly


def test_a_gate_of_nothing_names_nothing():
    assert named("x", Gate([])) == set()


SOME = st.text(
    st.sampled_from("anleKks0123456789- \n\u212a\u017fé٣_x") | st.characters(blacklist_categories=["Cs"])
)


@given(SOME, st.integers(0, 300), SOME)
def test_every_match_begins_in_a_stretch(before: str, filling: int, after: str):
    text = before + " " * filling + after
    stretches = GATE.stretches(Reading(Text("", text)))
    for number, source in enumerate(PATTERNS):
        for match in regex.finditer(source, text, FLAGS):
            assert any(low <= match.start() < high for low, high in stretches.get(number, [])), source


@pytest.mark.parametrize("shift", range(0, 140, 3))
def test_a_match_across_pieces_is_named(shift: int):
    text = "." * shift + " 123456789 " + "." * 300
    assert any(low <= shift + 1 < high for low, high in GATE.stretches(Reading(Text("", text)))[7])


def test_stretches_are_in_order_and_apart():
    text = " 123456789" * 40 + "." * 500 + " 123456789"
    stretches = GATE.stretches(Reading(Text("", text)))[7]
    assert len(stretches) == 2
    assert all(one[1] < other[0] for one, other in pairwise(stretches))


def test_a_set_that_gives_no_answer_is_an_error_and_never_clean():
    gate = Gate([shape(r"\bx", FLAGS)])
    gate._short[0]._set = type("Failed", (), {"Match": lambda *_: None})()
    with pytest.raises(GateError):
        named("anything", gate)


def test_equal_forms_are_asked_once():
    gate = Gate([shape(source, FLAGS) for source in (r"\b[0-9]{3}\b", r"\b[1-9][0-9]{2}\b", r"\b\d{3}\b")])
    assert len(gate._short[0]._owners) == 2  # and the one that always answers
    assert named("123", gate) == {0, 1, 2}
