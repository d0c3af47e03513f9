"""One stream of chunks, event by event. That any cutting gives the same is tests/property/test_chunking.py."""

import json
import time
from functools import partial
from typing import Any

import pytest

from guard import Direction, Guard
from guard.decide.policy import Hold
from guard.errors import WireError
from guard.screen import screen_window
from guard.stream import ChatStream

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


@pytest.fixture
def stream(guard: Guard) -> ChatStream:
    return ChatStream(
        partial(guard.screen, direction=Direction.COMPLETION),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
        Hold.SENTENCE,
        {},
    )


def chunk(*choices: dict[str, Any], **more: Any) -> str:
    return json.dumps({"id": "c1", "created": 7, "model": "m", "choices": list(choices), **more})


def delta(index: int = 0, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"index": index, "delta": fields, "finish_reason": finish}


def events(stream: ChatStream, *data: str) -> list[Any]:
    out = [event for each in data for step in stream.feed(each) for event in step.events]
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
    assert out[0]["choices"][0]["delta"]["content"] == "😀 \ufffd"
    assert out[1]["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"] == '{"a": "😀"}'


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
        made = ChatStream(
            partial(guard.screen, direction=Direction.COMPLETION),
            partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
            Hold.SENTENCE,
            {},
        )
        started = time.process_time()
        events(made, *(chunk(delta(content=text[at : at + 4])) for at in range(0, length, 4)))
        return time.process_time() - started

    # Four times the text: linear is 4 times the cost, quadratic 16; a little for noise.
    assert min(cost(len(text)) for _ in range(2)) < 12 * min(cost(len(text) // 4) for _ in range(2)) + 0.3


def test_own_tokens_are_restored_and_no_others(guard: Guard) -> None:
    stream = ChatStream(
        partial(guard.screen, direction=Direction.COMPLETION),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
        Hold.SENTENCE,
        {"<EMAIL_ADDRESS_7KQ2M>": MAIL},
    )
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


def test_close_gives_what_is_held(stream: ChatStream) -> None:
    events(stream, chunk(delta(content="Held back")))
    steps = list(stream.close())
    assert "Held back" in steps[0].events[0]
    assert steps[-1].events == ("[DONE]",)
    assert list(stream.close())[:1] in ([], [steps[-1]])


def test_stop_gives_the_error_and_drops_what_is_held(stream: ChatStream) -> None:
    events(stream, chunk(delta(content="Held back")))
    assert stream.stop(b'{"error": {}}').events == ('{"error": {}}', "[DONE]")
    assert events(stream, "[DONE]") == []
