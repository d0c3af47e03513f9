"""Logs: numbers, enums and names of ours; no way to carry text."""

import json
import logging
import re
from datetime import datetime
from typing import Any

import pytest

from guard.telemetry import Event, Label, event, hushed
from guard.types import (
    Direction,
    Severity,
)

CANARY = "Zelda Quillfeather zelda@example.org"


@pytest.mark.parametrize(
    "value",
    ["", "chat.completions", "EMAIL_ADDRESS", "default@30c55ebf9594", "a/b:c*", "/v1/files/{}", "x" * 100],
)
def test_a_label_is_an_id_or_a_name(value: str):
    assert Label(value) == value


@pytest.mark.parametrize(
    "value", [CANARY, "two words", "x" * 101, "naïve", "a\n", "\n", "a,b", '"', "+1415", "a=b", "😀"]
)
def test_a_label_is_no_text(value: str):
    with pytest.raises(ValueError, match=r"^expected an id or a name$"):
        Label(value)


def test_a_label_plus_text_is_no_label():
    assert type(Label("a") + "b") is str
    assert not hasattr(Label("a"), "__dict__")


def logged(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return dict(json.loads(line))


def test_an_event_is_one_line_of_json_on_standard_error(capsys: pytest.CaptureFixture[str]):
    event(
        Event.EXCHANGE,
        status=200,
        seconds=0.5,
        blocked=True,
        route=Label("chat.completions"),
        direction=Direction.PROMPT,
        severity=Severity.HIGH,
    )
    found = logged(capsys)
    assert datetime.fromisoformat(found.pop("timestamp")).tzinfo
    assert found == {
        "event": "exchange",
        "status": 200,
        "seconds": 0.5,
        "blocked": True,
        "route": "chat.completions",
        "direction": "prompt",
        "severity": 6,
    }


@pytest.mark.parametrize("what", Event)
def test_every_event_is_a_word(what: Event, capsys: pytest.CaptureFixture[str]):
    event(what)
    assert logged(capsys)["event"] == what.value
    assert re.fullmatch(r"[a-z_]+", what.value)


@pytest.mark.parametrize(
    "value", [CANARY, "", "word", b"bytes", None, [CANARY], {"a": CANARY}, ValueError(CANARY), (1,), object()]
)
def test_an_event_takes_no_text(value: object, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(TypeError, match=r"^detail: expected a number, an enum or a Label$"):
        event(Event.FAILED, status=1, detail=value)
    assert capsys.readouterr().err == ""


def test_an_event_is_one_of_those_there_are():
    with pytest.raises(AttributeError):
        event(CANARY)


def test_a_library_that_is_hushed_says_nothing(capfd: pytest.CaptureFixture[str]):
    hushed("some_library")
    logging.getLogger("some_library.part").error(CANARY)  # noqa: TID251
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""
