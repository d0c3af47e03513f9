"""The gate never leaves out a pattern that matches. Its property over the catalogue is in tests/property."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from guard.detect.gate import Gate
from guard.detect.patterns import FLAGS

PATTERNS = (
    r"\bann\b",
    r"[0-9]{3}-[0-9]{2}",
    r"(?<!x)lee",  # not RE2's
    r"^from$",
    r"a.b",
    r"\bk",
    r"s\w+",
)
GATE = Gate(PATTERNS)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", {2}),
        ("nothing here", {2}),
        ("ANN", {0, 2}),
        ("joanna", {2}),
        ("call 555-01", {1, 2}),
        ("x\nfrom\ny", {2, 3}),
        ("a\nb", {2, 4}),
        ("Kay says", {2, 5, 6}),
    ],
)
def test_ascii_text_names_what_can_match(text: str, named: set[int]):
    assert GATE.candidates(text) == named


@pytest.mark.parametrize("text", ["é", "\u212a", "caf\u00e9 ann", "\u0661\u0662\u0663", "\x85"])
def test_other_text_names_everything(text: str):
    assert GATE.candidates(text) == set(range(len(PATTERNS)))


@pytest.mark.parametrize("pattern", [r"(?<=a)b", r"(a)\1", r"a(?!b)", r"\p{Foo}", r"(?>a+)b", "("])
def test_a_pattern_that_re2_has_not_is_always_named(pattern: str):
    gate = Gate([pattern, "zz"])
    assert gate.candidates("nothing") == {0}
    assert gate.candidates("zz") == {0, 1}


def test_a_gate_of_nothing_names_nothing():
    assert Gate([]).candidates("x") == frozenset()
    assert Gate(["(?<=a)b"]).candidates("x") == {0}


@given(st.text(st.characters(max_codepoint=127, blacklist_characters="\x0b")))
def test_what_matches_is_named(text: str):
    named = GATE.candidates(text)
    assert {at for at, each in enumerate(PATTERNS) if regex.search(each, text, FLAGS)} <= named


@pytest.mark.parametrize(
    "space",
    [
        " ",
        "\t",
        "\n",
        "\r",
        "\f",
        "\v",
    ],
)
def test_white_space_is_the_same_for_both_engines(space: str):
    assert regex.search(r"a\sb", f"a{space}b", FLAGS)
    assert Gate([r"a\sb"]).candidates(f"a{space}b") == {0}


def test_a_large_text_is_not_too_much():
    gate = Gate([*PATTERNS, *(f"{word}[a-z]{{1,50}}[0-9]{{2,30}}\\b" for word in "abcdefgh")])
    assert gate.candidates("ab1 " * 50_000 + "hxyz0123 ") >= {2, 14}
