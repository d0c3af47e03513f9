"""The table of events holds all that the official client knows, and names places as the reply does."""

import types
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from openai.types.responses import ResponseStreamEvent
from pydantic import BaseModel

from guard.stream.responses import ResponsesStream
from guard.wire.response_events import BY_EVENT, STREAMED, TRANSCRIPT, TRANSCRIPT_PATH, Path, Streamed, begun


def events(kind: Any) -> list[type[BaseModel]]:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        return [event for each in get_args(kind) for event in events(each)]
    return [kind]


OFFICIAL = {
    get_args(event.model_fields["type"].annotation)[0]: event for event in events(ResponseStreamEvent)
}
EXTRA = {"response.apply_patch_call_operation_diff.delta", "response.apply_patch_call_operation_diff.done"}


def test_every_event_of_the_official_client_is_known() -> None:
    known = set(ResponsesStream._HANDLERS)  # what it can read is the question
    assert set(OFFICIAL) - known == set()
    assert known - set(OFFICIAL) == EXTRA


@pytest.mark.parametrize("kind", STREAMED, ids=lambda kind: kind.event + kind.side)
def test_events_have_the_members_the_table_says(kind: Streamed) -> None:
    delta, done = (OFFICIAL.get(f"{kind.event}.{verb}") for verb in ("delta", "done"))
    if delta is None or done is None:
        assert f"{kind.event}.delta" in EXTRA
        return
    members = {"output_index", *kind.indices, *(("item_id",) if kind.of_item else ())}
    assert members <= set(delta.model_fields)
    assert ("item_id" in delta.model_fields) is kind.of_item
    assert ("logprobs" in delta.model_fields) is kind.logprobs
    if kind.member:
        assert kind.member in done.model_fields
    else:
        assert kind.side in delta.model_fields["delta"].annotation.model_fields  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("event", "indices", "path"),
    [
        ("response.output_text", {"content_index": 2}, ("output", 1, "content", 2, "text")),
        ("response.reasoning_summary_text", {"summary_index": 3}, ("output", 1, "summary", 3, "text")),
        ("response.function_call_arguments", {}, ("output", 1, "arguments")),
        ("response.apply_patch_call_operation_diff", {}, ("output", 1, "operation", "diff")),
        ("response.shell_call_command", {"command_index": 4}, ("output", 1, "action", "commands", 4)),
        ("response.shell_call_output_content", {"command_index": 4}, ("output", 1, "output", 4, "stdout")),
    ],
)
def test_a_place_and_the_members_that_name_it(event: str, indices: dict[str, int], path: Path) -> None:
    kind = BY_EVENT[event][0]
    assert kind.path(1, indices) == path
    assert kind.named(path) == {"output_index": 1, **indices}


def test_what_sound_says_is_in_no_item() -> None:
    assert TRANSCRIPT.named(TRANSCRIPT_PATH) == {}
    assert TRANSCRIPT not in STREAMED


def found(path: Path, value: dict[str, Any]) -> list[tuple[Path, str]]:
    return [(place, text) for _, place, text in begun(path, value)]


def test_texts_an_item_begins_with() -> None:
    item: Any = {
        "type": "message",
        "content": [{"type": "output_text", "text": "a"}, {"type": "refusal", "refusal": "b"}],
    }
    assert found(("output", 3), item) == [
        (("output", 3, "content", 0, "text"), "a"),
        (("output", 3, "content", 1, "refusal"), "b"),
    ]
    commands = {"type": "shell_call", "action": {"commands": ["a", "", "b"]}}
    assert found(("output", 0), commands) == [
        (("output", 0, "action", "commands", 0), "a"),
        (("output", 0, "action", "commands", 2), "b"),
    ]


def test_texts_a_part_begins_with() -> None:
    part = {"type": "summary_text", "text": "a"}
    path: Path = ("output", 0, "summary", 1)
    assert found(path, part) == [((*path, "text"), "a")]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("output", 0), {}),
        (("output", 0), {"type": "mcp_approval_request", "arguments": "a"}),
        (("output", 0), {"type": "function_call", "arguments": ""}),
        (("output", 0), {"type": "function_call", "arguments": {"a": 1}}),
        (("output", 0), {"type": ["function_call"], "arguments": "a"}),
        (("output", 0), {"type": "shell_call", "action": {"commands": "a"}}),
        (("output", 0), {"type": "shell_call", "action": "a"}),
        (("output", 0), {"type": "message", "content": "a"}),
        (("output", 0), {"type": "message", "content": ["a", None]}),
        (("output", 0), {"type": "message", "content": [{"type": "new", "text": "a"}]}),
        (("output", 0, "content", 0), {"type": "summary_text", "text": "a"}),
        (("output", 0, "content", 0), {"type": "function_call", "arguments": "a"}),
    ],
)
def test_what_no_delta_can_follow(path: Path, value: dict[str, Any]) -> None:
    assert found(path, value) == []
