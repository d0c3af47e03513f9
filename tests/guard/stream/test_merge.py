"""Deltas put together: strings grow, lists go by index, and what is long is joined once."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import WireError
from guard.stream.merge import MOST, merge, whole


def merged(*deltas: Any) -> Any:
    made = None
    for delta in deltas:
        made = merge(made, copy.deepcopy(delta))
    return whole(made)


@pytest.mark.parametrize(
    ("deltas", "expected"),
    [
        (["a", "b", "c"], "abc"),
        (["", ""], ""),
        ([{"a": "x"}, {"a": "y"}], {"a": "xy"}),
        ([{"a": "x"}, {"b": "y"}], {"a": "x", "b": "y"}),
        ([{"a": {"b": "x"}}, {"a": {"b": "y", "c": 1}}], {"a": {"b": "xy", "c": 1}}),
        ([[{"index": 0, "t": "x"}], [{"index": 0, "t": "y"}]], [{"index": 0, "t": "xy"}]),
        ([[{"type": "a", "t": "x"}], [{"type": "a", "t": "y"}]], [{"type": "a", "t": "xy"}]),
        ([["a"], ["b"]], ["a", "b"]),
        ([None, "a"], "a"),
    ],
)
def test_what_continues_grows(deltas: list[Any], expected: Any) -> None:
    assert merged(*deltas) == expected


@pytest.mark.parametrize(
    ("deltas", "expected"),
    [
        ([1, 2], 2),
        (["a", 1], 1),
        ([1, "a"], "a"),
        (["a", "b", {"c": "d"}], {"c": "d"}),
        (["a", ["b"]], ["b"]),
        ([{"a": 1}, "b"], "b"),
        ([["a"], {"b": 1}], {"b": 1}),
        ([{"id": "a", "type": "b"}, {"id": "d", "type": "e"}], {"id": "d", "type": "e"}),
        ([[{"index": 0, "t": "x"}], [{"index": 1}]], [{"index": 0, "t": "x"}, {"index": 1}]),
        ([[{"type": "a", "t": "x"}], [{"type": "b"}]], [{"type": "a", "t": "x"}, {"type": "b"}]),
        ([[{"index": 0}], [{"type": "b"}]], [{"index": 0}, {"type": "b"}]),
        ([["a"], [{"index": 0}]], ["a", {"index": 0}]),
    ],
)
def test_what_does_not_continue_is_replaced_or_stands_beside_it(deltas: list[Any], expected: Any) -> None:
    assert merged(*deltas) == expected


def test_a_list_that_becomes_too_long_is_refused() -> None:
    full = merge(None, ["x"] * MOST)
    with pytest.raises(WireError, match="at most"):
        merge(full, ["x"])


def test_no_repr_holds_text() -> None:
    assert "secret" not in repr(merge("secret", "secret"))


@given(st.lists(st.text(max_size=5), min_size=1, max_size=20))
def test_pieces_are_the_text(pieces: list[str]) -> None:
    assert merged(*pieces) == "".join(pieces)
    assert merged(*({"a": [{"index": 0, "t": piece}]} for piece in pieces)) == {
        "a": [{"index": 0, "t": "".join(pieces)}]
    }
