"""Chat completions: what must hold of a request, which places are special, how a refused reply looks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from guard.errors import WireError
from guard.wire.chat import CHUNK, REPLY, REQUEST, envelope, refused_reply, validate
from guard.wire.jsontext import Paths, read

VECTORS = [
    pytest.param(vector, id=path.stem)
    for path in sorted((Path(__file__).parents[2] / "vectors/wire/chat").glob("*.json"))
    for vector in [json.loads(path.read_text("utf-8"))]
]
PATHS = {"REQUEST": REQUEST, "REPLY": REPLY, "CHUNK": CHUNK}
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


@pytest.mark.parametrize("paths", [REQUEST, REPLY, CHUNK])
def test_special_places_are_spelt_in_names_of_the_api(paths: Paths):
    for pattern in (*paths.opaque, *paths.binary, *paths.groups):
        assert pattern.startswith("/")
        assert {step for step in pattern.split("/")[1:] if step != "*"} <= set(paths.names), pattern


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"stream": True},
        {"stream": False},
        {"stream": None},
        {"tools": []},
        {"tools": None},
        {"functions": [{"name": "f"}]},
        {"anything": {"else": 1}},
        {"messages": [{"role": "assistant"}]},
        {"messages": [{"role": "assistant", "content": None, "tool_calls": None}]},
        {"messages": [{"role": "assistant", "content": "", "tool_calls": [{}]}]},
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
        ({"model": 4, "messages": [MESSAGE]}, "model", "expected a string"),
        ({"model": "m"}, "messages", "missing, expected an array of messages"),
        ({"model": "m", "messages": None}, "messages", "expected an array of messages"),
        ({"model": "m", "messages": CANARY}, "messages", "expected an array of messages"),
        ({"model": "m", "messages": {"0": MESSAGE}}, "messages", "expected an array of messages"),
        ({"model": "m", "messages": []}, "messages", "expected at least one message"),
        ({"model": "m", "messages": [MESSAGE], "stream": CANARY}, "stream", "expected true or false"),
        ({"model": "m", "messages": [MESSAGE], "stream": 1}, "stream", "expected true or false"),
        ({"model": "m", "messages": [MESSAGE], "tools": {"a": 1}}, "tools", "expected an array"),
        ({"model": "m", "messages": [MESSAGE], "functions": CANARY}, "functions", "expected an array"),
    ],
)
def test_what_may_not_be_sent(body: dict[str, Any], param: str, expected: str):
    with pytest.raises(WireError, match=rf"^{param}: {expected}$") as raised:
        validate(body)
    assert (raised.value.param, raised.value.status) == (param, 400)


@pytest.mark.parametrize(
    ("message", "param", "expected"),
    [
        (CANARY, "", "an object"),
        (None, "", "an object"),
        ([], "", "an object"),
        ({"content": CANARY}, ".role", "a string"),
        ({"role": [CANARY], "content": "x"}, ".role", "a string"),
        ({"role": "user", "content": 7}, ".content", "a string, an array of parts or null"),
        ({"role": "user", "content": {"text": CANARY}}, ".content", "a string, an array of parts or null"),
        ({"role": "user", "content": True}, ".content", "a string, an array of parts or null"),
        ({"role": "user", "content": [CANARY]}, ".content[0]", "an object with a `type`"),
        ({"role": "user", "content": [{"text": CANARY}]}, ".content[0]", "an object with a `type`"),
        (
            {"role": "user", "content": [{"type": "text"}, {"type": 1}]},
            ".content[1]",
            "an object with a `type`",
        ),
        ({"role": "assistant", "tool_calls": CANARY}, ".tool_calls", "an array of objects"),
        ({"role": "assistant", "tool_calls": {"a": 1}}, ".tool_calls", "an array of objects"),
        ({"role": "assistant", "tool_calls": [{}, CANARY]}, ".tool_calls", "an array of objects"),
    ],
)
def test_what_no_message_may_be(message: Any, param: str, expected: str):
    with pytest.raises(WireError) as raised:
        validate({"model": "m", "messages": [MESSAGE, message]})
    assert raised.value.message == f"messages[1]{param}: expected {expected}"
    assert raised.value.param == f"messages[1]{param}"


def test_the_refused_reply_keeps_ids_and_counts_only():
    reply = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "m",
        "choices": [
            {"index": 0, "message": {"content": CANARY}},
            {"index": 1, "message": {"content": CANARY}},
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "note": CANARY},
        "system_fingerprint": CANARY,
    }
    refused = {"role": "assistant", "content": "", "refusal": None}
    rest = {"logprobs": None, "finish_reason": "content_filter"}
    assert json.loads(refused_reply(reply)) == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "m",
        "choices": [{"index": 0, "message": refused, **rest}, {"index": 1, "message": refused, **rest}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"id": 7, "created": CANARY, "model": None, "choices": CANARY, "usage": CANARY},
        {"choices": [], "usage": {"prompt_tokens": CANARY}},
    ],
)
def test_a_refused_reply_needs_nothing(reply: dict[str, Any]):
    made = json.loads(refused_reply(reply))
    assert [choice["finish_reason"] for choice in made["choices"]] == ["content_filter"]
    assert (made["id"], made["created"], made["model"]) == ("chatcmpl-guard", 0, "unknown")
    assert "usage" not in made
    assert CANARY not in str(made)


def test_the_envelope_says_what_it_is_around():
    assert list(envelope({"id": "a"}, "chat.completion.chunk").items()) == [
        ("id", "a"),
        ("object", "chat.completion.chunk"),
        ("created", 0),
        ("model", "unknown"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        {"id": CANARY, "model": CANARY, "created": CANARY},
        {"id": "sk-" + "1234567890ABCDEFGHIJ", "model": "ann@acme.example", "created": 4_111_111_111_111_111},
        {"id": "4111111111111111", "model": "", "created": -1},
        {"id": ["a"], "model": {"a": 1}, "created": 1.5},
    ],
)
def test_the_envelope_keeps_what_looks_like_one_only(source: dict[str, Any]):
    assert list(envelope(source, "x").values()) == ["chatcmpl-guard", "x", 0, "unknown"]
