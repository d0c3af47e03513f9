"""Any cut of a streamed response gives the reply, the findings and the end of the one that was not streamed."""

import itertools
import json
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from chunkings import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from response_events import Client, call, message, response, streamed

from guard import Direction, Guard
from guard.screen import cutting, screen_window
from guard.stream.channel import Screens
from guard.stream.responses import ResponsesStream
from guard.transform.restore import Restorer
from guard.wire import jsontext, responses
from guard.wire.citations import followed
from guard.wire.sse import ServerEvent

TOKENS = {"<EMAIL_ADDRESS_7KQ2M>": "restored@example.org", "<PERSON_AAAAA>": "Zoë Quill"}
RESTORER = Restorer(TOKENS)
PIECES = [
    "Hello there. ",
    "jane.doe@example.org",
    " Call +1 415 555 0132 now. ",
    "card 4111 1111 1111 1111",
    "\n\n",
    "1. first\n2. second\n",
    "<EMAIL_ADDRESS_7KQ2M>",
    "<PERSON_AAAAA>, hi! ",
    "<NOT_ISSUED_12345> ",
    "漢字。日本語！",
    "é\u0301 naïve 😀 ",
    "This is a plain sentence that is long enough to be a sentence of its own. ",
]
BLOCK = "The key is AKIAABCDEFGHIJKLMNOP. "
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
arguments = st.dictionaries(st.sampled_from(["to", "note", "é"]), texts, max_size=3).flatmap(
    lambda value: st.sampled_from([json.dumps(value), json.dumps(value, ensure_ascii=False)])
)
reasoning = st.builds(
    lambda summary, content: {
        "id": "rs_1",
        "type": "reasoning",
        "status": "completed",
        "summary": [{"type": "summary_text", "text": text} for text in summary],
        "content": [{"type": "reasoning_text", "text": text} for text in content],
    },
    st.lists(texts, max_size=2),
    st.lists(texts, max_size=1),
)
refusals = texts.map(
    lambda text: message(content=[{"type": "refusal", "refusal": text}], id="msg_2"),
)
searches = texts.map(
    lambda text: {"id": "ws_1", "type": "web_search_call", "status": "completed", "action": {"query": text}}
)
items = st.one_of(
    st.lists(texts, min_size=1, max_size=3).map(lambda those: message(*those)),
    arguments.map(call),
    texts.map(
        lambda text: {"id": "ct_1", "type": "custom_tool_call", "call_id": "c", "name": "f", "input": text}
    ),
    reasoning,
    refusals,
    searches,
)
replies = st.lists(items, max_size=4, unique_by=lambda item: item["id"]).flatmap(
    lambda output: texts.map(lambda text: response(*output, instructions=text, metadata={"note": text}))
)
cuts = st.lists(st.integers(0, 400), max_size=20)
HOLDS = ["sentence", "window:16", "all"]


@cache
def guarded(hold: str) -> Guard:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "policy.yaml"
        path.write_text(f"policy: p\nextends: [default]\nstream: {{hold: '{hold}'}}\n")
        return Guard.load(path, key=b"k" * 32)


def stream(guard: Guard) -> ResponsesStream:
    return ResponsesStream(
        Screens(
            partial(guard.screen, direction=Direction.COMPLETION, issued=RESTORER),
            partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
            cutting(guard.policy, RESTORER),
            RESTORER.restore,
        )
    )


def cut_at(places: list[int]) -> Any:
    def cut(text: str) -> list[str]:
        edges = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
        return [text[low:high] for low, high in itertools.pairwise(edges)]

    return cut


def whole(guard: Guard, reply: dict[str, Any]) -> tuple[Any, list[tuple[int, str]]]:
    """Screen a reply as one that is not streamed: what leaves, and what was found how often."""
    source = json.dumps(reply)
    document = jsontext.read(source, responses.REPLY, lenient=True)
    screening = guard.screen(list(document.texts()), Direction.COMPLETION, RESTORER)
    found = [(each.span.end - each.span.start, each.label) for each in screening.findings]
    if screening.blocked:
        return None, found
    after = document.put([RESTORER.restore(value) for value in screening.values], drop_groups=True)
    return json.loads(followed(source, after, str)), found


def read(guard: Guard, events: list[dict[str, Any]]) -> tuple[Client, list[tuple[int, str]]]:
    """Give what a client reads, and what was found."""
    adapter, client = stream(guard), Client()
    found: list[tuple[int, str]] = []
    for event in events:
        for step in adapter.feed(ServerEvent(json.dumps(event), event["type"])):
            if step.screening is not None:
                found += [(each.span.end - each.span.start, each.label) for each in step.screening.findings]
            for sent in step.events:
                assert sent.name == json.loads(sent.data)["type"]
                client.read(sent.data)
    assert adapter.over
    return client, found


def plain(reply: Any) -> Any:
    """Give a reply without what may differ in form only: how strings of JSON are escaped, log probabilities."""
    if isinstance(reply, dict):
        rest = {name: plain(value) for name, value in reply.items() if name not in ("logprobs", "arguments")}
        return rest | ({"arguments": json.loads(reply["arguments"])} if "arguments" in reply else {})
    return [plain(each) for each in reply] if isinstance(reply, list) else reply


@pytest.mark.parametrize("hold", HOLDS)
@settings(max_examples=examples(12, len(HOLDS)), deadline=None)
@given(reply=replies, places=cuts)
def test_any_chunking_equals_the_whole(hold: str, reply: dict[str, Any], places: list[int]) -> None:
    guard = guarded(hold)
    expected, spans = whole(guard, reply)
    client, found = read(guard, streamed(reply, cut_at(places)))
    assert client.kinds[-1] == "response.completed"
    assert plain(client.last) == plain(expected)
    assert sorted(found) == sorted(spans)


@settings(max_examples=8, deadline=None)
@given(reply=replies)
def test_letter_by_letter(reply: dict[str, Any]) -> None:
    guard = guarded("sentence")
    expected, spans = whole(guard, reply)
    client, found = read(guard, streamed(reply, list))
    assert plain(client.last) == plain(expected)
    assert sorted(found) == sorted(spans)


@pytest.mark.parametrize("hold", HOLDS)
@settings(max_examples=8, deadline=None)
@given(
    before=texts,
    after=texts,
    others=st.lists(items, max_size=2, unique_by=lambda item: item["id"]),
    places=cuts,
)
def test_a_block_ends_any_chunking(
    hold: str, before: str, after: str, others: list[dict[str, Any]], places: list[int]
) -> None:
    guard = guarded(hold)
    blocked = message("Fine so far. ", f"{before} {BLOCK}{after}", id="msg_9")
    reply = response(*others, blocked, *([{**each, "id": "later"} for each in others]))
    assert whole(guard, reply)[0] is None
    client, _ = read(guard, streamed(reply, cut_at(places)))
    assert client.kinds[-1] == "response.incomplete"
    assert client.kinds.count("response.output_item.done") == len(client.items) == len(others) + 1
    assert client.last["incomplete_details"] == {"reason": "content_filter"}
    assert client.last["output"] == [client.items[at] for at in sorted(client.items)]
    assert "AKIA" not in json.dumps([client.last, list(client.texts.values())])
    *finished, ended = client.last["output"]
    expected, _ = whole(guard, response(*others))
    assert plain(finished) == plain(expected["output"])
    assert ended["status"] == "incomplete"
    released = whole(guard, response(message(f"{before} ")))[0]["output"][0]["content"][0]["text"]
    assert f"{released}The key is ".startswith(ended["content"][1]["text"])
