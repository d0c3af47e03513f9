"""The gate over the whole catalogue: a pattern that matches is always among those it names."""

import json
import re
import warnings
from functools import cache
from pathlib import Path

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.detect import presidio
from guard.detect.gate import Gate
from guard.detect.patterns import FLAGS
from guard.detect.secret import SECRETS

MEMBERS = (*presidio.detectors(presidio.catalogue()), *SECRETS)
SOURCES = tuple(source for member in MEMBERS for source in member.sources)
GATE = Gate(SOURCES)
SPACES = " \t\n\r\f"
ASCII = st.characters(max_codepoint=127, blacklist_characters="\v")
VECTORS = Path(__file__).parents[1] / "vectors/detect"
VALUES = sorted(
    {
        row["text"]
        for path in VECTORS.glob("*.jsonl")
        for row in map(json.loads, path.read_text("utf-8").splitlines())
        if row.get("spans")
    }
)


@cache
def compiled(number: int) -> "regex.Pattern[str]":
    return regex.compile(SOURCES[number], FLAGS)


def left_out(text: str, numbers: range = range(len(SOURCES))) -> list[str]:
    named = GATE.candidates(text)
    return [SOURCES[at] for at in numbers if at not in named and compiled(at).search(text, timeout=5)]


def generated(source: str) -> st.SearchStrategy[str] | None:
    """Strings that a pattern matches, or None if Python's own engine cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return st.from_regex(re.compile(source, re.DOTALL | re.MULTILINE | re.IGNORECASE), alphabet=ASCII)
    except re.error:
        return None


def short(number: int) -> str:
    return re.sub(r"\W+", "", SOURCES[number])[:20]


# The patterns of thousands of alternatives take seconds to generate from; the vectors below hold them.
GENERATED = [at for at, source in enumerate(SOURCES) if len(source) < 2000 and generated(source) is not None]


def test_nearly_every_pattern_is_generated_from():
    assert len(GENERATED) > 0.9 * len(SOURCES)


@pytest.mark.parametrize("number", GENERATED, ids=short)
def test_a_string_that_a_pattern_matches_is_named(number: int):
    strategy = generated(SOURCES[number])
    assert strategy is not None

    @given(strategy, st.text(ASCII, max_size=3), st.text(ASCII, max_size=3))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def check(value: str, before: str, after: str) -> None:
        assert left_out(before + value + after, range(number, number + 1)) == []

    check()


@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3), st.data())
@settings(max_examples=150, deadline=None)
def test_real_values_in_any_setting_are_named(values: list[str], data: st.DataObject):
    text = data.draw(st.text(ASCII, max_size=2)).join(values)
    for space in {sign for sign in text if sign.isspace()}:
        text = text.replace(space, data.draw(st.sampled_from(SPACES)))
    text = data.draw(st.sampled_from([str, str.lower, str.upper]))(text)
    assert left_out(text) == []


@given(st.text(ASCII, max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_ascii_text_loses_nothing(text: str):
    assert left_out(text) == []


@given(st.text(st.sampled_from("aAkKsS01 -+@.\u212a\u017f\u0661\u00a0"), max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_other_text_loses_nothing(text: str):
    assert left_out(text) == []


def test_a_long_text_loses_nothing():
    text = "\n".join(VALUES) * 60
    assert len(text) > 100_000
    assert left_out(text, range(0, len(SOURCES), 7)) == []


def test_a_vertical_tab_loses_nothing():
    assert left_out("aws secret key\v" + "Ab3/" * 10) == []
