"""Any cut of a stream gives the output, the findings and the end of the call that was not streamed.

`make fault` runs it with more: GUARD_FAULT_CHUNKINGS of text and as many of arguments, shared by the ways to hold.
"""

import itertools
import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from chunkings import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from guard import Action, Direction, Guard
from guard.screen import cutting, screen_window
from guard.stream.channel import Channel, Screens
from guard.stream.chat import ChatStream
from guard.transform.restore import Restorer
from guard.wire import chat, jsonstream, jsontext
from guard.wire.document import Document
from guard.wire.sse import ServerEvent

TOKENS = {"<EMAIL_ADDRESS_7KQ2M>": "restored@example.org", "<PERSON_AAAAA>": "Zoë Quill"}
RESTORER = Restorer(TOKENS)
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
    "\\u006aane@example.org ",
]
BLOCK = "The key is AKIAABCDEFGHIJKLMNOP. "
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)
values = st.recursive(
    st.one_of(texts, st.integers(0, 99), st.just(4111111111111111), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["to", "ssn", "note", "jane.doe@example.org", "é"]), inner, max_size=4
        ),
        inner.map(json.dumps),
    ),
    max_leaves=8,
)
documents = st.one_of(
    st.dictionaries(st.sampled_from(["to", "ssn", "text", "card"]), values, max_size=4),
    st.lists(values, max_size=3),
).flatmap(lambda value: st.sampled_from([json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)]))
broken = st.tuples(documents, texts, st.integers(0, 400)).map(
    lambda made: (made[0] + made[1]) if made[2] > len(made[0]) else made[0][: made[2]] + made[1]
)


HOLDS = ["sentence", "window:60", "window:16", "all"]
EACH = examples(30, len(HOLDS))


@cache
def guarded(hold: str) -> Guard:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "policy.yaml"
        path.write_text(f"policy: p\nextends: [default]\nstream: {{hold: '{hold}'}}\n")
        return Guard.load(path, key=b"k" * 32)


def screens(guard: Guard) -> Screens:
    return Screens(
        partial(guard.screen, direction=Direction.COMPLETION, issued=RESTORER),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION, issued=RESTORER),
        cutting(guard.policy, RESTORER),
        RESTORER.restore,
    )


def pieces(text: str, cuts: list[int]) -> list[str]:
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[low:high] for low, high in itertools.pairwise(edges)]


def whole(guard: Guard, reply: dict[str, Any]) -> tuple[dict[str, Any] | None, list[tuple[int, str]]]:
    """Screen a reply as one that is not streamed: what leaves, and what was found how often."""
    document = jsontext.read(json.dumps(reply), chat.REPLY, lenient=True)
    screening = guard.screen(list(document.texts()), Direction.COMPLETION, RESTORER)
    found = [(each.span.end - each.span.start, each.label) for each in screening.findings]
    if screening.blocked:
        return None, found
    return json.loads(document.put([RESTORER.restore(value) for value in screening.values])), found


def message(text: str, arguments: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"role": "assistant", "content": text}
    if arguments is not None:
        function = {"name": "send", "arguments": arguments}
        made["tool_calls"] = [{"index": 0, "id": "call_1", "type": "function", "function": function}]
    return {"choices": [{"index": 0, "message": made, "finish_reason": "stop"}]}


def streamed(guard: Guard, deltas: list[dict[str, Any]]) -> tuple[str, str, str, list[tuple[int, str]]]:
    """Feed deltas; give the text and the arguments that came out, how it ended, and what was found."""
    stream = ChatStream(screens(guard))
    choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in deltas]
    choices.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    events = [json.dumps({"id": "c", "choices": [choice]}) for choice in choices] + ["[DONE]"]
    text, arguments, end = "", "", ""
    found: list[tuple[int, str]] = []
    for event in events:
        for step in stream.feed(ServerEvent(event)):
            if step.screening is not None:
                found += [(each.span.end - each.span.start, each.label) for each in step.screening.findings]
            for sent in step.events:
                for choice in [] if sent.data == "[DONE]" else json.loads(sent.data).get("choices", ()):
                    text += choice["delta"].get("content") or ""
                    for call in choice["delta"].get("tool_calls", ()):
                        arguments += call["function"].get("arguments") or ""
                    end = choice["finish_reason"] or end
    return text, arguments, end, found


def said(document: Document) -> Iterator[tuple[str, object]]:
    """What a text says, however it is written: the leaves of JSON as far as it is JSON."""
    for leaf in document.leaves:
        yield leaf.pointer, leaf.value if leaf.inner is None else list(said(leaf.inner))


def same(one: str, other: str) -> bool:
    return list(said(jsonstream.document(one, 1))) == list(said(jsonstream.document(other, 1)))


@pytest.mark.parametrize("hold", HOLDS)
@settings(max_examples=EACH, deadline=None)
@given(text=texts, cuts=st.lists(st.integers(0, 2000), max_size=40))
def test_any_chunking_equals_the_whole(hold: str, text: str, cuts: list[int]) -> None:
    guard = guarded(hold)
    expected, spans = whole(guard, message(text))
    out, _, end, found = streamed(guard, [{"content": piece} for piece in pieces(text, cuts)])
    assert expected is not None
    assert out == expected["choices"][0]["message"]["content"]
    assert end == "stop"
    assert sorted(found) == sorted(spans)


@pytest.mark.parametrize("hold", HOLDS)
@settings(max_examples=EACH, deadline=None)
@given(text=st.one_of(documents, broken), cuts=st.lists(st.integers(0, 2000), max_size=40))
def test_arguments_in_any_chunking_equal_the_whole(hold: str, text: str, cuts: list[int]) -> None:
    guard = guarded(hold)
    expected, spans = whole(guard, message("", text))
    deltas = [
        {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in pieces(text, cuts)
    ]
    first = {"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "send"}}]}
    _, out, end, found = streamed(guard, [first, *deltas])
    if (
        expected is None
    ):  # the model takes some made-up texts for harm: then the stream ends in a block as well
        assert end == "content_filter"
        return
    assert same(out, expected["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"])
    assert end == "stop"
    assert sorted(found) == sorted(spans)


@pytest.mark.parametrize("hold", HOLDS)
@settings(max_examples=20, deadline=None)
@given(before=texts, after=texts, cuts=st.lists(st.integers(0, 2000), max_size=40))
def test_a_block_ends_any_chunking(hold: str, before: str, after: str, cuts: list[int]) -> None:
    guard = guarded(hold)
    text = f"{before} {BLOCK}{after}"
    assert whole(guard, message(text))[0] is None
    out, _, end, _ = streamed(guard, [{"content": piece} for piece in pieces(text, cuts)])
    assert end == "content_filter"
    assert "AKIA" not in out
    assert streamed(guard, [{"content": text}])[0] == out


@pytest.mark.parametrize("hold", HOLDS)
@settings(max_examples=10, deadline=None)
@given(text=texts)
def test_letter_by_letter(hold: str, text: str) -> None:
    guard = guarded(hold)
    expected, _ = whole(guard, message(text))
    assert expected is not None
    assert (
        streamed(guard, [{"content": letter} for letter in text])[0]
        == expected["choices"][0]["message"]["content"]
    )


def released(guard: Guard, text: str) -> list[tuple[int, str]]:
    """Feed a text letter by letter; give what left after how many letters."""
    channel = Channel(screens(guard), "/c", "c")
    out = [(at + 1, out.text) for at, letter in enumerate(text) for out in channel.feed(letter)]
    return out + [(len(text), out.text) for out in channel.close()]


def test_sentences_leave_soon() -> None:
    guard = Guard.load("default", key=b"k" * 32)
    text = "Here is a summary of what you asked for. It goes on like this for quite some time. " * 5
    (first, sentence), *_ = released(guard, text)
    assert sentence == "Here is a summary of what you asked for. "
    assert first < len(sentence) + 48


def test_hold_all_leaves_nothing_before_the_end(tmp_path: Any) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("policy: p\nextends: [default]\nstream: {hold: all}\n")
    text = "This is a sentence. " * 30
    assert released(Guard.load(path), text) == [(len(text), text)]


@pytest.mark.parametrize("policy", ["default", "internal"])
def test_verdict_is_the_same(policy: str) -> None:
    guard = Guard.load(policy)
    assert guard.check("Nothing here.", "completion").action is Action.ALLOW
