"""Embeddings: texts and tokens go in; of what comes out only numbers pass unseen."""

import base64
import json
import struct
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vectors import check, vectors

from guard.errors import WireError
from guard.wire.document import Paths
from guard.wire.embeddings import REPLY, REQUEST, validate
from guard.wire.jsontext import read

CANARY = "Zelda Quillfeather"


@pytest.mark.parametrize("vector", vectors("embeddings"))
def test_vector(vector: Mapping[str, Any]):
    check(vector, {"REQUEST": REQUEST, "REPLY": REPLY})


@pytest.mark.parametrize("paths", [REQUEST, REPLY])
def test_special_places_are_spelt_in_names_of_the_api(paths: Paths):
    for pattern in (*paths.opaque, *paths.binary, *paths.groups, *paths.tokens, *paths.vectors):
        assert {step for step in pattern.split("/")[1:] if step != "*"} <= set(paths.names), pattern


@pytest.mark.parametrize("given", ["", "hi", ["hi", ""], [1, 2], [[1], [2]], []])
def test_what_may_be_sent(given: Any):
    validate({"model": "m", "input": given})


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"input": "hi"}, "model"),
        ({"model": "m"}, "input"),
        ({"model": "m", "input": None}, "input"),
        ({"model": "m", "input": {"text": CANARY}}, "input"),
        ({"model": "m", "input": [CANARY, 1]}, "input"),
        ({"model": "m", "input": [{"text": CANARY}]}, "input"),
    ],
)
def test_what_may_not_be_sent(body: dict[str, Any], param: str):
    with pytest.raises(WireError, match=rf"^{param}: ") as raised:
        validate(body)
    assert raised.value.param == param
    assert CANARY not in raised.value.message


def seen(embedding: str) -> list[str]:
    document = read(json.dumps({"data": [{"embedding": embedding}]}), REPLY)
    return [text.pointer for text in document.texts()]


@given(st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=40))
def test_numbers_as_base64_pass_unless_they_can_be_printed(numbers: list[float]):
    data = struct.pack(f"<{len(numbers)}f", *numbers)
    printable = data.isascii() and data.decode().isprintable()
    assert bool(seen(base64.b64encode(data).decode())) is printable


@given(st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1, max_size=60))
def test_text_as_base64_never_passes_for_numbers(text: str):
    assert seen(base64.b64encode(text.encode()).decode())


@pytest.mark.parametrize(
    "data", [b"abc", struct.pack("<f", 1e9), struct.pack("<f", float("nan")), struct.pack("<f", float("inf"))]
)
def test_what_is_no_vector_is_seen(data: bytes):
    assert seen(base64.b64encode(data).decode())
