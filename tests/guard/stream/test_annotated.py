"""Azure's annotations on the chunks of a stream."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import cutting, screen_window
from guard.stream.annotated import Annotated
from guard.stream.channel import Screens
from guard.stream.chat import ChatStream
from guard.stream.completions import CompletionsStream
from guard.stream.step import EventStream
from guard.types import Action, Category, Decision, Finding, Kind, Severity, Span, Verdict
from guard.wire import annotations
from guard.wire.sse import ServerEvent

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
GUARD = Guard.load("default", key=b"k" * 32)
_HATE = Finding(0, Span(0, 1), Category.HATE, Kind.CATEGORY, 0.7, "d", Severity.LOW)
BEFORE = Verdict(Action.ANNOTATE, ("r",), (Decision(_HATE, Action.ANNOTATE, "r"),))
CLEAN = {
    name: {"filtered": False, "severity": "safe"} for name in ("hate", "self_harm", "sexual", "violence")
}


def screens() -> Screens:
    return Screens(
        partial(GUARD.screen, direction=Direction.COMPLETION),
        partial(screen_window, rules=GUARD.rules, direction=Direction.COMPLETION),
        cutting(GUARD.policy),
        lambda value: value,
    )


@pytest.fixture(params=[ChatStream, CompletionsStream])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


def chunk(kind: Any, text: str = "", index: int = 0, finish: str | None = None) -> str:
    said = {"delta": {"content": text}} if kind is ChatStream else {"text": text}
    return json.dumps(
        {"id": "c", "created": 7, "choices": [{"index": index, "finish_reason": finish, **said}]}
    )


def out(stream: EventStream, *data: str) -> Iterator[Any]:
    for each in data:
        for step in stream.feed(ServerEvent(each)):
            yield from (json.loads(event.data) for event in step.events if event.data != "[DONE]")


def bare(chunks: list[Any]) -> list[Any]:
    """Give chunks without annotations."""
    names = ("prompt_filter_results", "content_filter_results")
    kept = [{name: value for name, value in each.items() if name not in names} for each in chunks]
    for each in kept:
        each["choices"] = [{k: v for k, v in choice.items() if k not in names} for choice in each["choices"]]
    return kept


def test_the_first_chunk_tells_of_the_prompt_and_the_last_of_each_choice_of_that(kind: Any) -> None:
    data = [
        chunk(kind, "Hello there. "),
        chunk(kind, f"Ask {MAIL}.", 1),
        chunk(kind, finish="stop"),
        chunk(kind, "", 1, "stop"),
        "[DONE]",
    ]
    plain = list(out(kind(screens()), *data))
    stream = Annotated(kind(screens()), BEFORE)
    made = list(out(stream, *data))
    assert bare(made) == plain
    assert stream.ident == ""
    assert made[0]["prompt_filter_results"] == annotations.of_prompt(BEFORE)
    assert [at for at, each in enumerate(made) if "prompt_filter_results" in each] == [0]
    ended = {
        choice["index"]: choice["content_filter_results"]
        for each in made
        for choice in each["choices"]
        if choice["finish_reason"]
    }
    assert ended[0] == CLEAN
    assert ended[1].pop("personally_identifiable_information")["filtered"] is True
    assert ended[1] == CLEAN
    unfinished = [choice for each in made for choice in each["choices"] if not choice["finish_reason"]]
    assert not any("content_filter_results" in choice for choice in unfinished)
    assert stream.over


def test_a_stream_that_is_refused_says_why(kind: Any) -> None:
    stream = Annotated(kind(screens()), BEFORE)
    (last,) = out(stream, chunk(kind, f"It is {KEY}"), "[DONE]")
    (choice,) = last["choices"]
    assert choice["finish_reason"] == "content_filter"
    told = choice["content_filter_results"]["personally_identifiable_information"]
    assert told["sub_categories"] == [{"sub_category": "AWS_ACCESS_KEY", "filtered": True, "detected": True}]
    assert KEY not in json.dumps(last)


def test_an_error_is_not_annotated(kind: Any) -> None:
    stream = Annotated(kind(screens()), BEFORE)
    assert list(out(stream, json.dumps({"error": {"message": "no"}}))) == [{"error": {"message": "no"}}]
    broken = Annotated(kind(screens()), BEFORE)
    assert [event.data for event in broken.stop(b'{"error":{}}').events] == ['{"error":{}}', "[DONE]"]
    assert broken.over


def test_what_is_no_event_is_an_error_all_the_same(kind: Any) -> None:
    with pytest.raises(WireError):
        list(out(Annotated(kind(screens()), BEFORE), "no json"))


def test_a_stream_that_breaks_off_or_ends_without_a_mark_is_annotated_too(kind: Any) -> None:
    stream = Annotated(kind(screens()), BEFORE)
    assert list(out(stream, chunk(kind, "Hi there", finish="stop"))) == []
    events = [json.loads(event.data) for step in stream.flush() for event in step.events]
    assert "prompt_filter_results" in events[0]
    assert events[-1]["choices"][0]["content_filter_results"] == CLEAN
    (done,) = (event.data for step in Annotated(kind(screens()), BEFORE).close() for event in step.events)
    assert done == "[DONE]"
