"""The output of a streamed response as far as it was released."""

from typing import Any

import pytest

from guard.stream.response_items import Item, Items
from guard.wire.response_events import Path


def test_the_first_id_that_looks_like_one_counts() -> None:
    items = Items()
    assert items.get(0, "msg_1").id == "msg_1"
    assert items.get(0, "msg_2").id == "msg_1"
    assert items.get(1, "Zelda Quill").id == "item_1"
    assert items.get(2, None).id == "item_2"
    assert items.get(3, "").id == "item_3"


def test_what_was_announced_is_the_output() -> None:
    items = Items()
    items.get(2).value = {"n": 2}
    items.get(0).value = {"n": 0}
    items.get(1)
    assert items.output() == [{"n": 0}, {"n": 2}]
    items.get(0).over = True
    assert [items.ended(at) for at in (0, 1, 2, 3, None, "0", [0])] == [True, *[False] * 6]
    assert [at for at, _ in items.unfinished()] == [2]


@pytest.mark.parametrize(
    ("streamed", "output", "expected"),
    [
        ({0: "a", 1: "b"}, ["a", "b"], [0, 1]),
        ({0: "a", 1: "b"}, ["b", "a"], [1, 0]),
        ({0: "a", 2: "b"}, ["a", "b"], [0, 2]),
        ({0: "a", 1: "b"}, ["new", "b"], [0, 1]),
        ({0: "a", 1: "b"}, ["b", "new"], [1, 2]),
        ({}, ["a", "b"], [0, 1]),
        ({0: "a"}, [], []),
        ({0: "a", 1: "b"}, ["a", "a"], [0, 2]),
        ({0: "a", 1: "b"}, ["x", "a", "y"], [3, 0, 2]),
        ({0: "a"}, [None, "b"], [0, 1]),
    ],
)
def test_where_an_item_of_the_whole_output_was(
    streamed: dict[int, str], output: list[Any], expected: list[int]
) -> None:
    items = Items()
    for at, name in streamed.items():
        items.get(at, name)
    assert items.places([{"id": name} if name else name for name in output]) == expected


def item(**value: Any) -> Item:
    return Item("i", value)


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        ({"arguments": ""}, ("arguments",), {"arguments": "x"}),
        ({}, ("arguments",), {"arguments": "x"}),
        ({"operation": None}, ("operation", "diff"), {"operation": {"diff": "x"}}),
        ({"action": {"commands": []}}, ("action", "commands", 1), {"action": {"commands": ["", "x"]}}),
        ({}, ("output", 0, "stdout"), {"output": [{"stdout": "x"}]}),
        ({"output": []}, ("output", 1, "stderr"), {"output": [{}, {"stderr": "x"}]}),
        ({"action": "y"}, ("action", "commands", 0), {"action": "y"}),
        ({"output": {"a": 1}}, ("output", 0, "stdout"), {"output": {"a": 1}}),
    ],
)
def test_a_text_is_put_in_its_place(value: dict[str, Any], path: Path, expected: dict[str, Any]) -> None:
    made = item(**value)
    made.put(("output", 0, *path), "x")
    assert made.value == expected


def test_a_text_of_a_part_is_put_in_the_part() -> None:
    made = item(content=[])
    made.begin(("content", 1), {"text": ""})
    made.put(("output", 0, "content", 1, "text"), "x")
    assert made.parts == {("content", 1): {"text": "x"}}
    assert made.value == {"content": []}


def test_a_text_of_an_item_that_was_not_announced_goes_nowhere() -> None:
    made = Item("i")
    made.put(("output", 0, "arguments"), "x")
    assert made.value is None


def test_an_item_that_is_cut_holds_its_parts_and_is_incomplete() -> None:
    made = item(type="message", status="in_progress", content=[])
    made.begin(("content", 1), {"text": "b"})
    made.begin(("content", 0), {"text": "a"})
    made.begin(("summary", 0), {"text": "s"})
    made.begin(("content", 0), {"text": "a"})
    assert made.open == [("content", 1), ("content", 0), ("summary", 0)]
    made.end(("content", 1), {"text": "c"})
    made.end(("content", 1), {"text": "c"})
    assert made.open == [("content", 0), ("summary", 0)]
    assert [made.ended(("content", at)) for at in range(3)] == [False, True, False]
    assert made.cut() == {
        "type": "message",
        "status": "incomplete",
        "content": [{"text": "a"}, {"text": "c"}],
        "summary": [{"text": "s"}],
    }
    assert made.over
