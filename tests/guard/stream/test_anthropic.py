"""One stream of the Messages API, event by event. That any cutting gives the same is tests/property/test_anthropic.py."""

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from anthropic.types import Message
from anthropic.types.beta import BetaRawMessageStreamEvent
from messages import (
    Client,
    block_events,
    ending,
    event,
    events,
    opening,
    read,
    reply,
    text,
    thinking,
    tool_use,
)
from shapes import Shape, shapes

from guard import Direction, Guard
from guard.detect.detector import Detector
from guard.errors import WireError
from guard.screen import cutting, screen, screen_window
from guard.stream.anthropic import AnthropicStream
from guard.stream.channel import Screens
from guard.stream.step import Step
from guard.transform.restore import Restorer
from guard.types import Finding, NotRun, Text
from guard.wire.sse import ServerEvent, encode

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
TOKENS = {"<EMAIL_ADDRESS_7KQ2M>": MAIL}
START = opening(reply())


class Broken:
    """A detector that fails."""

    name = "broken"
    labels: frozenset[str] = frozenset()

    def detect(self, index: int, text: Text) -> Iterable[Finding | NotRun]:
        raise RuntimeError


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


def screens(guard: Guard, *more: Detector) -> Screens:
    restorer = Restorer(TOKENS)
    direction = Direction.COMPLETION
    detectors = {direction: (*guard.rules.detectors[direction], *more)}
    rules = replace(guard.rules, detectors=detectors)
    return Screens(
        partial(screen, rules=rules, direction=direction, issued=restorer),
        partial(screen_window, rules=rules, direction=direction),
        cutting(guard.policy, restorer),
        restorer.restore,
    )


@pytest.fixture
def stream(guard: Guard) -> AnthropicStream:
    return AnthropicStream(screens(guard))


def out(steps: Iterable[Step]) -> list[ServerEvent]:
    return [each for step in steps for each in step.events]


def fed(stream: AnthropicStream, *given: ServerEvent) -> list[ServerEvent]:
    return [each for one in given for each in out(stream.feed(one))]


def bodies(given: Iterable[ServerEvent]) -> list[dict[str, Any]]:
    return [json.loads(each.data) for each in given]


def test_a_clean_reply_is_what_it_was(stream: AnthropicStream) -> None:
    whole = reply(
        thinking("Let me see."),
        text("Hello.", citations=[{"type": "char_location", "cited_text": "hello", "document_index": 0}]),
        tool_use(to="the desk", count=3),
        stop_reason="tool_use",
    )
    assert read(fed(stream, *events(whole))) == whole
    assert stream.over


def test_every_event_is_named_for_its_type(stream: AnthropicStream) -> None:
    given = fed(stream, *events(reply(text("Hi."))))
    assert [each.name for each in given] == [body["type"] for body in bodies(given)]
    assert [each.name for each in given] == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


def test_the_start_of_a_message_and_of_a_block_leave_at_once(stream: AnthropicStream) -> None:
    begin = event("content_block_start", index=0, content_block=text(""))
    assert [each.name for each in fed(stream, START)] == ["message_start"]
    assert [each.name for each in fed(stream, begin)] == ["content_block_start"]


def test_a_sentence_leaves_before_the_next_one_ends(stream: AnthropicStream) -> None:
    begin, delta, *_ = block_events(
        0, text("Here is a summary of what you asked for. It goes on like this for quite some time, and then")
    )
    assert [body["delta"]["text"] for body in bodies(fed(stream, START, begin, delta)[2:])] == [
        "Here is a summary of what you asked for. "
    ]


def test_nothing_leaves_before_its_sentence_is_over(stream: AnthropicStream) -> None:
    begin, delta, *_ = block_events(0, text("Ask jane.doe@exam"))
    assert fed(stream, START, begin, delta)[2:] == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (text(f"Ask {MAIL}."), text("Ask <EMAIL_ADDRESS>.")),
        (tool_use(to=[MAIL], note="x"), tool_use(to=["<EMAIL_ADDRESS>"], note="x")),
        (tool_use(**{MAIL: 1}), tool_use(**{"<EMAIL_ADDRESS>": 1})),
        (tool_use(card=4111111111111111), tool_use(card="<CREDIT_CARD>")),
        (
            text("x", citations=[{"type": "page_location", "cited_text": MAIL}]),
            text("x", citations=[{"type": "page_location", "cited_text": "<EMAIL_ADDRESS>"}]),
        ),
        (
            {**tool_use(), "name": MAIL, "caller": {"type": MAIL}},
            {**tool_use(), "name": "<EMAIL_ADDRESS>", "caller": {"type": "<EMAIL_ADDRESS>"}},
        ),
        (
            {"type": "web_fetch_tool_result", "content": {"content": {"source": {"data": MAIL}}}},
            {
                "type": "web_fetch_tool_result",
                "content": {"content": {"source": {"data": "<EMAIL_ADDRESS>"}}},
            },
        ),
        ({"type": "of tomorrow", "depicts": MAIL}, {"type": "of tomorrow", "depicts": "<EMAIL_ADDRESS>"}),
        ({"type": MAIL, "text": MAIL}, {"type": "<EMAIL_ADDRESS>", "text": "<EMAIL_ADDRESS>"}),
    ],
)
def test_what_is_redacted(stream: AnthropicStream, block: dict[str, Any], expected: dict[str, Any]) -> None:
    assert read(fed(stream, *events(reply(block))))["content"] == [expected]


def test_tokens_come_back_in_every_place(stream: AnthropicStream) -> None:
    (token,) = TOKENS
    cited = [{"type": "page_location", "cited_text": token}]
    given = reply(thinking(token), text(token, citations=cited), tool_use(to=token), stop_sequence=token)
    content = fed(stream, *events(given, cuts=range(99)))
    assert read(content) == json.loads(json.dumps(given).replace(token, MAIL))


def test_thinking_that_was_only_turned_back_stays_signed(stream: AnthropicStream) -> None:
    (token,) = TOKENS
    (block,) = read(fed(stream, *events(reply(thinking(f"Ask {token}.")))))["content"]
    assert block == thinking(f"Ask {MAIL}.")


def test_thinking_that_was_redacted_is_not_signed_any_more(stream: AnthropicStream) -> None:
    given = fed(stream, *events(reply(thinking(f"Ask {MAIL}."))))
    assert read(given)["content"] == [thinking("Ask <EMAIL_ADDRESS>.", signature="")]
    assert not any("signature_delta" in each.data for each in given)


def test_a_signature_that_is_a_text_is_read_as_one(stream: AnthropicStream) -> None:
    (block,) = read(fed(stream, *events(reply(thinking("Hi.", signature=f"by {MAIL}")))))["content"]
    assert block["signature"] == "by <EMAIL_ADDRESS>"


def test_a_signature_in_pieces_is_read_whole(stream: AnthropicStream) -> None:
    begin, *_, end = block_events(0, thinking(""))
    pieces = ["by jane.doe@", "example.org"]
    deltas = [{"type": "signature_delta", "signature": each} for each in pieces]
    given = [event("content_block_delta", index=0, delta=each) for each in deltas]
    (block,) = read(fed(stream, START, begin, *given, end, *ending(reply())))["content"]
    assert block["signature"] == "by <EMAIL_ADDRESS>"


def test_a_block_may_begin_with_all_of_its_text(stream: AnthropicStream) -> None:
    content = [
        text(f"Ask {MAIL}.", citations=[{"type": "page_location", "cited_text": MAIL}]),
        thinking("Let me see."),
        tool_use(to=MAIL),
    ]
    given = [
        each
        for index, block in enumerate(content)
        for each in (
            event("content_block_start", index=index, content_block=block),
            event("content_block_stop", index=index),
        )
    ]
    assert read(fed(stream, START, *given, *ending(reply())))["content"] == [
        text("Ask <EMAIL_ADDRESS>.", citations=[{"type": "page_location", "cited_text": "<EMAIL_ADDRESS>"}]),
        thinking("Let me see."),
        tool_use(to="<EMAIL_ADDRESS>"),
    ]


def test_a_summary_of_a_conversation_is_screened_whole(stream: AnthropicStream) -> None:
    begin = event("content_block_start", index=0, content_block={"type": "compaction", "content": None})
    delta = {
        "type": "compaction_delta",
        "content": f"About {MAIL}.",
        "encrypted_content": "sealed",
        "more": MAIL,
    }
    rest = event("content_block_delta", index=0, delta=delta), event("content_block_stop", index=0)
    (block,) = read(fed(stream, START, begin, *rest, *ending(reply())))["content"]
    assert block == {"type": "compaction", "content": "About <EMAIL_ADDRESS>.", "encrypted_content": "sealed"}


def test_blocks_are_numbered_anew(stream: AnthropicStream) -> None:
    content = [text("One."), text("Two.")]
    given = [each for at, block in enumerate(content) for each in block_events(3 + 2 * at, block)]
    assert read(fed(stream, START, *given, *ending(reply())))["content"] == content


def test_a_block_that_was_not_ended_is_ended(stream: AnthropicStream) -> None:
    content = [text("One."), text("Two.")]
    given = [each for at, block in enumerate(content) for each in [*block_events(at, block)][:-1]]
    assert read(fed(stream, START, *given, *ending(reply())))["content"] == content


def test_the_end_of_another_block_says_nothing(stream: AnthropicStream) -> None:
    begin, delta, end = block_events(0, text("One."))
    odd = event("content_block_stop", index=7)
    assert read(fed(stream, START, odd, begin, odd, delta, end, odd, *ending(reply())))["content"] == [
        text("One.")
    ]


@pytest.mark.parametrize(
    "given",
    [
        event("a_new_event", text=MAIL),
        event("content_block_delta", index=0, delta={"type": "hologram_delta", "hologram": MAIL}),
        event("content_block_delta", index=0, delta={"type": "hologram_delta", "text": MAIL}),
        event(MAIL),
    ],
)
def test_what_nobody_described_is_dropped(stream: AnthropicStream, given: ServerEvent) -> None:
    begin, *_ = block_events(0, text(""))
    assert fed(stream, START, begin, given)[2:] == []


def test_nothing_of_an_event_is_passed_as_it_came(stream: AnthropicStream) -> None:
    given = [
        ServerEvent(json.dumps({**json.loads(each.data), "note": MAIL}), each.name)
        for each in (event("ping"), *events(reply(text("Hi."))))
    ]
    assert MAIL not in str(bodies(fed(stream, *given)))


def test_pings_pass_at_any_time(stream: AnthropicStream) -> None:
    assert bodies(fed(stream, event("ping", note=MAIL))) == [{"type": "ping"}]
    assert bodies(fed(stream, START, event("ping")))[1:] == [{"type": "ping"}]


def test_fields_beside_the_end_are_screened(stream: AnthropicStream) -> None:
    usage = {"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 3}}
    given = event(
        "message_delta",
        delta={"stop_reason": "refusal", "stop_details": {"type": "refusal", "explanation": f"ask {MAIL}"}},
        usage=usage,
        context_management={"applied_edits": []},
        mood=MAIL,
    )
    assert bodies(fed(stream, START, given))[-1] == {
        "type": "message_delta",
        "delta": {
            "stop_reason": "refusal",
            "stop_details": {"type": "refusal", "explanation": "ask <EMAIL_ADDRESS>"},
        },
        "usage": usage,
        "context_management": {"applied_edits": []},
        "mood": "<EMAIL_ADDRESS>",
    }


def test_places_are_those_of_the_whole_reply(stream: AnthropicStream) -> None:
    cited = [{"type": "page_location", "cited_text": MAIL}]
    content = [text(MAIL, citations=cited), {**tool_use(to=MAIL), "name": MAIL}]
    steps = [step for each in events(reply(*content, stop_sequence=MAIL)) for step in stream.feed(each)]
    screened = [text for step in steps if step.screening for text in step.screening.originals]
    assert [each.place for each in screened] == [
        "content[0].text",
        "content[0].citations[0].cited_text",
        "content[1].name",
        "content[1].input",
        "content[1].input",
        "stop_sequence",
    ]


@pytest.mark.parametrize(
    "block",
    [
        text(f"Here you are. {KEY} is it."),
        thinking(f"It is {KEY}."),
        tool_use(key=KEY),
        {**tool_use(), "name": KEY},
        text("Hi.", citations=[{"type": "page_location", "cited_text": KEY}]),
    ],
)
def test_a_refused_reply_ends_in_order(stream: AnthropicStream, block: dict[str, Any]) -> None:
    given = fed(stream, *events(reply(text("One."), block, text("Three."))))
    message = read(given)
    assert (message["stop_reason"], message["stop_sequence"]) == ("refusal", None)
    assert message["stop_details"]["type"] == "refusal"
    assert message["content"][0] == text("One.")
    assert message["usage"] == {"input_tokens": 5, "output_tokens": 1}
    assert [each.name for each in given[-2:]] == ["message_delta", "message_stop"]
    assert KEY[:8] not in str(bodies(given))
    assert stream.over
    assert fed(stream, event("ping")) == []


def test_a_message_that_is_refused_from_the_start_is_still_a_message(stream: AnthropicStream) -> None:
    message = read(fed(stream, opening({**reply(), "id": f"for {KEY}"})))
    assert message == {
        "id": "msg_guard",
        "type": "message",
        "role": "assistant",
        "model": "unknown",
        "content": [],
        "stop_reason": "refusal",
        "stop_sequence": None,
        "stop_details": message["stop_details"],
        "usage": {"input_tokens": 0, "output_tokens": 1},
    }


def test_an_outage_is_an_error_and_no_refusal(guard: Guard) -> None:
    stream = AnthropicStream(screens(guard, Broken()))
    *_, last = fed(stream, *events(reply(text("Hi."))))
    assert last.name == "error"
    assert json.loads(last.data)["error"]["type"] == "api_error"
    assert json.loads(last.data)["error"]["details"] == {"error_code": "filter_unavailable"}
    assert stream.over


def test_a_failure_of_the_provider_is_told_after_what_it_said(stream: AnthropicStream) -> None:
    begin, delta, _ = block_events(0, text(f"Ask {MAIL}."))
    failed = event(
        "error", error={"type": "overloaded_error", "message": f"Overloaded, ask {MAIL}"}, request_id="r1"
    )
    given = fed(stream, START, begin, delta, failed)
    assert bodies(given)[2:] == [
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": "Ask <EMAIL_ADDRESS>."},
        },
        {
            "type": "error",
            "error": {"type": "overloaded_error", "message": "Overloaded, ask <EMAIL_ADDRESS>"},
            "request_id": "r1",
        },
    ]
    assert given[-1].name == "error"
    assert stream.over


def test_a_failure_may_come_first(stream: AnthropicStream) -> None:
    failed = event("error", error={"type": "api_error", "message": "Internal server error"})
    assert fed(stream, failed) == [failed]


def test_a_failure_in_words_that_are_refused_is_told_without_them(stream: AnthropicStream) -> None:
    failed = event("error", error={"type": "api_error", "message": f"no such key: {KEY}"})
    (told,) = fed(stream, START, failed)[1:]
    assert told.name == "error"
    assert json.loads(told.data)["error"]["details"] == {"error_code": "content_filter"}
    assert KEY not in told.data


def test_what_was_held_leaves_when_the_provider_breaks_off(stream: AnthropicStream) -> None:
    begin, delta, *_ = block_events(0, thinking(f"Ask {MAIL}."))
    fed(stream, START, begin, delta)
    assert bodies(out(stream.flush())) == [
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "thinking_delta", "thinking": "Ask <EMAIL_ADDRESS>."},
        }
    ]
    last = stream.stop(b'{"type": "error"}')
    assert last.events == (ServerEvent('{"type": "error"}', "error"),)
    assert stream.over
    assert out(stream.close()) == []


def test_what_was_held_is_refused_when_the_provider_breaks_off(stream: AnthropicStream) -> None:
    begin, delta, *_ = block_events(0, text(f"It is {KEY}"))
    given = fed(stream, START, begin, delta) + out(stream.flush())
    assert read(given)["stop_reason"] == "refusal"
    assert KEY[:8] not in str(bodies(given))


def test_a_message_that_its_provider_did_not_end_is_not_ended(stream: AnthropicStream) -> None:
    begin, delta, *_ = block_events(0, text("Hi."))
    given = fed(stream, START, begin, delta) + out(stream.close())
    assert [each.name for each in given[2:]] == ["content_block_delta"]
    assert stream.over
    assert fed(stream, event("message_stop")) == []


def test_an_empty_stream_stays_empty(stream: AnthropicStream) -> None:
    assert out(stream.close()) == []


OPEN = (START, event("content_block_start", index=0, content_block=text("")))


@pytest.mark.parametrize(
    ("before", "given", "expected"),
    [
        ((), ServerEvent("not json"), "not valid JSON"),
        ((), ServerEvent('["message_start"]'), "event: expected a JSON object"),
        ((), ServerEvent('{"type": "ping", "type": "error"}'), "same member twice"),
        ((), event(7), "type: expected a string"),  # type: ignore[arg-type]
        ((), ServerEvent("{}"), "type: expected a string"),
        ((), event("message_start"), "message: expected an object"),
        ((), event("message_start", message=reply(text(MAIL))), "without content yet"),
        ((START,), START, "expected one message"),
        ((), OPEN[1], "expected the start of a message first"),
        ((), ending(reply())[0], "expected the start of a message first"),
        ((START,), event("content_block_start", index=0), "content_block: expected an object"),
        ((START,), event("content_block_start", index=0, content_block={}), "type: expected a string"),
        (
            (START,),
            event("content_block_delta", index=0, delta={"type": "text_delta", "text": ""}),
            "open block",
        ),
        (OPEN, event("content_block_delta", index=1, delta={"type": "text_delta", "text": ""}), "open block"),
        (OPEN, event("content_block_delta", index=0), "delta: expected an object"),
        (OPEN, event("content_block_delta", index=0, delta={}), "type: expected a string"),
        (
            OPEN,
            event("content_block_delta", index=0, delta={"type": "text_delta"}),
            "text: expected a string",
        ),
        (
            OPEN,
            event("content_block_delta", index=0, delta={"type": "text_delta", "text": [MAIL]}),
            "text: expected a string",
        ),
        (
            OPEN,
            event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": {}}),
            "partial_json: expected a string",
        ),
        (
            OPEN,
            event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": 1}),
            "signature: expected a string",
        ),
        (
            OPEN,
            event("content_block_delta", index=0, delta={"type": "citations_delta", "citation": MAIL}),
            "citation: expected an object",
        ),
        (OPEN, event("message_delta", delta=MAIL), "delta: expected an object"),
    ],
)
def test_what_is_no_event_of_a_message(
    stream: AnthropicStream, before: tuple[ServerEvent, ...], given: ServerEvent, expected: str
) -> None:
    fed(stream, *before)
    with pytest.raises(WireError, match=expected) as raised:
        list(stream.feed(given))
    assert MAIL not in str(raised.value)


def test_half_a_character_can_be_written(stream: AnthropicStream) -> None:
    given = reply(text("a \ud83d"), {"type": "text", "text": "", "note": "\ud83d"})
    sent = b"".join(map(encode, fed(stream, *events(given))))
    assert sent.decode().count("\ufffd") == 2


def test_a_character_in_two_halves_is_put_together(stream: AnthropicStream) -> None:
    given = fed(stream, *events(reply(text("so \ud83d\ude00 it is")), cuts=[4]))
    assert read(given)["content"] == [text("so 😀 it is")]


def everything(shape: Shape) -> list[ServerEvent]:
    """A message in which an event of this shape stands where it may."""
    body = shape.body
    if body["type"] == "message_start":
        body = {**body, "message": {**body["message"], "content": []}}
        return [ServerEvent(json.dumps(body)), *ending(reply())]
    given = [START]
    if body["type"] == "content_block_delta":
        block = BLOCKS.get(body["delta"]["type"], text("", citations=[]))
        given.append(event("content_block_start", index=body["index"], content_block=block))
    if body["type"] == "message_stop":
        given.append(ending(reply())[0])
    given.append(ServerEvent(json.dumps(body)))
    if body["type"] in ("content_block_delta", "content_block_start"):
        given.append(event("content_block_stop", index=body["index"]))
    if body["type"] not in ("message_delta", "message_stop"):
        given.append(ending(reply())[0])
    if body["type"] != "message_stop":
        given.append(ending(reply())[1])
    return given


BLOCKS = {
    "thinking_delta": thinking(""),
    "signature_delta": thinking(""),
    "input_json_delta": tool_use(),
    "compaction_delta": {"type": "compaction", "content": None},
}
EVENTS = [pytest.param(shape, id=shape.name) for shape in shapes(BetaRawMessageStreamEvent)]


@pytest.mark.parametrize("shape", EVENTS)
def test_no_string_of_any_event_of_the_sdk_leaves_unscreened(stream: AnthropicStream, shape: Shape) -> None:
    client = Client()
    given = fed(stream, *everything(shape))
    for each in given:
        client.take(each)
    assert stream.over
    assert "leak.example.org" not in str(bodies(given))


@pytest.mark.parametrize("shape", [pytest.param(shape, id=shape.name) for shape in shapes(Message)])
def test_no_string_of_any_block_of_the_sdk_leaves_unscreened(stream: AnthropicStream, shape: Shape) -> None:
    blocks = [
        each for index, block in enumerate(shape.body["content"]) for each in block_events(index, block)
    ]
    given = fed(stream, START, *blocks, *ending(reply()))
    assert len(shape.body["content"]) == len(read(given)["content"])
    assert "leak.example.org" not in str(bodies(given))


def test_the_shapes_hold_what_would_leak() -> None:
    kinds = {shape.values[0].body["type"] for shape in EVENTS}  # type: ignore[attr-defined]
    assert {"message_start", "content_block_start", "content_block_delta", "message_delta"} <= kinds
    assert sum(len(shape.values[0].canaries) for shape in EVENTS) > 100  # type: ignore[attr-defined]
