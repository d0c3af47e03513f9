"""What an API gets tomorrow: nobody here knows it, so it is screened, and no call fails because of it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from providers import APIS, says

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
PATHS = {"openai": "/v1/chat/completions", "responses": "/v1/responses", "anthropic": "/v1/messages"}
TOOLS: list[dict[str, Any]] = [
    {"type": "code_interpreter"},
    {"type": "code_interpreter", "container": {"type": "auto"}},
    {"function_declarations": [{"name": "send", "description": "Sends a mail."}]},
    {"type": "hologram_20300101", "name": "hologram", "depth": 3, "flat": None, "colours": ["red", 1.50]},
]

pytestmark = pytest.mark.parametrize("api", APIS)


@pytest.fixture
def call(sidecar: Callable[..., Any], provider: Any, api: str) -> Iterator[Callable[..., httpx.Response]]:
    says(provider, api, "Hello.")
    with httpx.Client(base_url=sidecar().url, headers={"authorization": "Bearer k"}) as client:

        def send(content: Any = "Hi.", **more: Any) -> httpx.Response:
            items = [{"role": "user", "content": content}]
            name = "input" if api == "responses" else "messages"
            body = {"model": "test-model", "max_tokens": 64, name: items, "store": False, **more}
            if api == "anthropic":
                del body["store"]
            return client.post(PATHS[api], content=json.dumps(body, indent=1))

        yield send


@pytest.mark.parametrize("tool", TOOLS)
def test_tools_that_nobody_described_pass_as_they_are(
    call: Callable[..., httpx.Response], provider: Any, tool: dict[str, Any]
) -> None:
    assert call(tools=[tool]).status_code == 200
    assert json.dumps(tool, indent=1).replace("\n", "\n  ").encode() in provider.bodies[-1]


def test_what_is_in_them_is_screened(call: Callable[..., httpx.Response], provider: Any) -> None:
    tool = {"type": "hologram_20300101", "caption": f"ask {MAIL}", "deeper": [{MAIL: "to", "n": 1.50}]}
    assert call(tools=[tool], hologram={"caption": f"or {MAIL}"}).status_code == 200
    assert MAIL.encode() not in provider.bodies[-1]
    assert b"<EMAIL_ADDRESS_" in provider.bodies[-1]
    assert b'"n": 1.5' in provider.bodies[-1]
    count = len(provider.bodies)
    assert call(tools=[{"type": "hologram_20300101", "caption": KEY}]).status_code == 400
    assert len(provider.bodies) == count


def test_content_of_a_new_kind_is_screened(call: Callable[..., httpx.Response], provider: Any) -> None:
    part = {"type": "hologram", "hologram": {"caption": f"ask {MAIL}", "of": [f"or {MAIL}", 7, None, True]}}
    assert call([part]).status_code == 200
    assert MAIL.encode() not in provider.bodies[-1]
    count = len(provider.bodies)
    assert call([{"type": "hologram", "caption": KEY}]).status_code == 400
    assert len(provider.bodies) == count


def test_members_of_a_reply_that_nobody_described_are_screened(
    call: Callable[..., httpx.Response], provider: Any
) -> None:
    provider.reply["hologram"] = {"caption": f"ask {MAIL}", "depth": 3, "flat": None}
    answer = call()
    assert answer.status_code == 200
    assert answer.json()["hologram"] == {"caption": "ask <EMAIL_ADDRESS>", "depth": 3, "flat": None}


def test_a_reply_that_needs_no_change_is_the_providers_to_the_byte(
    call: Callable[..., httpx.Response], provider: Any
) -> None:
    provider.reply["hologram"] = {"caption": "none", "depth": 1.50, "flat": None}
    provider.reply = json.dumps(provider.reply, indent=3).encode()
    assert call().content == provider.reply


def test_events_that_nobody_described_break_no_stream(
    call: Callable[..., httpx.Response], provider: Any, api: str
) -> None:
    says(provider, api, "Hello.", streamed=True)
    told = {"type": "hologram.delta", "object": "hologram.chunk", "caption": f"ask {MAIL}", "choices": []}
    event = b"" if api == "openai" else b"event: hologram.delta\n"
    provider.chunks.insert(2, event + b"data: " + json.dumps(told).encode() + b"\n\n")
    answer = call(stream=True)
    assert answer.status_code == 200
    assert MAIL not in answer.text
    assert "Hello." in answer.text
    assert '"error": {' not in answer.text
