"""Tool calls of one choice: ids and names first, then arguments as they are released; nothing else unscreened."""

import json
from functools import partial
from typing import Any

import pytest

from guard import Direction, Guard
from guard.errors import WireError
from guard.screen import cutting, screen_window
from guard.stream.calls import Calls
from guard.stream.channel import Screens
from guard.stream.merge import MOST, whole

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"


@pytest.fixture(scope="module")
def screens() -> Screens:
    guard = Guard.load("default", key=b"k" * 32)
    return Screens(
        partial(guard.screen, direction=Direction.COMPLETION),
        partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
        cutting(guard.policy),
        str,
    )


@pytest.fixture
def calls(screens: Screens) -> Calls:
    return Calls(screens, 0)


def call(index: Any = 0, **more: Any) -> list[dict[str, Any]]:
    return [{"index": index, **more}]


def function(**more: Any) -> dict[str, Any]:
    return {"function": more}


def fed(calls: Calls, *deltas: Any, name: str = "tool_calls") -> list[dict[str, Any]]:
    """Take deltas; give what may leave of them at once."""
    return [part for delta in deltas for part, _ in calls.add(name, delta) if part]


def closed(calls: Calls) -> list[dict[str, Any]]:
    return [part for part, _ in calls.close() if part]


def arguments(parts: list[dict[str, Any]], index: int = 0) -> str:
    made = [each for part in parts for each in part.get("tool_calls", ()) if each["index"] == index]
    return "".join(each.get("function", {}).get("arguments", "") for each in made)


def test_id_and_name_leave_before_the_arguments(calls: Calls) -> None:
    first = call(id="call_1", type="function", function={"name": "send", "arguments": ""})
    assert fed(calls, first) == []
    (opening, *_) = fed(calls, call(**function(arguments='{"to": "')))
    assert opening == {
        "tool_calls": [
            {"index": 0, "id": "call_1", "type": "function", "function": {"name": "send", "arguments": ""}}
        ]
    }


def test_arguments_leave_as_they_are_released(calls: Calls) -> None:
    pieces = [call(**function(arguments=letter)) for letter in f'{{"to": "{MAIL}", "n": 1}}']
    made = fed(calls, call(id="c", **function(name="f")), *pieces)
    assert MAIL not in json.dumps(made)
    assert arguments(made + closed(calls)) == '{"to": "<EMAIL_ADDRESS>", "n": 1}'


def test_a_name_is_a_text(calls: Calls) -> None:
    pieces = [call(**function(name=MAIL[at : at + 3])) for at in range(0, len(MAIL), 3)]
    assert fed(calls, *pieces) == []
    assert closed(calls)[0]["tool_calls"][0]["function"]["name"] == "<EMAIL_ADDRESS>"


def test_a_name_after_the_arguments_waits_for_the_end(calls: Calls) -> None:
    made = fed(
        calls,
        call(**function(arguments="{}")),
        call(**function(name=MAIL[:8])),
        call(**function(name=MAIL[8:])),
    )
    assert "jane" not in json.dumps(made + closed(calls))
    assert whole(calls.rest) == {"tool_calls": call(**function(name=MAIL))}


@pytest.mark.parametrize("name", ["id", "type"])
@pytest.mark.parametrize(
    "value", [MAIL, "4111 1111 1111 1111", "4111111111111111", KEY + " ", "two words", 7, None, ["x"]]
)
def test_an_id_that_is_none_does_not_leave(calls: Calls, name: str, value: Any) -> None:
    made = fed(calls, call(**{name: value}), call(**function(name="f", arguments="{}"))) + closed(calls)
    assert name not in made[0]["tool_calls"][0]
    assert str(value) not in json.dumps(made).replace("null", "") or value == 7


def test_an_id_comes_once(calls: Calls) -> None:
    made = fed(calls, call(id="a"), call(id="b"), call(**function(arguments="{}")), call(id="c")) + closed(
        calls
    )
    assert [each["id"] for part in made for each in part["tool_calls"] if "id" in each] == ["a"]
    assert calls.rest == {}


def test_calls_do_not_mix(calls: Calls) -> None:
    made = fed(
        calls,
        call(0, **function(name="f", arguments='{"a": "'))
        + call(3, **function(name="g", arguments='{"b": "')),
        call(3, **function(arguments='y"}')),
        call(0, **function(arguments='x"}')),
    )
    made += closed(calls)
    assert (arguments(made, 0), arguments(made, 3)) == ('{"a": "x"}', '{"b": "y"}')


def test_places_are_those_of_the_whole_reply(screens: Screens) -> None:
    calls = Calls(screens, 2)
    texts = [
        text
        for delta in (call(5, **function(name="f", arguments='{"a": "x"}')),)
        for _, screening in (*calls.add("tool_calls", delta), *calls.close())
        if screening is not None
        for text in screening.originals
    ]
    assert {text.place for text in texts} == {
        "choices[2].message.tool_calls[0].function.name",
        "choices[2].message.tool_calls[0].function.arguments",
    }
    assert "/choices/2/message/tool_calls/0/function/arguments#/a" in {text.pointer for text in texts}


def test_calls_without_an_index_are_calls_of_their_own(calls: Calls) -> None:
    made = fed(
        calls, [function(name="f", arguments='["x"]')], [function(name="g", arguments='["y"]')]
    ) + closed(calls)
    assert (arguments(made, 0), arguments(made, 1)) == ('["x"]', '["y"]')


def test_custom_tools_have_an_input(calls: Calls) -> None:
    made = fed(
        calls, call(custom={"name": "f", "input": f"Ask {MAIL[:6]}"}), call(custom={"input": MAIL[6:]})
    )
    inputs = [each["custom"].get("input", "") for part in made + closed(calls) for each in part["tool_calls"]]
    assert "".join(inputs) == "Ask <EMAIL_ADDRESS>"


def test_the_older_call_is_one(calls: Calls) -> None:
    made = fed(
        calls, {"name": "f", "arguments": '{"to": '}, {"arguments": f'"{MAIL}"}}'}, name="function_call"
    )
    made += closed(calls)
    assert made[0] == {"function_call": {"name": "f", "arguments": ""}}
    assert "".join(part["function_call"].get("arguments", "") for part in made) == '{"to": "<EMAIL_ADDRESS>"}'


@pytest.mark.parametrize("index", [-1, MOST, 4111111111111111, 10**300])
def test_an_index_that_says_something_is_refused(calls: Calls, index: int) -> None:
    with pytest.raises(WireError, match="index") as raised:
        fed(calls, call(index, **function(arguments="{}")))
    assert str(index) not in str(raised.value).replace(str(MOST - 1), "")


@pytest.mark.parametrize(
    "delta",
    [
        call(0.5, **function(arguments=MAIL)),
        call(True, **function(arguments=MAIL)),
        call(None, **function(arguments=MAIL)),
        call(MAIL, **function(arguments="{}")),
        call(0, note=MAIL),
        call(0, function=MAIL),
        call(0, **function(arguments=[MAIL])),
        call(0, **function(note=MAIL)),
        [MAIL],
        {"0": MAIL},
        MAIL,
        7,
    ],
)
def test_what_is_not_described_waits_for_the_end(calls: Calls, delta: Any) -> None:
    made = fed(calls, delta) + closed(calls)
    assert "jane" not in json.dumps(made)
    assert calls.rest


@pytest.mark.parametrize("name", ["tool_calls", "function_call"])
def test_nothing_is_nothing(calls: Calls, name: str) -> None:
    assert fed(calls, None, name=name) == []
    assert closed(calls) == []
    assert calls.rest == {}


def test_what_is_closed_is_over(calls: Calls) -> None:
    fed(calls, call(**function(arguments='{"a": "cut off')))
    assert closed(calls)
    assert closed(calls) == []


def test_a_block_is_told_and_its_text_does_not_leave(calls: Calls) -> None:
    made = [*calls.add("tool_calls", call(**function(name="f", arguments=f'["{KEY}"]')))]
    assert made[-1][0] == {}
    assert made[-1][1] is not None
    assert made[-1][1].blocked
    assert KEY not in json.dumps([part for part, _ in made])
