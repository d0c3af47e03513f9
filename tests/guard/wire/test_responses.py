"""The Responses API: what must hold of a request, which places are special, how a refused reply looks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openai.types.responses import CompactedResponse, Response, ResponseItemList
from openai.types.responses.input_token_count_params import InputTokenCountParams
from openai.types.responses.response_compact_params import ResponseCompactParams
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)
from shapes import Shape, shapes

from guard.errors import WireError
from guard.wire.document import Paths
from guard.wire.jsontext import read
from guard.wire.responses import (
    INPUT_ITEMS,
    REPLY,
    REQUEST,
    envelope,
    history,
    incomplete,
    keeps,
    refused_reply,
    validate,
)

VECTORS = [
    pytest.param(vector, id=path.stem)
    for path in sorted((Path(__file__).parents[2] / "vectors/wire/responses").glob("*.json"))
    for vector in [json.loads(path.read_text("utf-8"))]
]
PATHS = {"REQUEST": REQUEST, "REPLY": REPLY, "INPUT_ITEMS": INPUT_ITEMS}
CANARY = "Zelda Quillfeather"
MESSAGE = {"role": "user", "content": "hi"}
SHAPES = [
    pytest.param(paths, shape, id=shape.name)
    for paths, kind in (
        (REQUEST, ResponseCreateParamsNonStreaming),
        (REQUEST, ResponseCreateParamsStreaming),
        (REQUEST, InputTokenCountParams),
        (REQUEST, ResponseCompactParams),
        (REPLY, Response),
        (REPLY, CompactedResponse),
        (INPUT_ITEMS, ResponseItemList),
    )
    for shape in shapes(kind)
]


@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: Mapping[str, Any]) -> None:
    assert set(vector) == {"name", "paths", "body", "texts", "put", "after"}
    lenient = vector["paths"] != "REQUEST"
    document = read(vector["body"].encode(), PATHS[vector["paths"]], lenient=lenient)
    found = list(document.texts())
    assert [(text.place, text.value, text.scannable) for text in found] == [
        (place, value, scannable[0] if scannable else True) for place, value, *scannable in vector["texts"]
    ]
    assert document.put([text.value for text in found]) == vector["body"]
    after = document.put([vector["put"].get(text.value, text.value) for text in found])
    assert after == vector["after"]
    json.loads(after)


@pytest.mark.parametrize(("paths", "shape"), SHAPES)
def test_every_string_of_the_official_types_is_a_text(paths: Paths, shape: Shape) -> None:
    values = {text.value for text in read(json.dumps(shape.body), paths).texts()}
    spelled = "\n".join(values)  # log probabilities are one text
    assert not [pointer for pointer, canary in shape.canaries.items() if canary not in spelled]


@pytest.mark.parametrize(("paths", "shape"), SHAPES)
def test_no_enum_of_the_official_types_is_a_text(paths: Paths, shape: Shape) -> None:
    canaries = "\n".join(shape.canaries.values())
    others = {
        (text.place, text.value)
        for text in read(json.dumps(shape.body), paths).texts()
        if text.value not in canaries and "logprobs" not in text.pointer
    }
    assert {place for place, _ in others if "category_applied_input_types" not in place} == set()


@pytest.mark.parametrize(("paths", "shape"), SHAPES)
def test_every_member_of_the_official_types_is_a_name(paths: Paths, shape: Shape) -> None:
    def names(value: Any) -> set[str]:
        if isinstance(value, list):
            return {name for each in value for name in names(each)}
        if isinstance(value, dict):
            return set(value).union(*map(names, value.values()))
        return set()

    free = {name for name in names(shape.body) if name.endswith("@leak.example.org")}
    assert names(shape.body) - free - set(paths.names) == set()


@pytest.mark.parametrize("paths", [REQUEST, REPLY, INPUT_ITEMS])
def test_special_places_are_spelt_in_names_of_the_api(paths: Paths) -> None:
    for pattern in (*paths.opaque, *paths.binary, *paths.groups):
        assert pattern.startswith("/")
        assert {step for step in pattern.split("/")[1:] if step not in "*?"} <= set(paths.names), pattern


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"model": "m", "input": "hi"},
        {"model": None, "input": None},
        {"model": "m", "input": []},
        {"model": "m", "input": [MESSAGE, {"type": "item_reference", "id": "msg_1"}]},
        {"model": "m", "input": [{"type": "a type of tomorrow", "content": [{"type": "new"}]}]},
        {"model": "m", "input": [{"type": "function_call_output", "output": [{}]}]},
        {"model": "m", "input": "hi", "stream": True, "store": None, "background": False, "tools": []},
        {"model": "m", "input": "hi", "conversation": "conv_1"},
        {"model": "m", "input": "hi", "conversation": {"id": "conv_1"}},
        {"model": "m", "input": "hi", "conversation": None, "previous_response_id": "resp_1"},
    ],
)
def test_what_may_be_sent(body: dict[str, Any]) -> None:
    validate(body)


@pytest.mark.parametrize(
    ("body", "param", "expected"),
    [
        ({"model": 4}, "model", "a string"),
        ({"model": [CANARY]}, "model", "a string"),
        ({"previous_response_id": {"id": CANARY}}, "previous_response_id", "a string"),
        ({"stream": CANARY}, "stream", "true or false"),
        ({"stream": 1}, "stream", "true or false"),
        ({"store": "false"}, "store", "true or false"),
        ({"background": 0}, "background", "true or false"),
        ({"tools": {CANARY: 1}}, "tools", "an array"),
        ({"input": {"text": CANARY}}, "input", "a string or an array of items"),
        ({"input": 7}, "input", "a string or an array of items"),
        ({"input": [CANARY]}, "input[0]", "an object"),
        ({"input": [MESSAGE, None]}, "input[1]", "an object"),
        ({"input": [{"type": [CANARY]}]}, "input[0].type", "a string"),
        (
            {"input": [{"content": {"text": CANARY}}]},
            "input[0].content",
            "a string, an array of parts or null",
        ),
        ({"input": [{"content": [CANARY]}]}, "input[0].content[0]", "an object with a `type`"),
        ({"input": [{"content": [{"text": CANARY}]}]}, "input[0].content[0]", "an object with a `type`"),
        ({"conversation": 4}, "conversation", "an id or an object with an `id`"),
        ({"conversation": ""}, "conversation", "an id or an object with an `id`"),
        ({"conversation": {}}, "conversation", "an id or an object with an `id`"),
        ({"conversation": {"id": [CANARY]}}, "conversation", "an id or an object with an `id`"),
    ],
)
def test_what_may_not_be_sent(body: dict[str, Any], param: str, expected: str) -> None:
    with pytest.raises(WireError) as raised:
        validate(body)
    assert raised.value.message == f"{param}: expected {expected}"
    assert (raised.value.param, raised.value.status) == (param, 400)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"previous_response_id": "resp_1"}, "resp_1"),
        ({"conversation": "conv_1"}, "conv_1"),
        ({"conversation": {"id": "conv_1"}}, "conv_1"),
        ({"input": [MESSAGE, {"type": "item_reference", "id": "msg_1"}]}, "msg_1"),
        ({}, None),
        ({"input": "resp_1", "previous_response_id": None, "conversation": None}, None),
        ({"previous_response_id": ""}, None),
        ({"input": [{"type": "message", "id": "msg_1", "content": "x"}]}, None),
        ({"prompt": {"id": "pmpt_1"}}, None),
    ],
)
def test_history_that_is_not_in_the_request(body: dict[str, Any], expected: str | None) -> None:
    validate(body)
    assert history(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, True),
        ({"store": None}, True),
        ({"store": True}, True),
        ({"store": False, "background": True}, True),
        ({"store": False}, False),
        ({"store": False, "background": False}, False),
    ],
)
def test_what_the_provider_keeps(body: dict[str, Any], *, expected: bool) -> None:
    assert keeps(body) is expected


def test_the_refused_reply_keeps_ids_and_counts_only() -> None:
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    reply = {
        "id": "resp_1",
        "created_at": 1735689600,
        "model": "m",
        "instructions": CANARY,
        "metadata": {"who": CANARY},
        "output": [{"type": "reasoning"}, {"type": "message", "id": "msg_1", "content": CANARY}],
        "usage": {**usage, "output_tokens_details": {"reasoning_tokens": 1, "note": CANARY}, "note": CANARY},
        "user": CANARY,
    }
    made = refused_reply(reply)
    assert CANARY not in made.decode()
    read_back = Response.model_validate(json.loads(made), strict=True)
    assert (read_back.id, read_back.created_at, read_back.model) == ("resp_1", 1735689600, "m")
    assert (read_back.status, read_back.output_text) == ("incomplete", "")
    assert read_back.incomplete_details is not None
    assert read_back.incomplete_details.reason == "content_filter"
    assert read_back.output[0].id == "msg_1"
    assert read_back.usage is not None
    assert read_back.usage.output_tokens_details.reasoning_tokens == 1


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"id": 7, "created_at": CANARY, "model": None, "output": CANARY, "usage": CANARY},
        {
            "id": CANARY,
            "output": [CANARY, {"type": "message", "id": CANARY}],
            "usage": {"total_tokens": CANARY},
        },
        {"created_at": 4111111111111111, "usage": {"input_tokens": 1}, "parallel_tool_calls": CANARY},
        {
            "usage": {
                "input_tokens": 1,
                "output_tokens": 1,
                "total_tokens": 1,
                "input_tokens_details": [CANARY],
            }
        },
    ],
)
def test_a_refused_reply_needs_nothing(reply: dict[str, Any]) -> None:
    made = json.loads(refused_reply(reply))
    assert (made["id"], made["created_at"], made["model"]) == ("resp_guard", 0, "unknown")
    assert [item["id"] for item in made["output"]] == ["msg_guard"]
    assert CANARY not in str(made)
    assert "4111" not in str(made)


def test_an_envelope_is_a_response_without_anything() -> None:
    read_back = Response.model_validate(envelope({"id": "resp_1"}, "in_progress"), strict=True)
    assert (read_back.id, read_back.status, read_back.output, read_back.error) == (
        "resp_1",
        "in_progress",
        [],
        None,
    )
    assert incomplete({})["incomplete_details"] == {"reason": "content_filter"}
