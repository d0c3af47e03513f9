"""Anthropic Messages: what must hold of a request, which places are special, how refusals and errors look."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from anthropic.types import Message, message_count_tokens_params, message_create_params
from anthropic.types.beta import BetaMessage
from anthropic.types.beta import message_count_tokens_params as beta_count_tokens_params
from anthropic.types.beta import message_create_params as beta_create_params
from shapes import Shape, shapes

from guard.errors import WireError
from guard.wire.anthropic import BLOCK, REPLY, REQUEST, count, envelope, error, refused_reply, validate
from guard.wire.jsontext import Paths, read

VECTORS = [
    pytest.param(vector, id=path.stem)
    for path in sorted((Path(__file__).parents[2] / "vectors/wire/anthropic").glob("*.json"))
    for vector in [json.loads(path.read_text("utf-8"))]
]
PATHS = {"REQUEST": REQUEST, "REPLY": REPLY, "BLOCK": BLOCK}
CANARY = "Zelda Quillfeather"
MESSAGE = {"role": "user", "content": "hi"}


@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: Mapping[str, Any]):
    assert set(vector) == {"name", "paths", "body", "texts", "put", "after"}
    document = read(vector["body"].encode(), PATHS[vector["paths"]])
    found = list(document.texts())
    assert [(text.place, text.value, text.scannable) for text in found] == [
        (place, value, scannable[0] if scannable else True) for place, value, *scannable in vector["texts"]
    ]
    assert document.put([text.value for text in found]) == vector["body"]
    after = document.put([vector["put"].get(text.value, text.value) for text in found])
    assert after == vector["after"]
    json.loads(after)


@pytest.mark.parametrize("paths", [REQUEST, REPLY, BLOCK])
def test_special_places_are_spelt_in_names_of_the_api(paths: Paths):
    for pattern in (*paths.opaque, *paths.binary, *paths.groups):
        assert pattern.startswith("/")
        assert {step for step in pattern.split("/")[1:] if step != "*"} <= set(paths.names), pattern


REQUESTS = [
    pytest.param(shape, id=shape.name)
    for kind in (
        message_create_params.MessageCreateParamsStreaming,
        message_count_tokens_params.MessageCountTokensParams,
        beta_create_params.MessageCreateParamsStreaming,
        beta_count_tokens_params.MessageCountTokensParams,
    )
    for shape in shapes(kind)
]
REPLIES = [pytest.param(shape, id=shape.name) for kind in (Message, BetaMessage) for shape in shapes(kind)]


@pytest.mark.parametrize("shape", REQUESTS)
def test_every_string_of_a_request_of_the_sdk_is_read(shape: Shape):
    validate(shape.body)
    assert unread(shape, REQUEST) == []


@pytest.mark.parametrize("shape", REPLIES)
def test_every_string_of_a_reply_of_the_sdk_is_read(shape: Shape):
    assert unread(shape, REPLY) == []


@pytest.mark.parametrize("shape", REPLIES)
def test_every_string_of_a_block_of_the_sdk_is_read(shape: Shape):
    for index, block in enumerate(shape.body["content"]):
        canaries = {at: value for at, value in shape.canaries.items() if at.startswith(f"/content/{index}/")}
        assert unread(Shape(shape.name, block, canaries), BLOCK) == []


def test_the_shapes_hold_strings():
    assert min(len(shape.values[0].canaries) for shape in (*REQUESTS, *REPLIES)) > 100  # type: ignore[attr-defined]


def unread(shape: Shape, paths: Paths) -> list[str]:
    """Give the places of strings that are no text of the document."""
    texts = "\n".join(text.value for text in read(json.dumps(shape.body), paths).texts())
    return [pointer for pointer, canary in shape.canaries.items() if canary not in texts]


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"stream": True},
        {"stream": False},
        {"tools": []},
        {"tools": None},
        {"tools": [{"name": "f"}]},
        {"anything": {"else": 1}},
        {"max_tokens": "any"},
        {"system": ""},
        {"system": []},
        {"system": [{"type": "text", "text": "x"}]},
        {"messages": [{"role": "user", "content": []}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "new"}]}]},
        {"messages": [{"role": "a role of tomorrow", "content": "x"}]},
    ],
)
def test_what_may_be_sent(extra: dict[str, Any]):
    validate({"model": "m", "messages": [MESSAGE], **extra})


@pytest.mark.parametrize(
    ("body", "param", "expected"),
    [
        ({"messages": [MESSAGE]}, "model", "missing, expected a string"),
        ({"model": None, "messages": [MESSAGE]}, "model", "expected a string"),
        ({"model": "m"}, "messages", "missing, expected an array of messages"),
        ({"model": "m", "messages": CANARY}, "messages", "expected an array of messages"),
        ({"model": "m", "messages": []}, "messages", "expected at least one message"),
        ({"model": "m", "messages": [MESSAGE], "stream": CANARY}, "stream", "expected true or false"),
        ({"model": "m", "messages": [MESSAGE], "stream": 1}, "stream", "expected true or false"),
        ({"model": "m", "messages": [MESSAGE], "stream": None}, "stream", "expected true or false"),
        ({"model": "m", "messages": [MESSAGE], "tools": {"a": 1}}, "tools", "expected an array"),
        (
            {"model": "m", "messages": [MESSAGE], "system": None},
            "system",
            "expected a string or an array of blocks",
        ),
        (
            {"model": "m", "messages": [MESSAGE], "system": {"text": CANARY}},
            "system",
            "expected a string or an array of blocks",
        ),
        (
            {"model": "m", "messages": [MESSAGE], "system": [CANARY]},
            "system[0]",
            "expected an object with a `type`",
        ),
    ],
)
def test_what_may_not_be_sent(body: dict[str, Any], param: str, expected: str):
    with pytest.raises(WireError) as raised:
        validate(body)
    assert raised.value.message == f"{param}: {expected}"
    assert (raised.value.param, raised.value.status) == (param, 400)


@pytest.mark.parametrize(
    ("message", "param", "expected"),
    [
        (CANARY, "", "an object"),
        (None, "", "an object"),
        ([], "", "an object"),
        ({"content": CANARY}, ".role", "a string"),
        ({"role": [CANARY], "content": "x"}, ".role", "a string"),
        ({"role": "user"}, ".content", "a string or an array of blocks"),
        ({"role": "user", "content": None}, ".content", "a string or an array of blocks"),
        ({"role": "user", "content": {"text": CANARY}}, ".content", "a string or an array of blocks"),
        ({"role": "user", "content": [CANARY]}, ".content[0]", "an object with a `type`"),
        ({"role": "user", "content": [{"text": CANARY}]}, ".content[0]", "an object with a `type`"),
        (
            {"role": "user", "content": [{"type": "text"}, {"type": 1}]},
            ".content[1]",
            "an object with a `type`",
        ),
    ],
)
def test_what_no_message_may_be(message: Any, param: str, expected: str):
    with pytest.raises(WireError) as raised:
        validate({"model": "m", "messages": [MESSAGE, message]})
    assert raised.value.message == f"messages[1]{param}: expected {expected}"
    assert raised.value.param == f"messages[1]{param}"


def test_the_refused_reply_keeps_ids_and_counts_only():
    reply = {
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": CANARY}],
        "stop_reason": "stop_sequence",
        "stop_sequence": CANARY,
        "container": {"id": CANARY},
        "usage": {"input_tokens": 5, "output_tokens": 7, "note": CANARY},
    }
    made = json.loads(refused_reply(reply))
    assert Message.model_validate(made, strict=True).stop_reason == "refusal"
    assert made.pop("stop_details")["type"] == "refusal"
    assert made == {
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": "refusal",
        "stop_sequence": None,
        "usage": {"input_tokens": 5, "output_tokens": 7},
    }


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"id": CANARY, "model": CANARY, "usage": CANARY},
        {"id": 7, "model": None, "usage": {"input_tokens": CANARY, "output_tokens": [CANARY]}},
        {
            "id": "sk-" + "1234567890ABCDEFGHIJ",
            "model": "ann@acme.example",
            "usage": {"input_tokens": 4155550132},
        },
    ],
)
def test_the_envelope_keeps_what_looks_like_one_only(reply: dict[str, Any]):
    made = envelope(reply)
    assert (made["id"], made["model"]) == ("msg_guard", "unknown")
    assert made["usage"] == {"input_tokens": 0, "output_tokens": 0}
    assert json.loads(refused_reply(reply))["stop_reason"] == "refusal"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 0), (7, 7), (1 << 23, 1 << 23), (4155550132, 0), (-1, 0), (1.5, 0), ("7", 0), (None, 0), (True, 1)],
)
def test_a_count_is_no_telephone_number(value: Any, expected: int):
    assert count(value) == expected
    assert type(count(value)) is int


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (404, "not_found_error"),
        (405, "invalid_request_error"),
        (413, "request_too_large"),
        (502, "api_error"),
        (503, "api_error"),
        (504, "timeout_error"),
    ],
)
def test_an_error_is_one_of_the_api(status: int, expected: str):
    body = json.loads(error(status, "what was expected", code="a_code", param="messages", inner={"x": 1}))
    assert body == {
        "type": "error",
        "error": {"type": expected, "message": "what was expected", "details": {"error_code": "a_code"}},
    }


def test_an_error_without_a_code_has_no_details():
    assert json.loads(error(400, "what was expected"))["error"] == {
        "type": "invalid_request_error",
        "message": "what was expected",
    }
