"""LlamaIndex's chat models, unchanged, against the sidecar in front of a provider on loopback."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clients import Client, ClientError, client
from providers import says

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"

pytestmark = pytest.mark.parametrize("api", ["openai", "anthropic"])


@pytest.fixture(scope="module")
def llama_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with client("llama_index_chat", tmp_path_factory.mktemp("llama_index")) as started:
        yield started


@pytest.fixture
def do(llama_index: Client, sidecar: Callable[..., Any], api: str) -> Callable[..., Any]:
    url = sidecar().url

    def asked(name: str, **given: Any) -> Any:
        return llama_index.do(name, url=url, api=api, **given)

    return asked


def sent(provider: Any) -> str:
    return json.dumps(provider.received[-1], ensure_ascii=False)


def token(do: Callable[..., Any], provider: Any, api: str) -> str:
    """What stands for the address on its way to the provider."""
    says(provider, api, "Hello.")
    do("chat", text=f"Write to {MAIL}")
    assert MAIL not in sent(provider)
    return f"<EMAIL_ADDRESS_{sent(provider).partition('<EMAIL_ADDRESS_')[2].partition('>')[0]}>"


def test_clean_exchange(do: Callable[..., Any], provider: Any, api: str) -> None:
    says(provider, api, "Four.")
    assert do("chat", text="What is 2 + 2?") == {"text": "Four.", "role": "assistant"}
    assert "What is 2 + 2?" in sent(provider)


def test_pii_leaves_as_a_token_and_comes_back_restored(
    do: Callable[..., Any], provider: Any, api: str
) -> None:
    issued = token(do, provider, api)
    says(provider, api, f"I wrote to {issued}.")
    assert do("chat", text=f"Write to {MAIL}")["text"] == f"I wrote to {MAIL}."
    assert do("achat", text=f"Write to {MAIL}") == f"I wrote to {MAIL}."
    assert MAIL not in sent(provider)


def test_stream_equals_the_whole(do: Callable[..., Any], provider: Any, api: str) -> None:
    issued = token(do, provider, api)
    says(
        provider,
        api,
        f"I wrote to {issued}. She will answer within the day. Or ask joe@example.org.",
        streamed=True,
    )
    expected = f"I wrote to {MAIL}. She will answer within the day. Or ask <EMAIL_ADDRESS>."
    told = do("stream_chat", text=f"Write to {MAIL}")
    assert (told["text"], "".join(told["deltas"])) == (expected, expected)
    assert do("astream_chat", text=f"Write to {MAIL}") == expected


def test_refused_prompt_is_a_bad_request_and_never_sent(
    do: Callable[..., Any], provider: Any, api: str
) -> None:
    for way in ("chat", "stream_chat"):
        with pytest.raises(ClientError, match="refused by policy default") as refused:
            do(way, text=f"The key is {KEY}.")
        assert "BadRequestError" in refused.value.types
        assert refused.value.status == 400
        assert KEY not in str(refused.value)
    assert provider.bodies == []


def test_refused_reply_is_empty(do: Callable[..., Any], provider: Any, api: str) -> None:
    says(provider, api, f"It is {KEY}.")
    assert not do("chat", text="The key?")["text"]


def test_streamed_reply_ends_before_what_is_refused(do: Callable[..., Any], provider: Any, api: str) -> None:
    says(provider, api, f"Here you are. It is {KEY}.", streamed=True)
    told = do("stream_chat", text="The key?")
    assert KEY[:8] not in json.dumps(told)


def test_tool_calls_are_restored(do: Callable[..., Any], provider: Any, api: str) -> None:
    issued = token(do, provider, api)
    says(provider, api, to=issued)
    assert do("tools", text=f"Write to {MAIL}") == [{"name": "send_mail", "args": {"to": MAIL}}]
    assert MAIL not in sent(provider)
