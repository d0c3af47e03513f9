"""What both kinds of OpenAI's chunks have in common."""

import json
from functools import cache, partial
from typing import Any

import pytest

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import cutting, screen_window
from guard.stream.channel import Screens
from guard.stream.chat import ChatStream
from guard.stream.chunks import ChunkStream
from guard.stream.completions import CompletionsStream
from guard.transform.restore import Restorer
from guard.wire.sse import ServerEvent

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
KINDS: dict[str, tuple[type[ChunkStream], str]] = {
    "chat": (ChatStream, "chat.completion.chunk"),
    "text": (CompletionsStream, "text_completion"),
}


@cache
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


class Fed:
    """One stream, and what a test feeds it."""

    def __init__(self, kind: str) -> None:
        restorer = Restorer({})
        self.kind = kind
        self.object = KINDS[kind][1]
        self.stream = KINDS[kind][0](
            Screens(
                partial(guard().screen, direction=Direction.COMPLETION, issued=restorer),
                partial(screen_window, rules=guard().rules, direction=Direction.COMPLETION),
                cutting(guard().policy, restorer),
                restorer.restore,
            )
        )

    def choice(self, text: str = "", index: Any = 0, finish: str | None = None) -> dict[str, Any]:
        said = {"delta": {"content": text}} if self.kind == "chat" else {"text": text}
        return {"index": index, **said, "finish_reason": finish}

    def __call__(self, *chunks: dict[str, Any] | str) -> list[Any]:
        data = [each if isinstance(each, str) else json.dumps({"id": "c", **each}) for each in chunks]
        out = [e.data for each in data for step in self.stream.feed(ServerEvent(each)) for e in step.events]
        return [each if each == "[DONE]" else json.loads(each) for each in out]


@pytest.fixture(params=KINDS)
def fed(request: pytest.FixtureRequest) -> Fed:
    return Fed(request.param)


def said(out: list[Any]) -> str:
    choices = [choice for each in out if each != "[DONE]" for choice in each.get("choices", ())]
    return "".join(choice.get("text", "") or choice.get("delta", {}).get("content", "") for choice in choices)


def ends(out: list[Any]) -> list[tuple[int, str]]:
    choices = [choice for each in out if each != "[DONE]" for choice in each.get("choices", ())]
    return [(each["index"], each["finish_reason"]) for each in choices if each["finish_reason"]]


def test_text_ends_and_done_come_in_order(fed: Fed):
    out = fed({"choices": [fed.choice(f"Ask {MAIL}")]}, {"choices": [fed.choice(finish="stop")]}, "[DONE]")
    assert (said(out), ends(out), out[-1]) == ("Ask <EMAIL_ADDRESS>", [(0, "stop")], "[DONE]")
    assert {each["object"] for each in out[:-1]} == {fed.object}
    assert fed.stream.over
    assert fed.stream.ident == ""


def test_choices_end_by_their_indices(fed: Fed):
    chunks = [{"choices": [fed.choice("Hi.", index, "stop")]} for index in (2, 0, 1)]
    assert ends(fed(*chunks, "[DONE]")) == [(0, "stop"), (1, "stop"), (2, "stop")]


def test_an_error_that_is_none_ends_nothing(fed: Fed):
    out = fed({"error": None, "choices": [fed.choice("Hi.", finish="stop")]}, "[DONE]")
    assert (said(out), ends(out)) == ("Hi.", [(0, "stop")])


def test_an_error_is_told_in_screened_words(fed: Fed):
    out = fed({"choices": [fed.choice("Hi.")]}, {"error": {"message": f"sorry {MAIL}"}}, "[DONE]")
    assert (said(out), out[-2]["error"], out[-1]) == ("Hi.", {"message": "sorry <EMAIL_ADDRESS>"}, "[DONE]")


@pytest.mark.parametrize("index", [True, -1, 1024, 4111111111111111, "0", 0.5, None, [0]])
def test_an_index_is_a_count(fed: Fed, index: Any):
    with pytest.raises(WireError, match=r"choices\[0\].index"):
        fed({"choices": [fed.choice("Hi.", index)]})


@pytest.mark.parametrize("choices", [3, "x", [3], {"0": {}}])
def test_choices_are_objects(fed: Fed, choices: Any):
    with pytest.raises(WireError, match="choices"):
        fed({"choices": choices})


@pytest.mark.parametrize("finish", ["AKIAABCDEFGHIJKLMNOP", "two words", 7, "x" * 33, ""])
def test_a_reason_that_is_none_ends_nothing(fed: Fed, finish: Any):
    out = fed({"choices": [fed.choice("Hi.", finish=finish)]}, "[DONE]")
    assert ends(out) == []
    assert "AKIA" not in json.dumps(out)


def test_a_block_ends_every_choice(fed: Fed):
    given = [fed.choice("Hi. "), fed.choice(f"The key is {KEY}. ", 1)]
    out = fed({"choices": given}, "[DONE]")
    assert ends(out) == [(0, "content_filter"), (1, "content_filter")]
    assert KEY not in json.dumps(out)
    assert fed({"choices": [fed.choice("More.")]}) == []


def test_what_is_held_leaves_when_the_stream_is_flushed(fed: Fed):
    assert said(fed({"choices": [fed.choice("Held back")]})) == ""
    (event,) = [event for step in fed.stream.flush() for event in step.events]
    assert "Held back" in event.data
    assert not fed.stream.over


def test_stop_drops_what_is_held(fed: Fed):
    fed({"choices": [fed.choice("Held back")]})
    assert fed.stream.stop(b'{"error": {}}').events == (ServerEvent('{"error": {}}'), ServerEvent("[DONE]"))
    assert fed("[DONE]") == []
