"""What the stand-in does with models, and with what it cannot quote."""

import json
from collections.abc import Callable
from typing import Any

import anthropic
import openai
import pytest

from guard.standin import standin


def test_models(client: openai.OpenAI) -> None:
    assert [each.id for each in client.models.list()] == ["stand-in"]


def test_one_model(client: openai.OpenAI) -> None:
    assert client.models.retrieve("stand-in").created == 1735689600


def test_it_has_no_pictures(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        client.images.generate(model="m", prompt="a hill")
    assert (raised.value.type, raised.value.code, raised.value.param) == ("invalid_request_error", None, None)
    assert "hill" not in str(raised.value)


def test_behind_the_sidecar_every_api_gives_back_what_was_said(
    serve: Callable[..., Any], sidecar: Callable[..., Any]
) -> None:
    url = sidecar(upstream=serve(standin).url).url
    said = "Write to jane@example.org"
    messages: Any = [{"role": "user", "content": said}]
    with (
        openai.OpenAI(base_url=f"{url}/v1", api_key="x", max_retries=0) as client,
        anthropic.Anthropic(base_url=url, api_key="x", max_retries=0) as claude,
    ):
        chunks = list(client.completions.create(model="m", prompt=said, stream=True))
        with client.responses.stream(model="m", input=said) as response:
            responded = response.get_final_response().output_text
        with claude.messages.stream(model="m", max_tokens=9, messages=messages) as message:
            told = message.get_final_text()
        for text in ("".join(each.choices[0].text for each in chunks), responded, told):
            received, given_back = text.split("\n")
            assert received.startswith("What the provider received: Write to ‹EMAIL_ADDRESS_")
            assert given_back == f"What it says, as you get it back: {said}"
        assert len(client.embeddings.create(model="m", input=said).data) == 1
        with pytest.raises(openai.BadRequestError, match="no pictures"):
            client.images.generate(model="m", prompt="a hill")


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
