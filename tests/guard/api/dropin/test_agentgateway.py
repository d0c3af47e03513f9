"""agentgateway's webhook: one of three actions, told apart by their members alone."""

import json
from typing import Any

import pytest


def message(content: Any, role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": content}


def prompt(*contents: Any) -> dict[str, Any]:
    return {"body": {"messages": [message(each) for each in contents]}}


def reply(*contents: Any) -> dict[str, Any]:
    return {"body": {"choices": [{"message": message(each, "assistant")} for each in contents]}}


def kind(action: dict[str, Any]) -> str:
    """What the gateway takes an action for: it tries one after the other."""
    body = action.get("body")
    if isinstance(body, dict) and ("messages" in body or "choices" in body):
        return "mask"
    return "reject" if isinstance(body, str) and isinstance(action.get("status_code"), int) else "pass"


@pytest.mark.parametrize(("path", "body"), [("/request", prompt("hi")), ("/response", reply("hi", "ho"))])
def test_clean_messages_pass(call: Any, path: str, body: dict[str, Any]) -> None:
    sent = call(path, body)
    assert kind(sent.body["action"]) == "pass"
    assert "x-guard-record" not in sent.headers


def test_masked_messages_are_as_many_as_before(call: Any) -> None:
    action = call("/request", prompt("", "mail jane@example.org", "hi")).body["action"]
    assert kind(action) == "mask"
    first, second, third = action["body"]["messages"]
    assert (first, third) == (message(""), message("hi"))
    assert second["content"].startswith("mail <EMAIL_ADDRESS_")
    action = call("/response", reply("hi", "mail jane@example.org")).body["action"]
    assert kind(action) == "mask"
    assert action["body"]["choices"][1] == {"message": message("mail <EMAIL_ADDRESS>", "assistant")}


@pytest.mark.parametrize(
    ("path", "body"), [("/request", prompt("hi", "bluebird")), ("/response", reply("bluebird"))]
)
def test_refused_messages_are_rejected_with_the_error_of_the_sidecar(
    call: Any, path: str, body: dict[str, Any]
) -> None:
    sent = call(path, body)
    action = sent.body["action"]
    assert (kind(action), action["status_code"]) == ("reject", 400)
    assert json.loads(action["body"])["error"]["code"] == "content_filter"
    assert "bluebird" not in sent.text
    assert len(sent.headers["x-guard-record"]) == 32


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/request", {}),
        ("/request", {"body": {}}),
        ("/request", {"body": {"messages": "zebra"}}),
        ("/request", prompt(["zebra"])),
        ("/request", prompt(None)),
        ("/request", {"body": {"messages": [{"role": "zebra crossing", "content": "a"}]}}),
        ("/request", reply("zebra")),
        ("/response", prompt("zebra")),
        ("/response", {"body": {"choices": [{"message": {"content": "zebra"}}]}}),
    ],
)
def test_bad_input(call: Any, path: str, body: dict[str, Any]) -> None:
    sent = call(path, body)
    assert sent.status == 400
    assert sent.body["error"]["param"].startswith("body")
    assert "zebra" not in sent.text
