"""LangChain's chat models, unchanged, against the sidecar in front of a provider on loopback."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clients import Client, ClientError, client
from providers import APIS, says

MAIL = "jane.doe@example.org"
PHONE = "+1 415 555 0132"
KEY = "AKIAABCDEFGHIJKLMNOP"

pytestmark = pytest.mark.parametrize("api", APIS)


@pytest.fixture(scope="module")
def langchain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with client("langchain_chat", tmp_path_factory.mktemp("langchain")) as started:
        yield started


@pytest.fixture
def do(langchain: Client, sidecar: Callable[..., Any], api: str) -> Callable[..., Any]:
    url = sidecar().url

    def asked(name: str, **given: Any) -> Any:
        return langchain.do(name, url=url, api=api, **given)

    return asked


def sent(provider: Any) -> str:
    return json.dumps(provider.received[-1], ensure_ascii=False)


def token(do: Callable[..., Any], provider: Any, api: str) -> str:
    """What stands for the address on its way to the provider."""
    says(provider, api, "Hello.")
    do("invoke", text=f"Write to {MAIL}")
    assert MAIL not in sent(provider)
    return f"<EMAIL_ADDRESS_{sent(provider).partition('<EMAIL_ADDRESS_')[2].partition('>')[0]}>"


def test_clean_exchange(do: Callable[..., Any], provider: Any, api: str) -> None:
    says(provider, api, "Four.")
    told = do("invoke", text="What is 2 + 2?")
    assert (told["text"], told["tool_calls"], told["tokens"]) == ("Four.", [], 12)
    assert "What is 2 + 2?" in sent(provider)


def test_pii_leaves_as_a_token_and_comes_back_restored(
    do: Callable[..., Any], provider: Any, api: str
) -> None:
    issued = token(do, provider, api)
    says(provider, api, f"I wrote to {issued}.")
    for way in ("invoke", "ainvoke"):
        assert do(way, text=f"Write to {MAIL}")["text"] == f"I wrote to {MAIL}."
        assert MAIL not in sent(provider)


def test_stream_equals_the_whole(do: Callable[..., Any], provider: Any, api: str) -> None:
    issued = token(do, provider, api)
    says(
        provider,
        api,
        f"I wrote to {issued}. She will answer within the day. Or ask joe@example.org.",
        streamed=True,
    )
    for way in ("stream", "astream"):
        told = do(way, text=f"Write to {MAIL}")
        assert told["text"] == f"I wrote to {MAIL}. She will answer within the day. Or ask <EMAIL_ADDRESS>."
        # Of a stream of Anthropic's, LangChain counts what the event before the last says, and no other.
        assert told["tokens"] == (7 if api == "anthropic" else 12)


def test_refused_prompt_is_a_bad_request_and_never_sent(
    do: Callable[..., Any], provider: Any, api: str
) -> None:
    for way in ("invoke", "stream"):
        with pytest.raises(ClientError, match="refused by policy default") as refused:
            do(way, text=f"The key is {KEY}.")
        assert "BadRequestError" in refused.value.types
        assert refused.value.status == 400
        assert "content_filter" in json.dumps(refused.value.body)
        assert KEY not in str(refused.value)
    assert provider.bodies == []


def test_refused_reply_says_so(do: Callable[..., Any], provider: Any, api: str) -> None:
    ends = {
        "openai": ("finish_reason", "content_filter"),
        "responses": ("incomplete_details", {"reason": "content_filter"}),
        "anthropic": ("stop_reason", "refusal"),
    }
    says(provider, api, f"It is {KEY}.")
    told = do("invoke", text="The key?")
    name, end = ends[api]
    assert (told["text"], told["metadata"][name]) == ("", end)
    says(provider, api, f"Here you are. It is {KEY}.", streamed=True)
    told = do("stream", text="The key?")
    assert KEY[:8] not in told["text"]
    assert told["metadata"][name] == end


def test_tool_calls_are_restored(do: Callable[..., Any], provider: Any, api: str) -> None:
    issued = token(do, provider, api)
    says(provider, api, to=issued)
    (call,) = do("tools", text=f"Write to {MAIL}")["tool_calls"]
    assert (call["name"], call["args"]) == ("send_mail", {"to": MAIL})
    assert MAIL not in sent(provider)


def test_streamed_tool_calls_are_restored(do: Callable[..., Any], provider: Any, api: str) -> None:
    issued = token(do, provider, api)
    says(provider, api, streamed=True, to=issued)
    (call,) = do("stream", text=f"Write to {MAIL}", tools=True)["tool_calls"]
    assert (call["name"], call["args"]) == ("send_mail", {"to": MAIL})


def test_history_of_tools_is_screened(do: Callable[..., Any], provider: Any, api: str) -> None:
    says(provider, api, "Done.")
    told = do("history", text="Mail her.", to=MAIL, result=f"sent, or call {PHONE}")
    assert told["text"] == "Done."
    assert MAIL not in sent(provider)
    assert PHONE not in sent(provider)
    assert sent(provider).count("<EMAIL_ADDRESS_") == 1


def test_structured_output_is_restored(do: Callable[..., Any], provider: Any, api: str) -> None:
    issued = token(do, provider, api)
    says(provider, api, json.dumps({"mail": issued}))
    if api == "anthropic":  # it has a tool called for it
        says(provider, api, mail=issued)
        provider.reply["content"][0]["name"] = "Contact"
    assert do("structured", text=f"Write to {MAIL}") == {"mail": MAIL}


def test_an_error_of_the_provider_passes(do: Callable[..., Any], provider: Any, api: str) -> None:
    provider.status = 429
    provider.reply = {"error": {"message": "slow down", "type": "rate_limit", "param": None, "code": "rate"}}
    with pytest.raises(ClientError, match="slow down") as refused:
        do("invoke", text="Hi")
    assert refused.value.status == 429
