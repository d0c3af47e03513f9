"""The LiteLLM proxy, unchanged: as our upstream, and as a gateway whose guardrails are the drop-in endpoints."""

import json
import secrets
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai
import pytest
from clients import litellm_proxy
from houses import House
from providers import says

from audit import keyfile
from guard.api.dropin import mount
from guard.api.rest import application
from guard.asgi import Receive, Scope, Send, read_body
from guard.forward import HttpUpstream
from guard.place import open_service
from guard.proxy import Sidecar
from guard.standin import standin
from guard.tenancy.credentials import digest, new_key

MAIL = "jane.doe@example.org"
CARD = "4111 1111 1111 1111"
KEY = "AKIAABCDEFGHIJKLMNOP"
OURS = "guard"
PRESIDIO = "presidio"
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "send_mail",
        "parameters": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
    },
}
guardrails = pytest.mark.parametrize("guardrail", [OURS, PRESIDIO])


@dataclass
class Quoting:
    """The stand-in for a provider: it says what it received, unless a test tells it what to say."""

    received: list[str] = field(default_factory=list)
    content_type: str = ""
    reply: dict[str, Any] | None = None
    chunks: list[bytes] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def heard() -> Any:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        if self.reply is None:
            await standin(scope, heard, send)
        else:
            await read_body(heard, 1 << 20)
            kind = self.content_type.encode()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
            for chunk in self.chunks or [json.dumps(self.reply).encode()]:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        if body:
            self.received.append(body.decode())


@dataclass(frozen=True)
class Gateway:
    """The proxy between its clients and the provider."""

    url: str
    key: str
    provider: Quoting
    folder: Path


@pytest.fixture(scope="module")
def gateway(serve_module: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    provider = Quoting()
    model = {
        "model_name": "test-model",
        "litellm_params": {
            "model": "openai/test-model",
            "api_base": f"{serve_module(provider).url}/v1",
            "api_key": "test",
            "max_retries": 0,
        },
    }
    folder = tmp_path_factory.mktemp("gateway")
    keyfile.create(folder / "guard", "ada", "correct horse battery", "hybrid", "default", cost=keyfile.FLOOR)
    service = open_service("default", folder / "guard")
    nowhere = HttpUpstream("http://127.0.0.1:9", connect_s=1, read_s=1)

    def dropin(name: str, key: str | None) -> str:
        house = House(service, nowhere, 1 << 20, None if key is None else [digest(key)])
        api = application(house.callers, mount.routers([name], house.callers))
        return str(serve_module(Sidecar(house, api, dropins=mount.paths([name]))).url)

    key = new_key()
    ours = {
        "guardrail": "generic_guardrail_api",
        "mode": ["pre_call", "post_call"],
        "api_base": dropin("litellm", key),
        "api_key": key,
        "streaming_transform_mode": "incremental_diff",
    }
    place = dropin("presidio", None)  # LiteLLM has no key to give to it
    presidio = {
        "guardrail": "presidio",
        "mode": "pre_call",
        "presidio_analyzer_api_base": place,
        "presidio_anonymizer_api_base": place,
        "output_parse_pii": True,
        "presidio_filter_scope": "input",  # else LiteLLM masks anew what it has just restored
        "pii_entities_config": {"EMAIL_ADDRESS": "MASK", "CREDIT_CARD": "MASK", "AWS_ACCESS_KEY": "BLOCK"},
    }
    config: dict[str, Any] = {
        "model_list": [model],
        "guardrails": [
            {"guardrail_name": OURS, "litellm_params": ours},
            {"guardrail_name": PRESIDIO, "litellm_params": presidio},
        ],
        "litellm_settings": {"num_retries": 0, "telemetry": False},
        "general_settings": {"master_key": f"sk-{secrets.token_hex(32)}"},
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with litellm_proxy(config, port, folder) as url:
        yield Gateway(url, config["general_settings"]["master_key"], provider, folder)
    service.close()


@pytest.fixture
def client(gateway: Gateway) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{gateway.url}/v1", api_key=gateway.key, max_retries=0) as made:
        yield made


@pytest.fixture
def before(sidecar: Callable[..., Any], gateway: Gateway) -> Iterator[openai.OpenAI]:
    """A client of the sidecar, whose upstream is the proxy."""
    url = sidecar(upstream=gateway.url).url
    with openai.OpenAI(base_url=f"{url}/v1", api_key=gateway.key, max_retries=0) as made:
        yield made


def asked(content: str, guardrail: str = "", **more: Any) -> dict[str, Any]:
    named: dict[str, Any] = {"extra_body": {"guardrails": [guardrail]}} if guardrail else {}
    return {"model": "test-model", "messages": [{"role": "user", "content": content}], **named, **more}


def spelled(stream: Any) -> str:
    return "".join(each.choices[0].delta.content or "" for each in stream if each.choices)


def until_refused(client: openai.OpenAI, given: dict[str, Any]) -> tuple[str, str]:
    """What came before a refusal, all of its deltas, and what the refusal says."""
    said = ""
    try:
        reply: Any = client.chat.completions.create(**given)
        for each in reply if given["stream"] else [reply]:
            (choice,) = each.choices
            part = choice.delta if given["stream"] else choice.message
            said += part.content or ""
            said += "".join(call.function.arguments or "" for call in part.tool_calls or ())
    except openai.APIError as refused:
        return said, str(refused)
    raise AssertionError("it was not refused")


def test_pii_leaves_as_a_token_and_comes_back_through_the_proxy(
    before: openai.OpenAI, gateway: Gateway
) -> None:
    said = before.chat.completions.create(**asked(f"Write to {MAIL}")).choices[0].message.content or ""
    assert MAIL not in gateway.provider.received[-1]
    assert "Write to \u2039EMAIL_ADDRESS_" in said
    assert said.endswith(f"Write to {MAIL}")


def test_stream_of_the_proxy_is_screened(before: openai.OpenAI, gateway: Gateway) -> None:
    said = spelled(before.chat.completions.create(**asked(f"Write to {MAIL} soon"), stream=True))
    assert MAIL not in gateway.provider.received[-1]
    assert "Write to \u2039EMAIL_ADDRESS_" in said
    assert said.endswith(f"Write to {MAIL} soon")


def test_refused_prompt_never_reaches_the_proxy(before: openai.OpenAI, gateway: Gateway) -> None:
    count = len(gateway.provider.received)
    with pytest.raises(openai.BadRequestError) as refused:
        before.chat.completions.create(**asked(f"The key is {KEY}."))
    assert refused.value.code == "content_filter"
    assert len(gateway.provider.received) == count


def test_tool_call_through_the_proxy_is_restored(before: openai.OpenAI, gateway: Gateway) -> None:
    reply = before.chat.completions.create(**asked(f"mail {MAIL}", tools=[TOOL]))
    assert reply.choices[0].message.tool_calls
    call: Any = reply.choices[0].message.tool_calls[0]
    assert json.loads(call.function.arguments) == {"text": f"mail {MAIL}"}
    assert MAIL not in gateway.provider.received[-1]


def test_without_a_guardrail_nothing_is_screened(client: openai.OpenAI, gateway: Gateway) -> None:
    """Else the tests below could not tell who screened."""
    client.chat.completions.create(**asked(f"Write to {MAIL}"))
    assert MAIL in gateway.provider.received[-1]


@guardrails
def test_guardrail_passes_what_is_clean(client: openai.OpenAI, gateway: Gateway, guardrail: str) -> None:
    reply = client.chat.completions.create(**asked("What is 2 + 2?", guardrail))
    assert "received: What is 2 + 2?" in (reply.choices[0].message.content or "")


@guardrails
def test_guardrail_masks_and_restores(client: openai.OpenAI, gateway: Gateway, guardrail: str) -> None:
    reply = client.chat.completions.create(**asked(f"Write to {MAIL}", guardrail))
    assert MAIL not in gateway.provider.received[-1]
    said = reply.choices[0].message.content or ""
    assert "Write to \u2039EMAIL_ADDRESS" in said
    assert said.endswith(f"Write to {MAIL}")


@guardrails
def test_guardrail_masks_and_restores_a_stream(
    client: openai.OpenAI, gateway: Gateway, guardrail: str
) -> None:
    said = spelled(client.chat.completions.create(**asked(f"Write to {MAIL} soon", guardrail), stream=True))
    assert MAIL not in gateway.provider.received[-1]
    assert "Write to \u2039EMAIL_ADDRESS" in said
    assert said.endswith(f"Write to {MAIL} soon")


@guardrails
def test_guardrail_refuses_a_prompt(client: openai.OpenAI, gateway: Gateway, guardrail: str) -> None:
    count = len(gateway.provider.received)
    with pytest.raises(openai.APIStatusError) as refused:
        client.chat.completions.create(**asked(f"The key is {KEY}.", guardrail))
    assert refused.value.status_code == 400
    assert KEY not in str(refused.value)
    assert len(gateway.provider.received) == count


def test_several_messages_are_masked_each_in_its_place(client: openai.OpenAI, gateway: Gateway) -> None:
    given = asked(f"Write to {MAIL}", OURS)
    given["messages"] = [
        {"role": "system", "content": f"Cards such as {CARD} are ours."},
        {"role": "user", "content": "Hi."},
        {"role": "assistant", "content": f"Hello, {MAIL}."},
        *given["messages"],
    ]
    client.chat.completions.create(**given)
    received = json.loads(gateway.provider.received[-1])["messages"]
    token = received[-1]["content"].removeprefix("Write to ")
    assert [each["content"] for each in received] == [
        "Cards such as <CREDIT_CARD> are ours.",
        "Hi.",
        f"Hello, {token}.",
        f"Write to {token}",
    ]


@pytest.fixture
def saying(gateway: Gateway) -> Iterator[Callable[..., None]]:
    """Tells the provider what to say, for one test."""

    def told(text: str = "", **more: Any) -> None:
        says(gateway.provider, "openai", text, **more)

    yield told
    gateway.provider.reply = gateway.provider.chunks = None


@pytest.mark.parametrize("streamed", [False, True])
def test_a_reply_is_masked(client: openai.OpenAI, saying: Callable[..., None], *, streamed: bool) -> None:
    saying(f"Hello. Ask {MAIL} about it. Or pay with {CARD} today.", streamed=streamed)
    reply = client.chat.completions.create(**asked("Whom?", OURS), stream=streamed)
    said = spelled(reply) if streamed else reply.choices[0].message.content
    assert said == "Hello. Ask <EMAIL_ADDRESS> about it. Or pay with <CREDIT_CARD> today."


def test_a_token_cut_over_chunks_is_restored(
    client: openai.OpenAI, gateway: Gateway, saying: Callable[..., None]
) -> None:
    client.chat.completions.create(**asked(f"Write to {MAIL}", OURS))
    received = json.loads(gateway.provider.received[-1])["messages"]
    token = received[0]["content"].removeprefix("Write to ")
    saying(f"I wrote to {token}. She will answer soon.", streamed=True)
    stream = client.chat.completions.create(**asked(f"Write to {MAIL}", OURS), stream=True)
    assert spelled(stream) == f"I wrote to {MAIL}. She will answer soon."


def test_a_token_of_another_call_stays(client: openai.OpenAI, gateway: Gateway, saying: Any) -> None:
    client.chat.completions.create(**asked(f"Write to {MAIL}", OURS))
    received = json.loads(gateway.provider.received[-1])["messages"]
    token = received[0]["content"].removeprefix("Write to ")
    saying(f"I wrote to {token}.")
    reply = client.chat.completions.create(**asked("Whom?", OURS))
    assert reply.choices[0].message.content == f"I wrote to {token}."


@pytest.mark.parametrize("streamed", [False, True])
def test_a_reply_is_refused(client: openai.OpenAI, saying: Callable[..., None], *, streamed: bool) -> None:
    saying(f"Here you are. It is {KEY}.", streamed=streamed)
    said, error = until_refused(client, asked("The key?", OURS, stream=streamed))
    assert "refused by policy default" in error
    assert KEY[:8] not in said + error


def test_a_tool_call_that_would_have_to_change_is_refused(
    client: openai.OpenAI, saying: Callable[..., None]
) -> None:
    """LiteLLM's contract has no way to send it back."""
    saying(to="joe@example.org")
    said, error = until_refused(client, asked("Whom?", OURS, tools=[TOOL], stream=False))
    assert "tool_calls" in error
    assert "joe@example.org" not in said + error


def test_a_streamed_tool_call_is_refused_as_soon_as_litellm_asks(
    client: openai.OpenAI, saying: Callable[..., None]
) -> None:
    """In a stream LiteLLM asks after it has passed the call on: who needs more has the sidecar in front."""
    saying(streamed=True, to="joe@example.org")
    _, error = until_refused(client, asked("Whom?", OURS, tools=[TOOL], stream=True))
    assert "tool_calls" in error
    assert "joe@example.org" not in error


def test_a_streamed_tool_call_is_screened_by_the_sidecar_in_front(
    before: openai.OpenAI, saying: Callable[..., None]
) -> None:
    saying(streamed=True, to="joe@example.org")
    stream = before.chat.completions.create(**asked("Whom?", tools=[TOOL]), stream=True)
    calls = [call for each in stream if each.choices for call in each.choices[0].delta.tool_calls or ()]
    spelt = "".join((call.function.arguments or "") if call.function else "" for call in calls)
    assert json.loads(spelt) == {"to": "<EMAIL_ADDRESS>"}


def test_the_place_of_the_proxy_holds_no_text(client: openai.OpenAI, gateway: Gateway) -> None:
    client.chat.completions.create(**asked(f"Write to {MAIL}", OURS))
    left = [path for path in gateway.folder.rglob("*") if path.is_file()]
    assert len(left) > 2
    assert [path.name for path in left if MAIL.encode() in path.read_bytes()] == []
