"""Speech: what is said is text."""

from collections.abc import Mapping
from typing import Any

import pytest
from vectors import check, vectors

from guard.errors import WireError
from guard.wire.audio import REPLY, REQUEST, validate
from guard.wire.document import Paths

CANARY = "Zelda Quillfeather"


@pytest.mark.parametrize("vector", vectors("audio"))
def test_vector(vector: Mapping[str, Any]):
    check(vector, {"REQUEST": REQUEST, "REPLY": REPLY})


@pytest.mark.parametrize("paths", [REQUEST, REPLY])
def test_special_places_are_spelt_in_names_of_the_api(paths: Paths):
    for pattern in (*paths.opaque, *paths.binary, *paths.groups, *paths.tokens, *paths.vectors):
        assert {step for step in pattern.split("/")[1:] if step != "*"} <= set(paths.names), pattern


def test_what_may_be_sent():
    validate({"model": "m", "input": "hi", "voice": "alloy", "new": {"x": 1}})


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"input": "hi"}, "model"),
        ({"model": "m"}, "input"),
        ({"model": "m", "input": [CANARY]}, "input"),
        ({"model": "m", "input": None}, "input"),
    ],
)
def test_what_may_not_be_sent(body: dict[str, Any], param: str):
    with pytest.raises(WireError, match=rf"^{param}: ") as raised:
        validate(body)
    assert raised.value.param == param
    assert CANARY not in raised.value.message
