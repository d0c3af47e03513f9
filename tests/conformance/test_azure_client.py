"""The official Azure client of OpenAI, unchanged, against the sidecar in front of a provider on loopback."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
VERSION = "2024-10-21"
ANNOTATED = {"x-guard-annotations": "azure"}
NAMES = ("prompt_filter_results", "content_filter_results")


def opened(url: str, **more: Any) -> openai.AzureOpenAI:
    return openai.AzureOpenAI(azure_endpoint=url, api_key="key-1", api_version=VERSION, max_retries=0, **more)


@pytest.fixture
def client(sidecar: Callable[..., Any]) -> Iterator[openai.AzureOpenAI]:
    with opened(sidecar().url) as made:
        yield made


@pytest.fixture
async def aclient(sidecar: Callable[..., Any]) -> AsyncIterator[openai.AsyncAzureOpenAI]:
    async with openai.AsyncAzureOpenAI(
        azure_endpoint=sidecar().url, api_key="key-1", api_version=VERSION, max_retries=0
    ) as made:
        yield made


def user(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


def test_a_clean_exchange_passes_with_path_version_and_key(client: openai.AzureOpenAI, provider: Any) -> None:
    reply = client.chat.completions.create(model="my-gpt", messages=user("What is 2 + 2?"))
    assert reply.choices[0].message.content == "Hello."
    assert provider.headers[-1]["api-key"] == "key-1"
    assert provider.targets[-1] == f"/openai/deployments/my-gpt/chat/completions?api-version={VERSION}"
    assert not set(NAMES) & reply.model_dump().keys()


def test_a_deployment_may_be_the_clients(sidecar: Callable[..., Any], provider: Any) -> None:
    with opened(sidecar().url, azure_deployment="my-gpt") as client:
        client.chat.completions.create(model="other", messages=user("Hi"))
    assert provider.targets[-1].startswith("/openai/deployments/my-gpt/chat/completions?")


def test_pii_leaves_as_a_token_and_comes_back_restored(
    client: openai.AzureOpenAI, provider: Any, make_completion: Callable[..., Any]
) -> None:
    client.chat.completions.create(model="m", messages=user(f"Write to {MAIL}"))
    token = provider.received[-1]["messages"][0]["content"].removeprefix("Write to ")
    assert MAIL not in json.dumps(provider.received)
    provider.reply = make_completion(f"I wrote to {token}.")
    reply = client.chat.completions.create(model="m", messages=user(f"Write to {MAIL}"))
    assert reply.choices[0].message.content == f"I wrote to {MAIL}."


async def test_the_asynchronous_client_too(aclient: openai.AsyncAzureOpenAI, provider: Any) -> None:
    reply = await aclient.chat.completions.create(model="m", messages=user(f"Ask {MAIL}"))
    assert reply.choices[0].message.content == "Hello."
    assert MAIL not in json.dumps(provider.received)


def test_a_refused_prompt_has_what_azures_clients_look_for(client: openai.AzureOpenAI, provider: Any) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="m", messages=user(f"use {KEY}"))
    assert refused.value.code == "content_filter"
    body: Any = refused.value.body
    assert body["innererror"]["code"] == "ResponsibleAIPolicyViolation"
    for name in ("content_filter_result", "content_filter_results"):
        told = body["innererror"][name]["personally_identifiable_information"]
        assert told["sub_categories"] == [
            {"sub_category": "AWS_ACCESS_KEY", "filtered": True, "detected": True}
        ]
    assert KEY not in refused.value.response.text
    assert provider.received == []


def test_annotations_come_where_the_request_asks_for_them(
    client: openai.AzureOpenAI, provider: Any, make_completion: Callable[..., Any]
) -> None:
    provider.reply = make_completion(f"Ask {MAIL}")
    reply: Any = client.chat.completions.create(model="m", messages=user("Hi"), extra_headers=ANNOTATED)
    (prompt,) = reply.prompt_filter_results
    assert (prompt["prompt_index"], prompt["content_filter_results"]["jailbreak"]["detected"]) == (0, False)
    results = reply.choices[0].content_filter_results
    assert results["hate"] == {"filtered": False, "severity": "safe"}
    assert results["personally_identifiable_information"]["filtered"] is True
    assert reply.choices[0].message.content == "Ask <EMAIL_ADDRESS>"
    assert "x-guard-annotations" not in provider.headers[-1]


def test_annotations_come_where_the_policy_says_so(
    sidecar: Callable[..., Any], provider: Any, tmp_path: Path
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("policy: p\nextends: [default]\nannotations: azure\n")
    with opened(sidecar(path).url) as client:
        reply: Any = client.chat.completions.create(model="m", messages=user("Hi"))
    assert len(reply.prompt_filter_results) == len(reply.choices) == 1
    assert reply.choices[0].content_filter_results["violence"]["severity"] == "safe"


@pytest.mark.parametrize("annotated", [False, True])
def test_a_stream_has_its_annotations_on_chunks_that_are_there_anyway(
    client: openai.AzureOpenAI, provider: Any, make_sse: Callable[..., list[bytes]], annotated: bool
) -> None:
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse({"role": "assistant", "content": ""}, {"content": f"Ask {MAIL}. "})
    headers = ANNOTATED if annotated else {}
    chunks: list[Any] = list(
        client.chat.completions.create(model="m", messages=user("Hi"), stream=True, extra_headers=headers)
    )
    assert all(chunk.choices for chunk in chunks)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Ask <EMAIL_ADDRESS>. "
    assert [hasattr(chunk, NAMES[0]) for chunk in chunks] == [annotated] + [False] * (len(chunks) - 1)
    with_results = [hasattr(chunk.choices[0], NAMES[1]) for chunk in chunks]
    assert with_results == [False] * (len(chunks) - 1) + [annotated]


def test_a_refused_completion_is_empty_with_content_filter(
    client: openai.AzureOpenAI, provider: Any, make_completion: Callable[..., Any]
) -> None:
    provider.reply = make_completion(f"Sure: {KEY}")
    reply = client.chat.completions.create(model="m", messages=user("What is it?"))
    assert (reply.choices[0].finish_reason, reply.choices[0].message.content) == ("content_filter", "")


def test_text_completions(client: openai.AzureOpenAI, provider: Any) -> None:
    choice = {"text": f" to {MAIL}", "index": 0, "logprobs": None, "finish_reason": "stop"}
    provider.reply = {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
    }
    reply: Any = client.completions.create(model="m", prompt=f"Write {MAIL}", extra_headers=ANNOTATED)
    assert reply.choices[0].text == " to <EMAIL_ADDRESS>"
    assert reply.choices[0].content_filter_results["sexual"]["severity"] == "safe"
    assert provider.received[-1]["prompt"].startswith("Write <EMAIL_ADDRESS")
    assert "/deployments/m/completions?" in provider.targets[-1]


def test_embeddings_as_the_client_asks_for_them(client: openai.AzureOpenAI, provider: Any) -> None:
    item = {"object": "embedding", "index": 0, "embedding": "AAAAPgAAAL8AAAA9AACAvw=="}
    provider.reply = {
        "object": "list",
        "data": [item],
        "model": "m",
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }
    reply = client.embeddings.create(model="m", input=[f"ask {MAIL}", "hello"])
    assert reply.data[0].embedding == [0.125, -0.5, 0.03125, -1.0]
    assert provider.received[-1]["encoding_format"] == "base64"
    assert MAIL not in json.dumps(provider.received)


def test_models(client: openai.AzureOpenAI, provider: Any) -> None:
    provider.reply = {
        "object": "list",
        "data": [{"id": "m-1", "object": "model", "created": 1, "owned_by": "x"}],
    }
    assert [model.id for model in client.models.list()] == ["m-1"]
    assert provider.targets[-1] == f"/openai/models?api-version={VERSION}"


@pytest.mark.parametrize(
    "target",
    [
        "/openai/deployments/m/audio/transcriptions?api-version=1",
        "/openai/deployments/m/images/edits?api-version=1",
        "/openai/deployments/m/extensions/chat/completions?api-version=1",
        "/openai/deployments/a/b/chat/completions?api-version=1",
        "/openai/files?api-version=1",
    ],
)
def test_what_nobody_described_is_refused(client: openai.AzureOpenAI, provider: Any, target: str) -> None:
    with pytest.raises(openai.NotFoundError):
        client.post(target.removeprefix("/openai"), body={"model": "m"}, cast_to=object)
    assert provider.bodies == []


def test_another_query_is_refused(client: openai.AzureOpenAI, provider: Any) -> None:
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="m", messages=user("Hi"), extra_query={"note": MAIL})
    assert provider.bodies == []
