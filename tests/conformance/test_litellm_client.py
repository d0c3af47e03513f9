"""LiteLLM's SDK, unchanged, against the sidecar in front of a provider on loopback."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clients import Client, ClientError, client
from providers import says

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
both = pytest.mark.parametrize("api", ["openai", "anthropic"])


@pytest.fixture(scope="module")
def litellm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with client("litellm_calls", tmp_path_factory.mktemp("litellm")) as started:
        yield started


@pytest.fixture
def do(litellm: Client, sidecar: Callable[..., Any]) -> Callable[..., Any]:
    url = sidecar().url

    def asked(name: str, api: str, text: str) -> Any:
        return litellm.do(name, url=url, api=api, text=text)

    return asked


def sent(provider: Any) -> str:
    return json.dumps(provider.received[-1], ensure_ascii=False)


def token(do: Callable[..., Any], provider: Any, api: str) -> str:
    """What stands for the address on its way to the provider."""
    says(provider, api, "Hello.")
    do("completion", api, f"Write to {MAIL}")
    assert MAIL not in sent(provider)
    return f"<EMAIL_ADDRESS_{sent(provider).partition('<EMAIL_ADDRESS_')[2].partition('>')[0]}>"


@both
def test_pii_leaves_as_a_token_and_comes_back_restored(
    do: Callable[..., Any], provider: Any, api: str
) -> None:
    issued = token(do, provider, api)
    says(provider, api, f"I wrote to {issued}.", to=issued)
    told = do("completion", api, f"Write to {MAIL}")
    assert (told["text"], told["finish"]) == (f"I wrote to {MAIL}.", "tool_calls")
    assert [json.loads(each) for each in told["arguments"]] == [{"to": MAIL}]
    assert do("acompletion", api, f"Write to {MAIL}") == f"I wrote to {MAIL}."
    assert MAIL not in sent(provider)


@both
def test_stream_equals_the_whole(do: Callable[..., Any], provider: Any, api: str) -> None:
    issued = token(do, provider, api)
    says(
        provider,
        api,
        f"I wrote to {issued}. She will answer within the day. Or ask joe@example.org.",
        streamed=True,
    )
    told = do("stream", api, f"Write to {MAIL}")
    assert (
        "".join(told["pieces"])
        == f"I wrote to {MAIL}. She will answer within the day. Or ask <EMAIL_ADDRESS>."
    )
    assert told["finish"] == "stop"


@both
def test_refused_prompt_is_a_bad_request_and_never_sent(
    do: Callable[..., Any], provider: Any, api: str
) -> None:
    for way in ("completion", "stream"):
        with pytest.raises(ClientError, match="refused by policy default") as refused:
            do(way, api, f"The key is {KEY}.")
        assert "BadRequestError" in refused.value.types
        assert refused.value.status == 400
        assert KEY not in str(refused.value)
    assert provider.bodies == []


@both
def test_refused_reply_says_so(do: Callable[..., Any], provider: Any, api: str) -> None:
    says(provider, api, f"It is {KEY}.")
    told = do("completion", api, "The key?")
    assert (told["text"] or "", told["finish"]) == ("", "content_filter")
    says(provider, api, f"Here you are. It is {KEY}.", streamed=True)
    told = do("stream", api, "The key?")
    assert KEY[:8] not in "".join(told["pieces"])
    assert told["finish"] == "content_filter"


def test_embedded_texts_are_screened(do: Callable[..., Any], provider: Any) -> None:
    row = {"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    provider.reply = {"object": "list", "data": [row], "model": "test-model", "usage": usage}
    assert do("embedding", "openai", f"Write to {MAIL}") == [0.5, 0.25]
    assert MAIL not in sent(provider)
    with pytest.raises(ClientError, match="refused by policy default"):
        do("embedding", "openai", f"The key is {KEY}.")
