"""The official anthropic client, unchanged, against the sidecar in front of a provider on loopback."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import anthropic
import pytest
from messages import event, events, reply, text, thinking, tool_use

from guard.wire.sse import encode

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
SEAL = base64.b64encode(b"".join(hashlib.sha256(bytes([at])).digest() for at in range(24))).decode()
PNG = "iVBORw0KGgo" + "aB3d" * 80
TOOL: Any = {
    "name": "send_mail",
    "description": "Sends a mail.",
    "input_schema": {"type": "object", "properties": {"to": {"type": "string"}}, "required": ["to"]},
}
CITED: Any = {
    "type": "char_location",
    "cited_text": f"ask {MAIL}",
    "document_index": 0,
    "document_title": "Letter",
    "start_char_index": 0,
    "end_char_index": 24,
    "file_id": None,
}


@pytest.fixture
def client(sidecar: Callable[..., Any], provider: Any) -> Iterator[anthropic.Anthropic]:
    provider.reply = reply(text("Hello."))
    with anthropic.Anthropic(base_url=sidecar().url, api_key="test", max_retries=0) as made:
        yield made


@pytest.fixture
async def aclient(sidecar: Callable[..., Any], provider: Any) -> AsyncIterator[anthropic.AsyncAnthropic]:
    provider.reply = reply(text("Hello."))
    async with anthropic.AsyncAnthropic(base_url=sidecar().url, auth_token="test", max_retries=0) as made:
        yield made


def asked(content: Any, **more: Any) -> dict[str, Any]:
    return {"model": "m", "max_tokens": 64, "messages": [{"role": "user", "content": content}], **more}


def streams(provider: Any, message: dict[str, Any], cuts: range = range(0, 999, 3)) -> None:
    """Let the provider stream a reply, its texts three letters at a time."""
    provider.content_type = "text/event-stream"
    provider.chunks = [encode(each) for each in events(message, cuts)]


def sent(provider: Any) -> str:
    return json.dumps(provider.received[-1], ensure_ascii=False)


def test_clean_exchange_passes(client: anthropic.Anthropic, provider: Any) -> None:
    message = client.messages.create(**asked("What is 2 + 2?"))
    assert message.content[0].type == "text"
    assert message.content[0].text == "Hello."
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens == 7
    assert provider.received[-1] == asked("What is 2 + 2?")
    assert provider.headers[-1]["authorization"] == "Bearer test"


def test_headers_of_the_api_pass(client: anthropic.Anthropic, provider: Any) -> None:
    named = {
        "x-api-key": "older",
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "one-2025-01-01,two-2025-02-02",
        "anthropic-workspace-id": "wrkspc_01",
        "anthropic-user-profile-id": "uprof_01",
    }
    client.messages.create(**asked("Hi"), extra_headers={**named, "anthropic-note": "anything"})
    assert named.items() <= provider.headers[-1].items()
    assert "anthropic-note" not in provider.headers[-1]


def test_pii_leaves_as_a_token_and_comes_back_restored(client: anthropic.Anthropic, provider: Any) -> None:
    client.messages.create(**asked(f"Write to {MAIL}", system=f"You work for {MAIL}."))
    token = provider.received[-1]["messages"][0]["content"].removeprefix("Write to ")
    assert token.startswith("<EMAIL_ADDRESS_")
    assert provider.received[-1]["system"] == f"You work for {token}."
    assert MAIL not in sent(provider)
    provider.reply = reply(text(f"I wrote to {token}."), tool_use(to=token))
    message = client.messages.create(**asked(f"Write to {MAIL}"))
    assert message.to_dict()["content"] == [text(f"I wrote to {MAIL}."), tool_use(to=MAIL)]


def test_harmful_prompt_is_a_bad_request_and_never_sent(client: anthropic.Anthropic, provider: Any) -> None:
    with pytest.raises(anthropic.BadRequestError) as refused:
        client.messages.create(**asked(f"The key is {KEY}."))
    assert refused.value.type == "invalid_request_error"
    assert refused.value.error_code == "content_filter"
    assert "refused by policy default" in str(refused.value.api_message)
    assert KEY not in str(refused.value)
    assert provider.bodies == []


def test_history_of_tools_is_screened(client: anthropic.Anthropic, provider: Any) -> None:
    given = asked("Mail her.", tools=[TOOL])
    given["messages"] += [
        {"role": "assistant", "content": [tool_use(to=MAIL)]},
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "toolu_01",
                    "content": [{"type": "text", "text": f"sent to {MAIL}"}],
                }
            ],
        },
    ]
    client.messages.create(**given)
    assert MAIL not in sent(provider)
    history = provider.received[-1]["messages"]
    token = history[1]["content"][0]["input"]["to"]
    assert token.startswith("<EMAIL_ADDRESS_")
    assert history[2]["content"][0]["content"][0]["text"] == f"sent to {token}"
    assert history[2]["content"][0]["tool_use_id"] == "toolu_01"
    assert provider.received[-1]["tools"] == [TOOL]


def test_thinking_of_the_history_passes_as_it_was_signed(client: anthropic.Anthropic, provider: Any) -> None:
    block = thinking("She wants to know the sum.", SEAL)
    given = asked("What is 2 + 2?", thinking={"type": "enabled", "budget_tokens": 2000})
    given["messages"] += [
        {"role": "assistant", "content": [block, {"type": "redacted_thinking", "data": SEAL}, text("4.")]},
        {"role": "user", "content": "And 3 + 3?"},
    ]
    client.messages.create(**given)
    assert provider.received[-1] == given


def test_thinking_of_the_history_that_must_be_redacted_goes(
    client: anthropic.Anthropic, provider: Any
) -> None:
    given = asked("What is 2 + 2?")
    given["messages"] += [
        {"role": "assistant", "content": [thinking(f"{MAIL} asks.", SEAL), text("4.")]},
        {"role": "user", "content": "And 3 + 3?"},
    ]
    client.messages.create(**given)
    assert provider.received[-1]["messages"][1] == {"role": "assistant", "content": [text("4.")]}


def test_redacted_thinking_is_not_signed_any_more(client: anthropic.Anthropic, provider: Any) -> None:
    provider.reply = reply(thinking(f"She knows {MAIL}.", SEAL), thinking("Calm.", SEAL), text("Hi."))
    message = client.messages.create(**asked("Whom?"))
    assert message.to_dict()["content"] == [
        thinking("She knows <EMAIL_ADDRESS>.", signature=""),
        thinking("Calm.", SEAL),
        text("Hi."),
    ]


def test_a_picture_is_decided_by_policy(client: anthropic.Anthropic, provider: Any) -> None:
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
    with pytest.raises(anthropic.BadRequestError) as refused:
        client.messages.create(**asked([picture]))
    assert "NOT_SCANNABLE" in str(refused.value)
    assert provider.bodies == []


def test_refused_reply_is_a_refusal(client: anthropic.Anthropic, provider: Any) -> None:
    provider.reply = reply(text(f"It is {KEY}."))
    message = client.messages.create(**asked("The key?"))
    assert (message.stop_reason, message.content) == ("refusal", [])
    assert message.usage.output_tokens == 7


def test_citations_are_screened(client: anthropic.Anthropic, provider: Any) -> None:
    provider.reply = reply(text("As the letter says.", citations=[CITED]))
    (block,) = client.messages.create(**asked("Whom?")).content
    assert block.type == "text"
    assert block.citations
    assert block.citations[0].cited_text == "ask <EMAIL_ADDRESS>"


def test_streamed_reply_is_screened(client: anthropic.Anthropic, provider: Any) -> None:
    cited = text(f"Ask {MAIL}. It goes on.", citations=[CITED])
    streams(
        provider, reply(thinking(f"She knows {MAIL}."), cited, tool_use(to=[MAIL]), stop_reason="tool_use")
    )
    with client.messages.stream(**asked("Whom?", tools=[TOOL])) as stream:
        said = "".join(stream.text_stream)
        message = stream.get_final_message()
    assert said == "Ask <EMAIL_ADDRESS>. It goes on."
    assert message.stop_reason == "tool_use"
    assert message.usage.output_tokens == 7
    assert message.to_dict(exclude_unset=True)["content"] == [
        thinking("She knows <EMAIL_ADDRESS>.", signature=""),
        text(said, citations=[{**CITED, "cited_text": "ask <EMAIL_ADDRESS>"}]),
        tool_use(to=["<EMAIL_ADDRESS>"]),
    ]


def test_streamed_tokens_come_back_and_thinking_stays_signed(
    client: anthropic.Anthropic, provider: Any
) -> None:
    client.messages.create(**asked(f"Write to {MAIL}"))
    token = provider.received[-1]["messages"][0]["content"].removeprefix("Write to ")
    streams(
        provider, reply(thinking(f"I write to {token}.", SEAL), tool_use(to=token), stop_reason="tool_use")
    )
    given = asked(f"Write to {MAIL}", tools=[TOOL])
    with client.messages.stream(**given) as stream:
        message = stream.get_final_message()
    assert message.to_dict()["content"] == [thinking(f"I write to {MAIL}.", SEAL), tool_use(to=MAIL)]
    # What is sent back is what was signed, byte by byte.
    given["messages"].append(message.to_param())
    given["messages"].append({"role": "user", "content": "And?"})
    client.messages.create(**given)
    assert provider.received[-1]["messages"][1]["content"][0] == thinking(f"I write to {token}.", SEAL)


def test_streamed_events_are_those_of_the_api(client: anthropic.Anthropic, provider: Any) -> None:
    streams(provider, reply(text("Hello there, all of you.")))
    provider.chunks.insert(1, encode(event("ping")))
    kinds = [each.type for each in client.messages.create(**asked("Hi"), stream=True)]
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert set(kinds[2:-3]) == {"content_block_delta"}
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]


def test_refused_stream_ends_in_a_refusal(client: anthropic.Anthropic, provider: Any) -> None:
    streams(provider, reply(text(f"Here you are. {KEY} is it.")))
    with client.messages.stream(**asked("The key?")) as stream:
        message = stream.get_final_message()
    assert message.stop_reason == "refusal"
    assert KEY[:8] not in message.to_json()


def test_streamed_failure_of_the_provider_is_an_error(client: anthropic.Anthropic, provider: Any) -> None:
    streams(provider, reply(text("Hello.")))
    failed = event("error", error={"type": "overloaded_error", "message": f"Overloaded: {MAIL}"})
    provider.chunks = [*provider.chunks[:3], encode(failed)]
    with pytest.raises(anthropic.APIStatusError) as told:
        list(client.messages.create(**asked("Hi"), stream=True))
    assert told.value.type == "overloaded_error"
    assert told.value.api_message == "Overloaded: <EMAIL_ADDRESS>"


def test_a_stream_that_breaks_off_is_an_error(client: anthropic.Anthropic, provider: Any) -> None:
    streams(provider, reply(text("Hello.")))
    provider.chunks = [*provider.chunks[:3], b"data: {\n\n"]
    with pytest.raises(anthropic.APIStatusError) as told:
        list(client.messages.create(**asked("Hi"), stream=True))
    assert told.value.error_code == "upstream_unavailable"


async def test_async_client(aclient: anthropic.AsyncAnthropic, provider: Any) -> None:
    message = await aclient.messages.create(**asked(f"Write to {MAIL}"))
    assert message.to_dict()["content"] == [text("Hello.")]
    assert MAIL not in sent(provider)
    assert provider.headers[-1]["authorization"] == "Bearer test"
    streams(provider, reply(text(f"Ask {MAIL}.")))
    async with aclient.messages.stream(**asked("Whom?")) as stream:
        assert await stream.get_final_text() == "Ask <EMAIL_ADDRESS>."


def test_beta_passes_with_its_headers(client: anthropic.Anthropic, provider: Any) -> None:
    given = asked(
        f"Write to {MAIL}", mcp_servers=[{"type": "url", "name": "desk", "url": "https://mcp.example.org"}]
    )
    client.beta.messages.create(**given, betas=["mcp-client-2025-11-20"])
    assert provider.headers[-1]["anthropic-beta"] == "mcp-client-2025-11-20"
    assert provider.received[-1]["mcp_servers"] == given["mcp_servers"]
    assert MAIL not in sent(provider)
    streams(provider, reply(text(f"Ask {MAIL}.")))
    with client.beta.messages.stream(**asked("Whom?")) as stream:
        assert stream.get_final_text() == "Ask <EMAIL_ADDRESS>."


def test_tokens_are_counted(client: anthropic.Anthropic, provider: Any) -> None:
    provider.reply = {"input_tokens": 12}
    given = {name: value for name, value in asked(f"Write to {MAIL}").items() if name != "max_tokens"}
    assert client.messages.count_tokens(**given).input_tokens == 12
    assert MAIL not in sent(provider)


def test_a_request_that_is_none_is_told_in_the_words_of_the_api(
    client: anthropic.Anthropic, provider: Any
) -> None:
    with pytest.raises(anthropic.BadRequestError) as refused:
        client.messages.create(**asked({"text": MAIL}))
    assert refused.value.api_message == "messages[0].content: expected a string or an array of blocks"
    assert provider.bodies == []


def test_batches_are_refused(client: anthropic.Anthropic, provider: Any) -> None:
    with pytest.raises(anthropic.NotFoundError):
        client.messages.batches.create(requests=[{"custom_id": "a", "params": asked(MAIL)}])  # type: ignore[typeddict-item]
    assert provider.bodies == []


def test_errors_of_the_provider_pass_through(client: anthropic.Anthropic, provider: Any) -> None:
    provider.status = 429
    provider.reply = {
        "type": "error",
        "error": {"type": "rate_limit_error", "message": "slow down"},
        "request_id": "req_01",
    }
    with pytest.raises(anthropic.RateLimitError) as refused:
        client.messages.create(**asked("Hi"))
    assert refused.value.type == "rate_limit_error"
    assert refused.value.api_message == "slow down"


def test_an_outage_of_the_provider_can_be_tried_again(client: anthropic.Anthropic, provider: Any) -> None:
    provider.status = 529
    provider.reply = b"overloaded"
    with pytest.raises(anthropic.APIStatusError) as refused:
        client.messages.create(**asked("Hi"))
    assert refused.value.status_code == 529
    assert refused.value.type == "overloaded_error"
