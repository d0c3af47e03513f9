"""Any cut of a stream gives the output, the findings and the end of the call that was not streamed."""

import itertools
import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import Action, Direction, Guard, Text
from guard.decide.policy import Hold
from guard.screen import screen_window
from guard.stream import ChatStream
from guard.transform.restore import restore

GUARD = Guard.load("default", key=b"k" * 32)
TOKENS = {"<EMAIL_ADDRESS_7KQ2M>": "restored@example.org", "<PERSON_AAAAA>": "Zoë Quill"}
PIECES = [
    "Hello there. ",
    "jane.doe@example.org",
    " Call +1 415 555 0132 now. ",
    "My SSN is 536-22-8726. ",
    "card 4111 1111 1111 1111",
    "\n\n",
    "1. first\n2. second\n",
    'Dr. Smith said: "no." ',
    "NL91 ABNA 0417 1643 00. ",
    "<EMAIL_ADDRESS_7KQ2M>",
    "<PERSON_AAAAA>, hi! ",
    "<NOT_ISSUED_12345> ",
    "漢字。日本語！",
    "é\u0301 naïve 😀 ",
    "a@b",
    "10.1.2.3 ",
    "word ",
    "This is a plain sentence that is long enough to be a sentence of its own. ",
]
BLOCK = "The key is AKIAABCDEFGHIJKLMNOP. "
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


def whole(text: str) -> tuple[str | None, list[tuple[int, int, str]]]:
    screening = GUARD.screen([Text("/choices[0].message.content", text)], Direction.COMPLETION)
    spans = [(each.span.start, each.span.end, each.label) for each in screening.findings]
    return (None if screening.blocked else restore(screening.values[0], TOKENS)), spans


def streamed(text: str, cuts: list[int], hold: Hold) -> tuple[str, str, list[tuple[int, int, str]]]:
    """Feed a text in pieces; give what came out, how it ended, and what was found where."""
    rules = GUARD.rules
    stream = ChatStream(
        partial(GUARD.screen, direction=Direction.COMPLETION),
        partial(screen_window, rules=rules, direction=Direction.COMPLETION),
        hold,
        TOKENS,
    )
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    deltas: list[Any] = [{"content": text[low:high]} for low, high in itertools.pairwise(edges)]
    out, end, at = "", "", 0
    found: list[tuple[int, int, str]] = []
    choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in deltas]
    choices.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    events = [json.dumps({"id": "c", "choices": [choice]}) for choice in choices] + ["[DONE]"]
    for event in events:
        for step in stream.feed(event):
            if step.screening is not None and step.screening.originals[0:1]:
                first = step.screening.originals[0]
                if first.place == "choices[0].message.content":
                    found += [(at + f.span.start, at + f.span.end, f.label) for f in step.screening.findings]
                    at += len(first.value)
            for data in step.events:
                if data == "[DONE]":
                    continue
                for choice in json.loads(data).get("choices", ()):
                    out += choice["delta"].get("content") or ""
                    end = choice["finish_reason"] or end
    return out, end, found


@settings(max_examples=150, deadline=None)
@given(texts, st.lists(st.integers(0, 2000), max_size=40), st.sampled_from(Hold))
def test_any_chunking_equals_the_whole(text: str, cuts: list[int], hold: Hold) -> None:
    expected, spans = whole(text)
    out, end, found = streamed(text, cuts, hold)
    assert out == expected
    assert end == "stop"
    assert sorted(found) == sorted(spans)


@settings(max_examples=60, deadline=None)
@given(texts, texts, st.lists(st.integers(0, 2000), max_size=40), st.sampled_from(Hold))
def test_a_block_ends_any_chunking(before: str, after: str, cuts: list[int], hold: Hold) -> None:
    text = f"{before} {BLOCK}{after}"
    out, end, _ = streamed(text, cuts, hold)
    assert end == "content_filter"
    assert "AKIA" not in out
    assert (expected := whole(f"{before} ")[0]) is not None
    assert expected.startswith(out[: len(expected)])


@settings(max_examples=30, deadline=None)
@given(texts)
def test_letter_by_letter(text: str) -> None:
    expected, _ = whole(text)
    assert streamed(text, list(range(len(text))), Hold.SENTENCE)[0] == expected


def test_sentences_leave_before_the_end() -> None:
    text = "This is the first sentence. " * 12
    stream = ChatStream(
        partial(GUARD.screen, direction=Direction.COMPLETION),
        partial(screen_window, rules=GUARD.rules, direction=Direction.COMPLETION),
        Hold.SENTENCE,
        {},
    )
    steps = []
    for letter in text:
        steps += list(stream.feed(json.dumps({"choices": [{"index": 0, "delta": {"content": letter}}]})))
    released = sum(
        len(json.loads(step.events[0])["choices"][0]["delta"]["content"]) for step in steps if step.events
    )
    assert released > len(text) / 2


def test_hold_all_leaves_nothing_before_the_end() -> None:
    stream = ChatStream(
        partial(GUARD.screen, direction=Direction.COMPLETION),
        partial(screen_window, rules=GUARD.rules, direction=Direction.COMPLETION),
        Hold.ALL,
        {},
    )
    text = "This is a sentence. " * 30
    assert list(stream.feed(json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}))) == []


@pytest.mark.parametrize("policy", ["default", "internal"])
def test_verdict_is_the_same(policy: str) -> None:
    guard = Guard.load(policy)
    assert guard.check("Nothing here.", "completion").action is Action.ALLOW
