"""The moderation that a request asked for, at the end of a stream."""

import json
from collections.abc import Iterator
from functools import partial

import pytest
from openai.types.chat import ChatCompletionChunk

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import Screening, cutting, screen_window
from guard.stream.channel import Screens
from guard.stream.chat import ChatStream
from guard.stream.moderated import Moderated
from guard.stream.step import EventStream, Step
from guard.types import Action, Category, Decision, Finding, Kind, NotRun, Reason, Severity, Span, Verdict
from guard.wire import inline
from guard.wire.sse import ServerEvent

KEY = "AKIAABCDEFGHIJKLMNOP"
GUARD = Guard.load("default", key=b"k" * 32)
CLEAN = Verdict(Action.ALLOW)
_HATE = Finding(0, Span(0, 1), Category.HATE, Kind.CATEGORY, 0.7, "d", Severity.LOW)
HATE = Verdict(Action.ANNOTATE, ("r",), (Decision(_HATE, Action.ANNOTATE, "r"),))


class Given:
    """A stream that gives the steps it was made of."""

    def __init__(self, *steps: Step) -> None:
        self._steps = steps
        self.over = False
        self.ident = "resp_1"

    def feed(self, event: ServerEvent) -> Iterator[Step]:
        del event
        return self.close()

    def close(self) -> Iterator[Step]:
        self.over = True
        yield from self._steps

    def flush(self) -> Iterator[Step]:
        yield from self._steps

    def stop(self, error: bytes) -> Step:
        return Step(None, (ServerEvent(error.decode()),))


def screening(verdict: Verdict) -> Screening:
    return Screening(Direction.COMPLETION, "p@1", verdict, (), (), {})


def chat() -> ChatStream:
    return ChatStream(
        Screens(
            partial(GUARD.screen, direction=Direction.COMPLETION),
            partial(screen_window, rules=GUARD.rules, direction=Direction.COMPLETION),
            cutting(GUARD.policy),
            lambda value: value,
        )
    )


def out(stream: EventStream, *data: str) -> list[str]:
    return [event.data for each in data for step in stream.feed(ServerEvent(each)) for event in step.events]


def chunk(text: str, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return json.dumps({"id": "c", "created": 7, "model": "m", "choices": [choice]})


def test_it_comes_on_a_chunk_before_the_end_of_a_chat_completion() -> None:
    data = [chunk("Hello."), chunk("", "stop"), "[DONE]"]
    plain = out(chat(), *data)
    *made, moderation, done = out(Moderated(chat(), HATE, "p@1"), *data)
    assert [*made, done] == plain
    told = ChatCompletionChunk.model_validate_json(moderation)
    assert (told.id, told.object, told.created, told.model, told.choices) == (
        "c",
        "chat.completion.chunk",
        7,
        "m",
        [],
    )
    assert told.moderation is not None
    assert json.loads(moderation)["moderation"] == inline.of_chat(HATE, [], "p@1")


def test_a_stream_that_is_refused_is_moderated_too() -> None:
    *_, moderation, done = out(Moderated(chat(), CLEAN, "p@1"), chunk(f"It is {KEY}"), "[DONE]")
    assert json.loads(moderation)["moderation"]["output"]["results"][0]["flagged"] is True
    assert done == "[DONE]"


def test_after_an_error_there_is_nothing_to_moderate() -> None:
    assert out(Moderated(chat(), CLEAN, "p@1"), chunk("Hi."), json.dumps({"error": {"message": "no"}}))[
        1:
    ] == [
        '{"error": {"message": "no"}}',
        "[DONE]",
    ]
    stream = Moderated(chat(), CLEAN, "p@1")
    assert [event.data for event in stream.stop(b'{"error":{}}').events] == ['{"error":{}}', "[DONE]"]
    assert stream.over


def test_an_empty_stream_has_none() -> None:
    assert out(Moderated(chat(), CLEAN, "p@1"), "[DONE]") == ["[DONE]"]


@pytest.mark.parametrize("last", ["response.completed", "response.incomplete"])
def test_it_stands_in_the_last_response(last: str) -> None:
    first = ServerEvent('{"type": "response.created", "response": {"id": "r"}}', "response.created")
    end = ServerEvent(json.dumps({"type": last, "response": {"id": "r"}, "sequence_number": 7}), last)
    stream = Moderated(Given(Step(screening(HATE), (first,)), Step(None, (end,))), CLEAN, "p@1")
    events = [event for step in stream.close() for event in step.events]
    assert events[0] == first
    assert events[1].name == last
    assert json.loads(events[1].data) == {
        "type": last,
        "response": {"id": "r", "moderation": inline.of_response(CLEAN, [HATE], "p@1")},
        "sequence_number": 7,
    }


@pytest.mark.parametrize("kind", ["response.failed", "error", "response.output_text.delta"])
def test_no_other_event_of_a_response_changes(kind: str) -> None:
    event = ServerEvent(json.dumps({"type": kind, "response": {"id": "r"}}), kind)
    stream = Moderated(Given(Step(None, (event,))), CLEAN, "p@1")
    assert [each for step in stream.flush() for each in step.events] == [event]


def test_what_did_not_run_on_a_piece_makes_the_side_an_error() -> None:
    gap = Verdict(Action.ANNOTATE, (), (), (NotRun("d", Reason.TIMEOUT),))
    step = Step(screening(gap), (ServerEvent(chunk("x")), ServerEvent("[DONE]")))
    (_, moderation, _) = out(Moderated(Given(step), CLEAN, "p@1"), "x")
    assert json.loads(moderation)["moderation"]["output"]["type"] == "error"


def test_the_id_is_that_of_the_stream() -> None:
    assert Moderated(Given(), CLEAN, "p@1").ident == "resp_1"
    assert Moderated(chat(), CLEAN, "p@1").ident == ""


def test_screenings_stay_with_their_events() -> None:
    made = list(Moderated(Given(Step(screening(HATE), ()), Step(None, ())), CLEAN, "p@1").close())
    assert [step.screening is not None for step in made] == [True, False]


def test_what_is_no_event_is_an_error_all_the_same() -> None:
    with pytest.raises(WireError):
        out(Moderated(chat(), CLEAN, "p@1"), "no json")
