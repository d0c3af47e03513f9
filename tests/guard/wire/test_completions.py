"""Text completions: what must hold of a request, which places are special, how a refused reply looks."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from vectors import check, vectors

from guard.errors import WireError
from guard.wire.completions import REPLY, REQUEST, refused_reply, validate
from guard.wire.document import Paths

CANARY = "Zelda Quillfeather"


@pytest.mark.parametrize("vector", vectors("completions"))
def test_vector(vector: Mapping[str, Any]):
    check(vector, {"REQUEST": REQUEST, "REPLY": REPLY})


@pytest.mark.parametrize("paths", [REQUEST, REPLY])
def test_special_places_are_spelt_in_names_of_the_api(paths: Paths):
    for pattern in (*paths.opaque, *paths.binary, *paths.groups, *paths.tokens, *paths.vectors):
        assert {step for step in pattern.split("/")[1:] if step != "*"} <= set(paths.names), pattern


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"prompt": None},
        {"prompt": ""},
        {"prompt": "hi"},
        {"prompt": []},
        {"prompt": ["hi", "there"]},
        {"prompt": [1, 2]},
        {"prompt": [[1, 2], [], [3]]},
        {"stream": True},
        {"stream": None},
        {"anything": {"else": 1}},
    ],
)
def test_what_may_be_sent(extra: dict[str, Any]):
    validate({"model": "m", **extra})


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"prompt": "hi"}, "model"),
        ({"model": 7, "prompt": "hi"}, "model"),
        ({"model": None}, "model"),
        ({"model": "m", "prompt": 7}, "prompt"),
        ({"model": "m", "prompt": {"text": CANARY}}, "prompt"),
        ({"model": "m", "prompt": [CANARY, 7]}, "prompt"),
        ({"model": "m", "prompt": [7, CANARY]}, "prompt"),
        ({"model": "m", "prompt": [[7], CANARY]}, "prompt"),
        ({"model": "m", "prompt": [[CANARY]]}, "prompt"),
        ({"model": "m", "prompt": [[[7]]]}, "prompt"),
        ({"model": "m", "prompt": [True]}, "prompt"),
        ({"model": "m", "prompt": [1.5]}, "prompt"),
        ({"model": "m", "prompt": [None]}, "prompt"),
        ({"model": "m", "stream": "yes"}, "stream"),
        ({"model": "m", "stream": 1}, "stream"),
    ],
)
def test_what_may_not_be_sent(body: dict[str, Any], param: str):
    with pytest.raises(WireError, match=rf"^{param}: .*expected ") as raised:
        validate(body)
    assert (raised.value.param, raised.value.status) == (param, 400)
    assert CANARY not in raised.value.message


def test_the_refused_reply_keeps_ids_and_counts_only():
    reply = {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1_700_000_000,
        "model": "m",
        "choices": [{"text": CANARY, "index": 0}, {"text": CANARY, "index": 1}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "note": CANARY},
        "system_fingerprint": CANARY,
    }
    rest = {"logprobs": None, "finish_reason": "content_filter"}
    assert json.loads(refused_reply(reply)) == {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1_700_000_000,
        "model": "m",
        "choices": [{"text": "", "index": 0, **rest}, {"text": "", "index": 1, **rest}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }


@pytest.mark.parametrize(
    "reply", [{}, {"id": CANARY, "created": -1, "model": [CANARY], "choices": CANARY, "usage": [CANARY]}]
)
def test_a_refused_reply_of_nonsense_is_whole_all_the_same(reply: dict[str, Any]):
    made = json.loads(refused_reply(reply))
    assert (made["id"], made["created"], made["model"]) == ("cmpl-guard", 0, "unknown")
    assert [choice["finish_reason"] for choice in made["choices"]] == ["content_filter"]
