"""Any cut of a stream of the Messages API gives the output and the findings of the reply that was not streamed."""

import json
from functools import partial
from typing import Any

from chunkings import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import events, read, reply, text, thinking, tool_use

from guard import Direction, Guard
from guard.screen import cutting, screen_window
from guard.stream.anthropic import AnthropicStream
from guard.stream.channel import Screens
from guard.transform.restore import Restorer
from guard.wire import anthropic, jsonstream, jsontext
from guard.wire.document import Document
from guard.wire.thinking import unsigned_reply

GUARD = Guard.load("default", key=b"k" * 32)
RESTORER = Restorer({"<EMAIL_ADDRESS_7KQ2M>": "restored@example.org", "<PERSON_AAAAA>": "Zoë Quill"})
PIECES = [
    "Hello there. ",
    "jane.doe@example.org",
    " Call +1 415 555 0132 now. ",
    "card 4111 1111 1111 1111",
    "\n\n",
    "<EMAIL_ADDRESS_7KQ2M>",
    "<PERSON_AAAAA>, hi! ",
    "<NOT_ISSUED_12345> ",
    "漢字。日本語！",
    "é\u0301 naïve 😀 ",
    "{",
    '["jane.doe@example.org", "',
    "word ",
    "This is a plain sentence that is long enough to be a sentence of its own. ",
    "\\u006aane@example.org ",
]
BLOCK = "The key is AKIAABCDEFGHIJKLMNOP. "
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
values = st.recursive(
    st.one_of(texts, st.integers(0, 99), st.just(4111111111111111), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["to", "ssn", "text", "jane.doe@example.org"]), inner, max_size=3),
        inner.map(json.dumps),
    ),
    max_leaves=6,
)
citations = st.lists(
    st.fixed_dictionaries(
        {"type": st.just("char_location"), "cited_text": texts, "document_index": st.just(0)}
    ),
    max_size=2,
)
blocks = st.one_of(
    texts.map(text),
    st.builds(lambda value, found: text(value, citations=found), texts, citations),
    # Thinking that is JSON is written anew where it has escapes, and loses its signature by that.
    texts.filter(lambda value: not jsonstream.structured(value)).map(thinking),
    st.dictionaries(st.sampled_from(["to", "card", "ann@example.org"]), values, max_size=3).map(
        lambda given: tool_use(**given)
    ),
    texts.map(
        lambda value: {"type": "web_search_tool_result", "tool_use_id": "t_1", "content": [{"title": value}]}
    ),
)
replies = st.builds(
    lambda content, stop: reply(*content, stop_sequence=stop), st.lists(blocks, max_size=4), st.none() | texts
)
cuts = st.lists(st.integers(0, 2000), max_size=30)


def screens() -> Screens:
    return Screens(
        partial(GUARD.screen, direction=Direction.COMPLETION, issued=RESTORER),
        partial(screen_window, rules=GUARD.rules, direction=Direction.COMPLETION),
        cutting(GUARD.policy, RESTORER),
        RESTORER.restore,
    )


def said(value: Any) -> Any:
    """What a value says, however it is written: of a string that is JSON, the leaves."""
    if isinstance(value, dict):
        return {name: said(each) for name, each in value.items()}
    if isinstance(value, list):
        return [said(each) for each in value]
    if isinstance(value, str) and jsonstream.structured(value):
        return leaves(jsonstream.document(value, 1))
    return value


def leaves(document: Document) -> list[Any]:
    return [
        (leaf.pointer, leaf.value if leaf.inner is None else leaves(leaf.inner)) for leaf in document.leaves
    ]


def whole(given: dict[str, Any]) -> tuple[dict[str, Any] | None, list[str]]:
    """Screen a reply as one that is not streamed: what leaves, and what was found."""
    source = json.dumps(given)
    document = jsontext.read(source, anthropic.REPLY, lenient=True)
    screening = GUARD.screen(list(document.texts()), Direction.COMPLETION, RESTORER)
    found = sorted(each.label for each in screening.findings)
    if screening.blocked:
        return None, found
    written = document.put([RESTORER.restore(value) for value in screening.values])
    return said(json.loads(unsigned_reply(source, written, RESTORER.restore))), found


def streamed(given: dict[str, Any], at: list[int]) -> tuple[dict[str, Any], list[str]]:
    """Stream a reply: what a strict client makes of what leaves, and what was found."""
    stream = AnthropicStream(screens())
    steps = [step for each in events(given, at) for step in stream.feed(each)]
    assert stream.over
    found = [each.label for step in steps if step.screening is not None for each in step.screening.findings]
    return said(read(each for step in steps for each in step.events)), sorted(found)


@settings(max_examples=examples(120), deadline=None)
@given(replies, cuts)
def test_any_chunking_equals_the_whole(given: dict[str, Any], at: list[int]) -> None:
    expected, found = whole(given)
    assert streamed(given, at) == (expected, found)


@settings(max_examples=30, deadline=None)
@given(replies)
def test_letter_by_letter(given: dict[str, Any]) -> None:
    expected, found = whole(given)
    assert streamed(given, list(range(2000))) == (expected, found)


@settings(max_examples=60, deadline=None)
@given(replies, texts, cuts, st.sampled_from(["text", "thinking", "input", "cited_text"]))
def test_a_block_ends_any_chunking(given: dict[str, Any], after: str, at: list[int], place: str) -> None:
    value = f"{BLOCK}{after}"
    last = {
        "text": text(value),
        "thinking": thinking(value),
        "input": tool_use(to=value),
        "cited_text": text("", citations=[{"type": "char_location", "cited_text": value}]),
    }[place]
    before, _ = whole(given)
    assert before is not None
    out, _ = streamed({**given, "content": [*given["content"], last]}, at)
    assert "AKIA" not in json.dumps(out)
    assert out["stop_reason"] == "refusal"
    assert out["content"][: len(given["content"])] == before["content"]
