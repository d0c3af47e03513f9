"""One stream of chunks, event by event. That any cutting gives the same is tests/property/test_chunking.py."""

import json
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
    (text, *_) = events(stream, chunk(delta(finish="stop")))
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
    out = events(stream, chunk(delta(1, finish="stop")))
    assert [each["finish_reason"] for each in out[0]["choices"]] == ["content_filter", "content_filter"]
    assert out[1] == "[DONE]"
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
    )
    assert out[0]["choices"][0]["delta"] == {
        "annotations": [{"note": "<EMAIL_ADDRESS>"}],
        "audio": {"transcript": "<EMAIL_ADDRESS>"},
    }


def test_other_fields_of_a_chunk_are_screened(stream: ChatStream) -> None:
    (out,) = events(stream, chunk(usage={"total_tokens": 3}, note=MAIL))
    assert (out["note"], out["usage"]) == ("<EMAIL_ADDRESS>", {"total_tokens": 3})


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
