"""What several bodies share."""

from typing import Any

import pytest

from guard.errors import WireError
from guard.wire import fields

CANARY = "Zelda Quillfeather"


def test_a_member_of_the_kind_that_is_wanted_passes():
    fields.expect({"a": "x"}, "a", str, "a string")


@pytest.mark.parametrize(
    ("body", "message"), [({}, "a: missing, expected a string"), ({"a": [CANARY]}, "a: expected a string")]
)
def test_another_does_not(body: dict[str, Any], message: str):
    with pytest.raises(WireError) as raised:
        fields.expect(body, "a", str, "a string")
    assert (raised.value.message, raised.value.param) == (message, "a")


def test_text_or_tokens_may_be_missing_where_that_is_said():
    fields.text_or_tokens({}, "a", missing=True)
    with pytest.raises(WireError, match=r"^a: missing, expected a string"):
        fields.text_or_tokens({}, "a")
    with pytest.raises(WireError, match=r"^a: expected a string"):
        fields.text_or_tokens({"a": None}, "a")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"id": "x-1", "created": 5, "model": "m"}, ("x-1", 5, "m")),
        ({}, ("none", 0, "unknown")),
        ({"id": CANARY, "created": -1, "model": CANARY}, ("none", 0, "unknown")),
        ({"id": 7, "created": 1 << 40, "model": ["m"]}, ("none", 0, "unknown")),
        ({"id": "AKIAABCDEFGHIJKLMNOP", "created": "5", "model": None}, ("none", 0, "unknown")),
    ],
)
def test_an_envelope_holds_no_text(source: dict[str, Any], expected: tuple[str, int, str]):
    made = fields.envelope(source, "kind", "none")
    assert (made["id"], made["created"], made["model"]) == expected
    assert made["object"] == "kind"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({"usage": {"prompt_tokens": 1, "note": CANARY}}, {"usage": {"prompt_tokens": 1}}),
        ({"usage": {"prompt_tokens": CANARY}}, {}),
        ({"usage": CANARY}, {}),
        ({"usage": None}, {}),
        ({}, {}),
    ],
)
def test_usage_is_counts(reply: dict[str, Any], expected: dict[str, Any]):
    assert fields.usage(reply) == expected


def test_anything_but_an_array_is_an_empty_one():
    assert fields.array([1]) == [1]
    assert [fields.array(value) for value in (None, CANARY, {"a": 1})] == [[], [], []]


def test_all_of_the_moderation_s_categories_are_there_once():
    assert len(set(fields.CATEGORIES)) == len(fields.CATEGORIES) == 13
