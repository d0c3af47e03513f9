"""What adapters read replies with: a value of the agreed type, or nonsense."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.detect.remote.adapter import Adapter, Found, Nonsense, bearer, items, member, score, span
from guard.detect.remote.azure_text_analyze import AzureTextAnalyze
from guard.detect.remote.contract import Contract
from guard.detect.remote.llama_guard import LlamaGuard
from guard.detect.remote.openai_moderation import OpenAIModeration
from guard.detect.remote.presidio_analyzer import PresidioAnalyzer
from guard.types import Direction

ADAPTERS: list[Adapter] = [
    Contract(("A",)),
    OpenAIModeration(),
    AzureTextAnalyze(),
    LlamaGuard("m"),
    PresidioAnalyzer((), ("PERSON",)),
]
NAMES = st.sampled_from(
    """results findings label start end score severity flagged categories category_scores hate choices
    message content categoriesAnalysis category entity_type""".split()
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 9),
    st.floats(),
    st.sampled_from(["A", "safe", "unsafe\nS1", "unsafe", "high", "Hate", "PERSON", ""]),
)
REPLIES = st.recursive(
    VALUES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4))
)


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: type(each).__name__)
@given(reply=REPLIES)
def test_any_reply_is_read_or_is_nonsense(adapter: Adapter, reply: Any):
    texts = ["canary"] * min(2, adapter.several)
    try:
        answers = adapter.answers(reply, texts)
    except Nonsense:
        return
    assert len(answers) == len(texts)
    for found in (each for answer in answers for each in answer.found):
        assert 0 <= found.score <= 1
        assert (found.start is None) == (found.end is None)
        assert found.start is None or found.end is None or 0 <= found.start < found.end <= len("canary")


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("direction", Direction)
def test_every_text_is_asked_about_as_it_is(adapter: Adapter, direction: Direction):
    texts = ["one \U0001f600", "two"][: adapter.several]
    asked = repr(adapter.question(texts, direction))
    assert all(repr(text) in asked for text in texts)
    assert "secret" in next(iter(adapter.headers("secret").values()))


@pytest.mark.parametrize("value", [0, 0.0, 1, 1.0, 0.25])
def test_a_score_is_a_number_from_0_to_1(value: float):
    assert score(value) == value
    assert type(score(value)) is float


@pytest.mark.parametrize(
    "value", [None, True, "0.5", -0.1, 1.1, math.nan, math.inf, [], pytest.param(10**400, id="huge")]
)
def test_anything_else_is_no_score(value: Any):
    with pytest.raises(Nonsense):
        score(value)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (2, 3), (0, 3)])
def test_a_span_lies_within_its_text(start: int, end: int):
    assert span(start, end, "a\U0001f600b") == (start, end)


@pytest.mark.parametrize(
    ("start", "end"), [(0, 4), (-1, 1), (1, 1), (2, 1), (0, None), (0.0, 1.0), (False, True), ("0", "1")]
)
def test_anything_else_is_no_span(start: Any, end: Any):
    with pytest.raises(Nonsense):
        span(start, end, "a\U0001f600b")


def test_members_and_items_have_the_agreed_type():
    assert member({"a": [1]}, "a", list) == [1]
    assert member({"a": True}, "a", bool) is True
    assert items([1, 2], 2) == [1, 2]


@pytest.mark.parametrize("value", [None, [], "a", {}, {"a": None}, {"a": True}, {"a": "1"}, {"a": 1.0}])
def test_anything_else_is_nonsense(value: Any):
    with pytest.raises(Nonsense):
        member(value, "a", int)
    with pytest.raises(Nonsense):
        items(value, 1)


def test_what_was_found_does_not_show_its_label():
    assert "canary" not in repr(Found("canary"))
    assert bearer("k") == {"authorization": "Bearer k"}
