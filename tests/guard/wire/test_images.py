"""Image generation: the prompt is text, what comes back is not."""

from collections.abc import Mapping
from typing import Any

import pytest
from vectors import check, vectors

from guard.errors import WireError
from guard.wire.document import Paths
from guard.wire.images import REPLY, REQUEST, validate

CANARY = "Zelda Quillfeather"


@pytest.mark.parametrize("vector", vectors("images"))
def test_vector(vector: Mapping[str, Any]):
    check(vector, {"REQUEST": REQUEST, "REPLY": REPLY})


@pytest.mark.parametrize("paths", [REQUEST, REPLY])
def test_special_places_are_spelt_in_names_of_the_api(paths: Paths):
    for pattern in (*paths.opaque, *paths.binary, *paths.groups, *paths.tokens, *paths.vectors):
        assert {step for step in pattern.split("/")[1:] if step != "*"} <= set(paths.names), pattern


@pytest.mark.parametrize("extra", [{}, {"stream": False}, {"stream": None}, {"model": "m", "new": [1]}])
def test_what_may_be_sent(extra: dict[str, Any]):
    validate({"prompt": "a red square", **extra})


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "prompt"),
        ({"prompt": None}, "prompt"),
        ({"prompt": [CANARY]}, "prompt"),
        ({"prompt": "x", "stream": True}, "stream"),
        ({"prompt": "x", "stream": CANARY}, "stream"),
    ],
)
def test_what_may_not_be_sent(body: dict[str, Any], param: str):
    with pytest.raises(WireError, match=rf"^{param}: ") as raised:
        validate(body)
    assert raised.value.param == param
    assert CANARY not in raised.value.message
