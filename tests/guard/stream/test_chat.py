"""One stream of chunks, event by event. That any cutting gives the same is tests/property/test_chunking.py."""

import json
import time
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import cutting, screen_window
from guard.stream import chat as module
from guard.stream.channel import Screens
from guard.stream.chat import ChatStream
from guard.stream.merge import MOST
from guard.transform.restore import Restorer
from guard.wire.sse import ServerEvent

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


def screens(guard: Guard, tokens: dict[str, str] | None = None) -> Screens:
    restorer = Restorer(tokens or {})
    return Screens(
        partial(guard.screen, direction=Direction.COMPLETION, issued=restorer),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION, issued=restorer),
        cutting(guard.policy, restorer),
        restorer.restore,
    )


@pytest.fixture
def stream(guard: Guard) -> ChatStream:
    return ChatStream(screens(guard))


def chunk(*choices: dict[str, Any], **more: Any) -> str:
    return json.dumps({"id": "c1", "created": 7, "model": "m", "choices": list(choices), **more})


def delta(index: int = 0, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"index": index, "delta": fields, "finish_reason": finish}


def events(stream: ChatStream, *data: str) -> list[Any]:
    out = [event.data for each in data for step in stream.feed(ServerEvent(each)) for event in step.events]
    return [json.loads(event) if event != "[DONE]" else event for event in out]


def test_first_delta_with_the_role_leaves_at_once(stream: ChatStream) -> None:
    (first,) = events(stream, chunk(delta(role="assistant", content="")))
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}


def test_nothing_leaves_before_its_sentence_is_over(stream: ChatStream) -> None:
    assert events(stream, chunk(delta(content=f"Ask {MAIL[:8]}")), chunk(delta(content=MAIL[8:]))) == []
    out = events(stream, chunk(delta(finish="stop")), "[DONE]")
    assert out[0]["choices"][0]["delta"]["content"] == "Ask <EMAIL_ADDRESS>"
    assert out[1]["choices"][0]["finish_reason"] == "stop"
    assert out[2] == "[DONE]"


def test_envelope_is_the_providers(stream: ChatStream) -> None:
    events(stream, chunk(delta(content="Hi.")))
    (text, *_) = events(stream, chunk(delta(finish="stop")), "[DONE]")
    assert (text["id"], text["created"], text["model"], text["object"]) == (
        "c1",
        7,
        "m",
        "chat.completion.chunk",
    )


def test_logprobs_and_obfuscation_go(stream: ChatStream) -> None:
    choice = {**delta(role="assistant", content="x"), "logprobs": {"content": [{"token": KEY}]}}
    out = events(stream, chunk(choice, obfuscation="abc"))
    assert KEY not in json.dumps(out)
    assert "obfuscation" not in out[0]


def test_block_ends_all_open_choices_and_nothing_follows(stream: ChatStream) -> None:
    events(stream, chunk(delta(0, content="a"), delta(1, content=f"{KEY} ")))
    out = events(stream, chunk(delta(1, finish="stop")), "[DONE]")
    *ends, done = out[-3:]
    assert [each["choices"][0]["finish_reason"] for each in ends] == ["content_filter", "content_filter"]
    assert done == "[DONE]"
    assert stream.over
    assert events(stream, chunk(delta(0, content="more")), "[DONE]") == []


def test_text_after_the_finish_is_still_screened(stream: ChatStream) -> None:
    events(stream, chunk(delta(content="Hi.", finish="stop")))
    out = events(stream, chunk(delta(content=f" {MAIL}")), "[DONE]")
    assert MAIL not in json.dumps(out)
    assert "<EMAIL_ADDRESS>" in json.dumps(out)


def test_unknown_shapes_are_screened_when_the_choice_ends(stream: ChatStream) -> None:
    out = events(
        stream,
        chunk(delta(annotations=[{"note": MAIL}], audio={"transcript": MAIL[:5]})),
        chunk(delta(audio={"transcript": MAIL[5:]})),
        chunk(delta(finish="stop")),
        "[DONE]",
    )
    assert out[0]["choices"][0]["delta"] == {
        "annotations": [{"note": "<EMAIL_ADDRESS>"}],
        "audio": {"transcript": "<EMAIL_ADDRESS>"},
    }


def test_members_nobody_described_are_dropped(stream: ChatStream) -> None:
    pieces = [MAIL[at : at + 4] for at in range(0, len(MAIL), 4)]
    chunks = [
        json.dumps({"choices": [{"index": 0, "text": each, "delta": {}}], "note": each}) for each in pieces
    ]
    chunks += [json.dumps({"type": "content_block_delta", "delta": {"text": each}}) for each in pieces]
    out = events(stream, *chunks, "[DONE]")
    assert out == ["[DONE]"]


def test_usage_comes_last_and_as_it_was_sent(stream: ChatStream) -> None:
    out = events(
        stream, chunk(delta(content="Hi.", finish="stop")), chunk(usage={"total_tokens": 3}), "[DONE]"
    )
    assert [each["choices"][0]["finish_reason"] for each in out[:2]] == [None, "stop"]
    assert (out[2]["choices"], out[2]["usage"]) == ([], {"total_tokens": 3})


def test_usage_with_the_finish_needs_no_chunk_of_its_own(stream: ChatStream) -> None:
    out = events(stream, chunk(delta(content="Hi.", finish="stop"), usage={"total_tokens": 3}), "[DONE]")
    assert out[1]["usage"] == {"total_tokens": 3}
    assert all(each == "[DONE]" or each["choices"] for each in out)


@pytest.mark.parametrize("finish", ["", "stop"])
def test_a_finish_on_every_chunk_ends_nothing_early(stream: ChatStream, finish: str) -> None:
    text = f"Ask {MAIL} or use 4111 1111 1111 1111. The key is {KEY}."
    out = events(stream, *(chunk(delta(content=letter, finish=finish)) for letter in text), "[DONE]")
    assert "jane" not in json.dumps(out)
    assert "4111" not in json.dumps(out)
    assert out[-2]["choices"][0]["finish_reason"] == "content_filter"


@pytest.mark.parametrize(
    "text",
    [
        '{"x": "\\u0041KIAABCDEFGHIJKLMNOP"}',
        'As JSON: {"x": "\\u0041KIAABCDEFGHIJKLMNOP"}',
        '```json\n{"x": "A\\u004bIAABCDEFGHIJKLMNOP"}\n```',
        '{"a": 1, "a": "\\u0041KIAABCDEFGHIJKLMNOP"}',
        '{"a": NaN, "b": "\\u0041KIAABCDEFGHIJKLMNOP"}',
    ],
)
def test_escapes_hide_nothing(stream: ChatStream, guard: Guard, text: str) -> None:
    out = events(stream, *(chunk(delta(content=letter)) for letter in text), "[DONE]")
    assert out[-2]["choices"][0]["finish_reason"] == "content_filter"
    assert "KIAABC" not in json.dumps(out)


def test_json_stays_json(stream: ChatStream) -> None:
    text = json.dumps({"text": f"line one\n{MAIL}", "social_security_number": 536228726})
    out = events(stream, *(chunk(delta(content=letter)) for letter in text), "[DONE]")
    content = "".join(each["choices"][0]["delta"].get("content", "") for each in out if each != "[DONE]")
    assert json.loads(content) == {"text": "line one\n<EMAIL_ADDRESS>", "social_security_number": "<US_SSN>"}


def test_envelope_carries_no_text(stream: ChatStream) -> None:
    data = {"id": MAIL, "model": "call +1 415 555 0132", "created": 4111111111111111}
    out = events(stream, json.dumps({**data, "choices": [delta(content="Hi.")]}), "[DONE]")
    assert (out[0]["id"], out[0]["model"], out[0]["created"]) == ("chatcmpl-guard", "unknown", 0)


def test_half_a_character_waits_for_the_other_half(stream: ChatStream) -> None:
    call = {
        "index": 0,
        "id": "c",
        "type": "function",
        "function": {"name": "f", "arguments": '{"a": "\ud83d'},
    }
    rest = {"index": 0, "function": {"arguments": '\ude00"}'}}
    out = events(
        stream,
        chunk(delta(content="\ud83d", tool_calls=[call])),
        chunk(delta(content="\ude00 \ud83d", tool_calls=[rest])),
        "[DONE]",
    )
    deltas = [each["choices"][0]["delta"] for each in out if each != "[DONE]"]
    calls = [each["tool_calls"][0]["function"] for each in deltas if "tool_calls" in each]
    assert "".join(each.get("content", "") for each in deltas) == "😀 \ufffd"
    assert "".join(each.get("arguments", "") for each in calls) == '{"a": "😀"}'


def test_parts_of_a_text_are_one_text(stream: ChatStream) -> None:
    parts = [{"type": "text", "text": MAIL[at : at + 5]} for at in range(0, len(MAIL), 5)]
    out = events(stream, *(chunk(delta(content=[part])) for part in parts), "[DONE]")
    assert out[0]["choices"][0]["delta"]["content"] == [{"type": "text", "text": "<EMAIL_ADDRESS>"}]


def test_many_spaces_do_not_tear_a_phrase(stream: ChatStream) -> None:
    text = "I am going to kill" + "\n " * 8 + "you. " + "And so on. " * 20
    out = events(stream, *(chunk(delta(content=letter)) for letter in text), "[DONE]")
    assert out[-2]["choices"][0]["finish_reason"] == "content_filter"
    assert "going" not in json.dumps(out)


@pytest.mark.parametrize("text", ["word " * 4000, "x" * 20_000, "\n" * 20_000, "a\\" * 5000, "{" * 20_000])
def test_cost_of_a_letter_does_not_grow(guard: Guard, text: str) -> None:
    def cost(length: int) -> float:
        made = ChatStream(screens(guard))
        started = time.process_time()
        events(made, *(chunk(delta(content=text[at : at + 4])) for at in range(0, length, 4)))
        return time.process_time() - started

    # Four times the text: linear is 4 times the cost, quadratic 16; a little for noise.
    assert min(cost(len(text)) for _ in range(2)) < 12 * min(cost(len(text) // 4) for _ in range(2)) + 0.3


def test_own_tokens_are_restored_and_no_others(guard: Guard) -> None:
    stream = ChatStream(screens(guard, {"<EMAIL_ADDRESS_7KQ2M>": MAIL}))
    out = events(
        stream,
        chunk(delta(content="<EMAIL_ADDRESS_7KQ2M> <EMAIL_ADDRESS_ZZZZZ>")),
        chunk(delta(finish="stop")),
        "[DONE]",
    )
    assert out[0]["choices"][0]["delta"]["content"] == f"{MAIL} <EMAIL_ADDRESS_ZZZZZ>"


@pytest.mark.parametrize(
    "data", ["", "{", "[]", "3", '"x"', '{"choices": [3]}', '{"a": 1, "a": 2}', "[" * 90]
)
def test_what_is_no_chunk_is_refused_without_its_text(stream: ChatStream, data: str) -> None:
    with pytest.raises(WireError):
        events(stream, data)


@pytest.mark.parametrize("index", [-1, True, 0.5, None, "0", MOST, 4111111111111111, 10**300])
def test_an_index_that_says_something_is_refused(stream: ChatStream, index: Any) -> None:
    with pytest.raises(WireError, match="index") as raised:
        events(stream, chunk({"index": index, "delta": {"content": "x"}}))
    assert "4111" not in str(raised.value)


def test_an_error_that_is_none_is_no_error(stream: ChatStream) -> None:
    out = events(stream, chunk(delta(content="Hi.", finish="stop"), error=None), "[DONE]")
    assert out[0]["choices"][0]["delta"]["content"] == "Hi."


@pytest.mark.parametrize("error", [MAIL, {"message": MAIL, "code": MAIL}, {MAIL: [MAIL]}])
def test_an_error_is_passed_on_without_what_is_masked(stream: ChatStream, error: Any) -> None:
    out = events(
        stream, chunk(delta(content="Held back")), json.dumps({"error": error}), chunk(delta(content="x"))
    )
    assert "Held back" in json.dumps(out)
    assert "error" in out[-2]
    assert out[-1] == "[DONE]"
    assert "jane" not in json.dumps(out)


def odd(piece: str) -> list[dict[str, Any]]:
    """Deltas that hold a text where none belongs, or in a shape that changes."""
    call = {
        "index": 0,
        "id": piece,
        "type": piece,
        "function": {"name": piece, "arguments": piece, "n": piece},
    }
    return [
        delta(role=piece),
        delta(finish=piece),
        delta(content=[{"type": "text", "text": piece}]),
        delta(content={"text": piece}, refusal={"text": piece}),
        delta(**{piece: piece}),
        delta(tool_calls=[call, {**call, "index": 1, "custom": {"name": piece, "input": piece}}]),
        delta(tool_calls=piece, function_call={"name": piece, "arguments": piece, "n": piece}),
        {"index": 0, "delta": piece},
        {"index": 0, "text": piece, "logprobs": {"content": [{"token": piece}]}, "delta": {}},
    ]


@pytest.mark.parametrize("size", [3, 7, 40])
def test_no_member_carries_a_text_past(stream: ChatStream, size: int) -> None:
    pieces = [MAIL[at : at + size] for at in range(0, len(MAIL), size)]
    chunks = [
        json.dumps({"id": piece, "model": piece, "usage": {"n": piece, piece: 1}, "choices": [choice]})
        for at in range(len(odd("")))
        for piece in pieces
        for choice in [odd(piece)[at]]
    ]
    out = json.dumps(events(stream, *chunks, "[DONE]"))
    assert MAIL not in out
    assert "jane.doe" not in out
    assert '"doe@' not in out


def test_what_cannot_be_read_at_the_end_is_told_once(stream: ChatStream) -> None:
    """A second flush, with which the service ends a broken stream, gives the rest."""
    events(stream, chunk({"index": 0, "delta": {"content": "Hi.", "n": 0}}).replace('"n": 0', '"n": 1e999'))
    events(
        stream,
        chunk(
            delta(1, content="Held back", tool_calls=[{"index": 0, "function": {"arguments": '{"a": "x'}}])
        ),
    )
    with pytest.raises(WireError):
        list(stream.flush())
    rest = json.dumps([event.data for step in stream.flush() for event in step.events])
    assert "Held back" in rest
    assert "Hi." not in rest
    assert list(stream.flush()) == []


def test_what_waits_for_the_end_has_a_bound(stream: ChatStream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_HELD", 5000)
    events(stream, *(chunk(delta(content="Some words. ")) for _ in range(200)))
    with pytest.raises(WireError, match="at most"):
        events(stream, *(chunk(delta(note="x")) for _ in range(200)))


def test_many_strings_in_one_delta_are_those_of_many_deltas(guard: Guard) -> None:
    text = json.dumps([1] * 30_000 + [""] * 30_000)
    call = {"index": 0, "function": {"name": "f", "arguments": text}}
    out = events(ChatStream(screens(guard)), chunk(delta(tool_calls=[call])), "[DONE]")
    calls = [each["choices"][0]["delta"].get("tool_calls", []) for each in out if each != "[DONE]"]
    assert "".join(made["function"]["arguments"] for each in calls for made in each) == text


def test_a_key_of_many_lines_is_not_read_again_for_each(guard: Guard) -> None:
    looks = 0

    def window(*given: Any, **named: Any) -> Any:
        nonlocal looks
        looks += 1
        return inside(*given, **named)

    inside = screens(guard).window
    stream = ChatStream(replace(screens(guard), window=window))
    body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n" * 60
    out = events(stream, chunk(delta(content=f"-----BEGIN PRIVATE KEY-----\n{body}")), "[DONE]")
    assert out[-2]["choices"][0]["finish_reason"] == "content_filter"
    assert looks < 20


def test_close_gives_what_is_held(stream: ChatStream) -> None:
    events(stream, chunk(delta(content="Held back")))
    steps = list(stream.close())
    assert "Held back" in steps[0].events[0].data
    assert steps[-1].events == (ServerEvent("[DONE]"),)
    assert list(stream.close())[:1] in ([], [steps[-1]])


def test_stop_gives_the_error_and_drops_what_is_held(stream: ChatStream) -> None:
    events(stream, chunk(delta(content="Held back")))
    assert stream.stop(b'{"error": {}}').events == (ServerEvent('{"error": {}}'), ServerEvent("[DONE]"))
    assert events(stream, "[DONE]") == []
