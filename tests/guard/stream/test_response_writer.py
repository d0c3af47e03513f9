"""How events are written: numbers, names and members."""

import json

from guard.stream.response_writer import Writer
from guard.wire.response_events import BY_EVENT, TRANSCRIPT, TRANSCRIPT_PATH
from guard.wire.sse import ServerEvent

PATH = ("output", 1, "content", 2, "text")
(TEXT,) = BY_EVENT["response.output_text"]


def test_events_are_named_and_numbered() -> None:
    writer = Writer()
    events = [writer.event("response.created", {"response": {}}), writer.event("response.in_progress", {})]
    assert [event.name for event in events] == ["response.created", "response.in_progress"]
    assert [list(json.loads(event.data).items()) for event in events] == [
        [("type", "response.created"), ("response", {}), ("sequence_number", 0)],
        [("type", "response.in_progress"), ("sequence_number", 1)],
    ]


def test_a_piece_and_the_whole_of_a_text() -> None:
    writer = Writer()
    where = {"item_id": "msg_1", "output_index": 1, "content_index": 2, "logprobs": []}
    assert json.loads(writer.delta(TEXT, "msg_1", PATH, "Hi").data) == {
        "type": "response.output_text.delta",
        **where,
        "delta": "Hi",
        "sequence_number": 0,
    }
    assert json.loads(writer.whole(TEXT, "msg_1", PATH, "Hi there").data) == {
        "type": "response.output_text.done",
        **where,
        "text": "Hi there",
        "sequence_number": 1,
    }


def test_members_that_an_event_does_not_have() -> None:
    writer = Writer()
    (command,) = BY_EVENT["response.shell_call_command"]
    told = json.loads(writer.delta(command, "sh_1", ("output", 0, "action", "commands", 3), "ls").data)
    assert set(told) == {"type", "output_index", "command_index", "delta", "sequence_number"}
    said = json.loads(writer.delta(TRANSCRIPT, "", TRANSCRIPT_PATH, "Hi").data)
    assert set(said) == {"type", "delta", "sequence_number"}
    stdout, stderr = BY_EVENT["response.shell_call_output_content"]
    path = ("output", 0, "output", 0, "stderr")
    assert json.loads(writer.delta(stderr, "so_1", path, "no").data)["delta"] == {"stderr": "no"}
    assert stdout.side == "stdout"


def test_a_part() -> None:
    told = json.loads(
        Writer().part("k", "rs_1", ("output", 0, "summary", 1), {"text": "a"}, status="incomplete").data
    )
    assert told == {
        "type": "k",
        "item_id": "rs_1",
        "output_index": 0,
        "summary_index": 1,
        "part": {"text": "a"},
        "status": "incomplete",
        "sequence_number": 0,
    }


def test_an_error_body_becomes_an_event() -> None:
    body = {
        "error": {"message": "m", "type": "server_error", "param": None, "code": "c", "innererror": {"a": 1}}
    }
    event = Writer().failed(json.dumps(body).encode())
    assert event.name == "error"
    assert json.loads(event.data) == {
        "type": "error",
        "code": "c",
        "message": "m",
        "param": None,
        "sequence_number": 0,
    }


def test_half_a_character_does_not_break_the_event() -> None:
    event = Writer().event("k", {"a": "\ud83d", "b": "😀"})
    assert isinstance(event, ServerEvent)
    assert json.loads(event.data.encode()) == {"type": "k", "a": "\ufffd", "b": "😀", "sequence_number": 0}
