"""What the stand-in does with models, and with what it cannot quote."""

import json
from typing import Any

import openai
import pytest

from guard.standin import standin


def test_models(client: openai.OpenAI) -> None:
    assert [each.id for each in client.models.list()] == ["stand-in"]


def test_one_model(client: openai.OpenAI) -> None:
    assert client.models.retrieve("stand-in").created == 1735689600


@pytest.mark.parametrize(
    "body", [b"", b"\xff\x00", b"--x\r\n", b"[]", b"3", b'{"input": "hi"}', b'{"messages": []}']
)
async def test_of_what_is_no_conversation_it_tells_the_length(body: bytes) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    await standin({"type": "http", "method": "POST", "path": "/v1/chat/completions"}, receive, send)
    assert (sent[0]["status"], json.loads(sent[1]["body"])) == (
        200,
        {"object": "stand-in", "bytes": len(body)},
    )
