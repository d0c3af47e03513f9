"""Recognisers that come with a request: what RE2 runs, what is refused, where matches are."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.api.dropin.adhoc import AdHoc, Entry, compiled
from guard.errors import WireError
from guard.types import Text


def made(**entry: Any) -> AdHoc:
    return AdHoc(Entry.model_validate({"supported_entity": "ZIP", **entry}), "ad_hoc_recognizers[0]")


def spans(detector: AdHoc, text: str, pointer: str = "") -> list[tuple[int, int, float]]:
    return [(each.span.start, each.span.end, each.score) for each in detector.detect(0, Text(pointer, text))]


def test_patterns_words_and_context() -> None:
    zips = made(patterns=[{"regex": r"\b\d{5}\b", "score": 0.3}], context=["zip"])
    assert spans(zips, "12345 and zip 54321") == [(0, 5, 0.3), (14, 19, 0.65)]
    assert spans(zips, "12345", "/zip code") == [(0, 5, 0.65)]
    words = made(deny_list=["Blue Bird"], deny_list_score=0.9)
    assert spans(words, "the blue  bird, bluebird") == [(4, 14, 0.9)]


def test_presidios_flags_are_the_default_and_others_may_be_set() -> None:
    assert spans(made(patterns=[{"regex": "^ab.c$", "score": 1}]), "x\nAB\nC\n") == [(2, 6, 1.0)]
    strict = made(patterns=[{"regex": "ab", "score": 1}], global_regex_flags=0)
    assert spans(strict, "AB ab") == [(3, 5, 1.0)]


def test_empty_matches_are_left_out_and_end() -> None:
    assert spans(made(patterns=[{"regex": "x*", "score": 1}]), "a😀xx😀") == [(2, 4, 1.0)]
    assert spans(made(patterns=[{"regex": r"\b", "score": 1}]), "a b") == []


@pytest.mark.parametrize(
    "regex",
    ["(?=a)b", "(?<!a)b", r"(a)\1", "(", "a{2000}{2000}", "(?P<x>a)(?P=x)", "\udfff", "[z-a]"],
)
def test_what_re2_cannot_run_is_refused_without_repeating_it(regex: str) -> None:
    with pytest.raises(WireError) as bad:
        AdHoc(
            Entry.model_construct(supported_entity="ZIP", patterns=[PatternStub(regex)]),  # past the model
            "ad_hoc_recognizers[3]",
        )
    assert bad.value.param == "ad_hoc_recognizers[3].patterns[0].regex"
    assert regex not in bad.value.message
    assert bad.value.status == 400


class PatternStub:
    def __init__(self, regex: str) -> None:
        self.regex = regex
        self.score = 1.0


@pytest.mark.parametrize("entry", [{}, {"deny_list": [" "]}, {"supported_entity": "", "deny_list": ["a"]}])
def test_one_that_looks_for_nothing_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        made(**entry)


@pytest.mark.parametrize("flags", [re.VERBOSE, re.ASCII, 1 << 20, -1])
def test_flags_that_re2_has_not_are_refused(flags: int) -> None:
    with pytest.raises(WireError):
        compiled("a", int(flags), "allow_list[0]")


def test_a_pattern_that_would_take_ages_elsewhere_does_not_here() -> None:
    nested = made(patterns=[{"regex": "(a+)+$", "score": 1}], global_regex_flags=0)
    assert spans(nested, "a" * 30_000 + "!") == []


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["😀", "é", "z", "12345", " ", "\n", "漢", "\U0001f468\u200d"]), max_size=30))
def test_offsets_are_those_of_re(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = spans(made(patterns=[{"regex": r"[0-9]+|漢", "score": 1}]), text)
    assert [(start, end) for start, end, _ in found] == [m.span() for m in re.finditer(r"[0-9]+|漢", text)]
