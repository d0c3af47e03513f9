"""Texts of a streamed response: pieces, ends and annotations."""

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pytest

from guard import Direction, Guard
from guard.screen import cutting, screen_window
from guard.stream.channel import Screens
from guard.stream.response_items import Items
from guard.stream.response_texts import Texts
from guard.stream.response_writer import Writer
from guard.stream.settled import Blocked, Settled
from guard.stream.step import Step
from guard.transform.restore import Restorer
from guard.wire.response_events import BY_EVENT, TRANSCRIPT, TRANSCRIPT_PATH
from guard.wire.responses import REPLY

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
PART = ("output", 0, "content", 0)
PATH = (*PART, "text")
(TEXT,) = BY_EVENT["response.output_text"]
(CALL,) = BY_EVENT["response.function_call_arguments"]
ARGUMENTS = ("output", 0, "arguments")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


@pytest.fixture
def settled(guard: Guard) -> Settled:
    restorer = Restorer({})
    screens = Screens(
        partial(guard.screen, direction=Direction.COMPLETION, issued=restorer),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
        cutting(guard.policy, restorer),
        restorer.restore,
    )
    return Settled(screens, REPLY)


@pytest.fixture
def texts(settled: Settled) -> Texts:
    items = Items()
    items.get(0, "msg_1")
    return Texts(settled, items, Writer())


def told(steps: Iterable[Step]) -> list[Any]:
    return [json.loads(event.data) for step in steps for event in step.events]


def until_blocked(steps: Iterator[Step]) -> list[Any]:
    """Give the events that left before a screening blocked."""
    events = []
    try:
        for step in steps:
            events += told([step])
    except Blocked:
        return events
    raise AssertionError("nothing was blocked")


def citation(start: int, end: int) -> dict[str, Any]:
    return {"type": "url_citation", "start_index": start, "end_index": end, "title": MAIL, "url": "u"}


def test_a_text_is_held_until_it_is_whole(texts: Texts) -> None:
    assert told(texts.feed([(TEXT, PATH, "Ask jane"), (TEXT, PATH, ".doe@example.org")])) == []
    delta, done = told(texts.end(TEXT, PATH, "whatever it says"))
    assert (delta["type"], delta["delta"]) == ("response.output_text.delta", "Ask <EMAIL_ADDRESS>")
    assert (done["type"], done["text"]) == ("response.output_text.done", "Ask <EMAIL_ADDRESS>")
    assert {delta["item_id"], done["item_id"]} == {"msg_1"}


def test_a_text_that_never_came_in_pieces_comes_in_one(texts: Texts) -> None:
    delta, done = told(texts.end(TEXT, PATH, f"Ask {MAIL}"))
    assert delta["delta"] == done["text"] == "Ask <EMAIL_ADDRESS>"


def test_an_empty_text_has_an_end_and_no_piece(texts: Texts) -> None:
    (done,) = told(texts.end(TEXT, PATH, ""))
    assert done["text"] == ""


@pytest.mark.parametrize("whole", [None, 7, {"text": "x"}])
def test_what_is_no_text_has_no_end(texts: Texts, whole: Any) -> None:
    assert told(texts.end(TEXT, PATH, whole)) == []


def test_a_text_ends_once_and_takes_no_more(texts: Texts) -> None:
    assert len(told(texts.end(TEXT, PATH, "Hi."))) == 2
    assert told(texts.end(TEXT, PATH, "Hi again.")) == []
    assert told(texts.feed([(TEXT, PATH, "more")])) == []
    assert told(texts.close(())) == []


def test_json_leaves_in_few_pieces(texts: Texts) -> None:
    arguments = json.dumps({"to": MAIL, "n": 1, "cc": ["a", "b"]})
    events = told(texts.feed([(CALL, ARGUMENTS, arguments)])) + told(texts.end(CALL, ARGUMENTS, None))
    assert json.loads(events[-1]["arguments"]) == {"to": "<EMAIL_ADDRESS>", "n": 1, "cc": ["a", "b"]}
    assert "".join(event["delta"] for event in events[:-1]) == events[-1]["arguments"]
    assert len(events) < 10


def test_what_left_before_a_block_is_known(texts: Texts, settled: Settled) -> None:
    arguments = '{"note": "fine", "key": "' + KEY + '", "more": "x"}'
    events = until_blocked(texts.feed([(CALL, ARGUMENTS, arguments)]))
    text = settled.streamed(ARGUMENTS)
    assert text is not None
    assert text.left == "".join(event["delta"] for event in events)
    assert text.left.startswith('{"note": "fine"')
    (done,) = (json.loads(event.data) for event in texts.told(ARGUMENTS))
    assert done["arguments"] == text.left
    assert list(texts.told(ARGUMENTS)) == []


def test_nothing_blocked_leaves(texts: Texts) -> None:
    text = f"This is said first. The key is {KEY}. " + "And so on. " * 30
    events = until_blocked(texts.feed([(TEXT, PATH, text)]))
    assert KEY not in json.dumps(events)
    assert [event["delta"] for event in events] in ([], ["This is said first. "])


def test_annotations_wait_for_their_text(texts: Texts) -> None:
    events = told(texts.feed([(TEXT, PATH, f"Ask {MAIL}: see")]))
    events += told(texts.note(PATH, 0, citation(26, 29)))
    assert events == []
    delta, annotation, done = told(texts.end(TEXT, PATH, None))
    assert annotation["type"] == "response.output_text.annotation.added"
    assert (annotation["item_id"], annotation["annotation_index"], annotation["content_index"]) == (
        "msg_1",
        0,
        0,
    )
    cited = annotation["annotation"]
    assert done["text"][cited["start_index"] : cited["end_index"]] == "see"
    assert cited["title"] == "<EMAIL_ADDRESS>"
    assert delta["delta"] == done["text"]


def test_a_late_annotation_leaves_at_once(texts: Texts) -> None:
    told(texts.end(TEXT, PATH, "See this."))
    (annotation,) = told(texts.note(PATH, 1, citation(0, 3)))
    assert (annotation["annotation_index"], annotation["annotation"]["end_index"]) == (1, 3)


def test_an_annotation_may_block(texts: Texts) -> None:
    told(texts.feed([(TEXT, PATH, "See this.")]))
    told(texts.note(PATH, 0, {**citation(0, 3), "title": f"The key is {KEY}"}))
    with pytest.raises(Blocked):
        told(texts.end(TEXT, PATH, None))


def test_a_text_an_item_begins_with_comes_in_pieces(texts: Texts) -> None:
    pieces = texts.begun(("output", 0), {"type": "function_call", "arguments": '{"a": "Hel'})
    assert pieces == [(CALL, ARGUMENTS, '{"a": "Hel')]
    events = told(texts.feed(pieces)) + told(texts.feed([(CALL, ARGUMENTS, 'lo"}')]))
    events += told(texts.end(CALL, ARGUMENTS, None))
    assert json.loads(events[-1]["arguments"]) == {"a": "Hello"}


def test_no_piece_comes_to_what_is_settled(texts: Texts, settled: Settled) -> None:
    settled.settle(ARGUMENTS, "jane.do")
    assert texts.begun(("output", 0), {"type": "function_call", "arguments": "e@example.org"}) == []
    assert told(texts.feed([(CALL, ARGUMENTS, "e@example.org")])) == []
    assert told(texts.end(CALL, ARGUMENTS, "e@example.org")) == []


def test_closing_takes_what_is_below(texts: Texts) -> None:
    other = ("output", 1, "content", 0, "text")
    assert (
        told(
            texts.feed([(TEXT, PATH, "One."), (TEXT, other, "Two."), (TRANSCRIPT, TRANSCRIPT_PATH, "Three.")])
        )
        == []
    )
    assert [event["delta"] for event in told(texts.close(("output", 1)))] == ["Two."]
    assert [event["delta"] for event in told(texts.close(()))] == ["One.", "Three."]
