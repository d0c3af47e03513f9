"""The official openai client, unchanged, against the sidecar in front of a provider on loopback."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import openai
import pytest

MAIL = "jane.doe@example.org"
PHONE = "+1 415 555 0132"
KEY = "AKIAABCDEFGHIJKLMNOP"
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "send_mail",
        "description": "Sends a mail.",
        "parameters": {"type": "object", "properties": {"to": {"type": "string"}}, "required": ["to"]},
    },
}


@pytest.fixture
def client(sidecar: Callable[..., Any]) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{sidecar().url}/v1", api_key="sk-test", max_retries=0) as made:
        yield made


@pytest.fixture
async def aclient(sidecar: Callable[..., Any]) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=f"{sidecar().url}/v1", api_key="sk-test", max_retries=0) as made:
        yield made


def user(text: Any) -> list[Any]:
    return [{"role": "user", "content": text}]


def sent(provider: Any) -> str:
    return json.dumps(provider.received[-1], ensure_ascii=False)


def test_clean_exchange_passes_byte_for_byte(client: openai.OpenAI, provider: Any) -> None:
    reply = client.chat.completions.create(model="test-model", messages=user("What is 2 + 2?"))
    assert reply.choices[0].message.content == "Hello."
    assert reply.usage is not None
    assert reply.usage.total_tokens == 12
    assert provider.received[-1] == {
        "messages": [{"role": "user", "content": "What is 2 + 2?"}],
        "model": "test-model",
    }
    assert provider.headers[-1]["authorization"] == "Bearer sk-test"


def test_pii_leaves_as_a_token_and_comes_back_restored(
    client: openai.OpenAI, provider: Any, make_completion: Callable[..., Any]
) -> None:
    client.chat.completions.create(model="m", messages=user(f"Write to {MAIL}"))
    token = provider.received[-1]["messages"][0]["content"].removeprefix("Write to ")
    assert token.startswith("<EMAIL_ADDRESS_")
    assert MAIL not in sent(provider)
    provider.reply = make_completion(f"I wrote to {token}.")
    reply = client.chat.completions.create(model="m", messages=user(f"Write to {MAIL}"))
    assert reply.choices[0].message.content == f"I wrote to {MAIL}."


def test_token_is_the_same_every_turn(client: openai.OpenAI, provider: Any) -> None:
    for _ in range(2):
        client.chat.completions.create(model="m", messages=user(f"Write to {MAIL}"))
    assert provider.bodies[0] == provider.bodies[1]


def test_harmful_prompt_is_a_bad_request_and_never_sent(client: openai.OpenAI, provider: Any) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="m", messages=user(f"use {KEY}"))
    assert refused.value.code == "content_filter"
    assert refused.value.param == "messages[0].content"
    assert KEY not in str(refused.value)
    assert "prompt.entities.secret/*" in str(refused.value)
    assert refused.value.response.headers["x-guard-findings"] == "AWS_ACCESS_KEY=1"
    assert provider.received == []


def test_blocked_completion_is_empty_with_content_filter(
    client: openai.OpenAI, provider: Any, make_completion: Callable[..., Any]
) -> None:
    provider.reply = make_completion(f"Sure, it is {KEY}")
    reply = client.chat.completions.create(model="m", messages=user("What is the key?"))
    assert reply.choices[0].finish_reason == "content_filter"
    assert reply.choices[0].message.content == ""
    assert reply.id == "chatcmpl-1"
    assert reply.usage is not None
    assert KEY not in reply.model_dump_json()


def test_completion_pii_is_redacted_and_logprobs_go(
    client: openai.OpenAI, provider: Any, make_completion: Callable[..., Any]
) -> None:
    body = make_completion(f"Ask {MAIL}")
    tokens = [{"token": token, "logprob": -0.1, "bytes": [1], "top_logprobs": []} for token in ("Ask ", MAIL)]
    body["choices"][0]["logprobs"] = {"content": tokens, "refusal": None}
    provider.reply = body
    reply = client.chat.completions.create(model="m", messages=user("Whom do I ask?"), logprobs=True)
    assert reply.choices[0].message.content == "Ask <EMAIL_ADDRESS>"
    assert reply.choices[0].logprobs is None


def test_logprobs_stay_when_nothing_changes(
    client: openai.OpenAI, provider: Any, make_completion: Callable[..., Any]
) -> None:
    body = make_completion("Hi there")
    tokens = [
        {"token": token, "logprob": -0.1, "bytes": [1], "top_logprobs": []} for token in ("Hi", " there")
    ]
    body["choices"][0]["logprobs"] = {"content": tokens, "refusal": None}
    provider.reply = body
    reply = client.chat.completions.create(model="m", messages=user("Hello"), logprobs=True)
    assert reply.choices[0].logprobs is not None
    assert reply.choices[0].logprobs.content is not None
    assert [each.token for each in reply.choices[0].logprobs.content] == ["Hi", " there"]


def test_tool_round_trip(client: openai.OpenAI, provider: Any, make_completion: Callable[..., Any]) -> None:
    client.chat.completions.create(model="m", messages=user(f"mail {MAIL}"), tools=[TOOL])
    token = provider.received[-1]["messages"][0]["content"].removeprefix("mail ")
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "send_mail", "arguments": json.dumps({"to": token})},
    }
    provider.reply = make_completion(None, tool_calls=[call])
    reply = client.chat.completions.create(model="m", messages=user(f"mail {MAIL}"), tools=[TOOL])
    assert reply.choices[0].message.tool_calls is not None
    made: Any = reply.choices[0].message.tool_calls[0]
    assert json.loads(made.function.arguments) == {"to": MAIL}
    history = [
        *user(f"mail {MAIL}"),
        reply.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({"sent": True, "phone": PHONE})},
    ]
    provider.reply = make_completion("Done.")
    client.chat.completions.create(model="m", messages=history, tools=[TOOL])
    assert MAIL not in sent(provider)
    assert PHONE not in sent(provider)
    arguments = provider.received[-1]["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(arguments) == {"to": token}
    assert json.loads(provider.received[-1]["messages"][2]["content"])["sent"] is True


def test_stream_equals_the_whole(client: openai.OpenAI, provider: Any, make_sse: Callable[..., Any]) -> None:
    words = [f"{word} " for word in f"Hello there. Ask {MAIL} about it. Or call {PHONE} today.".split(" ")]
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse({"role": "assistant", "content": ""}, *({"content": word} for word in words))
    stream = client.chat.completions.create(model="m", messages=user("Whom?"), stream=True)
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == "Hello there. Ask <EMAIL_ADDRESS> about it. Or call <PHONE_NUMBER> today. "
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"
    assert len({chunk.id for chunk in chunks}) == 1


def test_stream_restores_tokens_cut_over_chunks(
    client: openai.OpenAI, provider: Any, make_sse: Callable[..., Any]
) -> None:
    client.chat.completions.create(model="m", messages=user(f"mail {MAIL}"))
    token = provider.received[-1]["messages"][0]["content"].removeprefix("mail ")
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse(
        {"role": "assistant"}, *({"content": letter} for letter in f"Sent to {token}.")
    )
    stream = client.chat.completions.create(model="m", messages=user(f"mail {MAIL}"), stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert text == f"Sent to {MAIL}."


def test_stream_is_released_before_it_ends(
    client: openai.OpenAI, provider: Any, make_sse: Callable[..., Any]
) -> None:
    sentences = [
        f"This is sentence number {word} of a long story. " for word in "one two three four five six".split()
    ]
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse(*({"content": sentence} for sentence in sentences))
    provider.pause = 0.05
    stream = client.chat.completions.create(model="m", messages=user("Tell me a story"), stream=True)
    parts = [
        chunk.choices[0].delta.content for chunk in stream if chunk.choices and chunk.choices[0].delta.content
    ]
    assert len(parts) > 2
    assert "".join(parts) == "".join(sentences)


def test_stream_is_ended_by_a_block(
    client: openai.OpenAI, provider: Any, make_sse: Callable[..., Any]
) -> None:
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse(
        {"content": "Here you are. "}, {"content": KEY[:8]}, {"content": f"{KEY[8:]} is it."}
    )
    chunks = list(client.chat.completions.create(model="m", messages=user("The key?"), stream=True))
    assert chunks[-1].choices[0].finish_reason == "content_filter"
    assert KEY[:8] not in "".join(chunk.model_dump_json() for chunk in chunks)


def test_streamed_tool_call_is_screened_and_whole(
    client: openai.OpenAI, provider: Any, make_sse: Callable[..., Any]
) -> None:
    arguments = json.dumps({"to": MAIL, "n": 1})
    head = {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {"name": "send_mail", "arguments": ""},
    }
    pieces = [{"index": 0, "function": {"arguments": letter}} for letter in arguments]
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse(
        {"role": "assistant", "content": None},
        {"tool_calls": [head]},
        *({"tool_calls": [piece]} for piece in pieces),
        finish="tool_calls",
    )
    stream = client.chat.completions.create(model="m", messages=user("mail her"), tools=[TOOL], stream=True)
    deltas = [chunk.choices[0].delta for chunk in stream if chunk.choices]
    calls = [call for delta in deltas for call in delta.tool_calls or ()]
    assert [call.id for call in calls if call.id] == ["call_1"]
    spelled = "".join((call.function.arguments or "") if call.function else "" for call in calls)
    assert json.loads(spelled) == {"to": "<EMAIL_ADDRESS>", "n": 1}


def test_usage_chunk_passes(client: openai.OpenAI, provider: Any, make_sse: Callable[..., Any]) -> None:
    *events, done = make_sse({"content": "Hi."})
    usage = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    usage["usage"] = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    provider.content_type = "text/event-stream"
    provider.chunks = [*events, f"data: {json.dumps(usage)}\n\n".encode(), done]
    stream = client.chat.completions.create(
        model="m", messages=user("Hi"), stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 3
    assert sum(1 for chunk in chunks if not chunk.choices) == 1


def test_several_choices_interleave(client: openai.OpenAI, provider: Any) -> None:
    envelope = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    texts = ["One to you. ", "Two to you. "]
    events = []
    for at in range(12):
        for index in (0, 1):
            word = f"{texts[index][at]}"
            choice = {"index": index, "delta": {"content": word}, "finish_reason": None}
            events.append({**envelope, "choices": [choice]})
    events += [
        {**envelope, "choices": [{"index": at, "delta": {}, "finish_reason": "stop"}]} for at in (1, 0)
    ]
    provider.content_type = "text/event-stream"
    provider.chunks = [f"data: {json.dumps(each)}\n\n".encode() for each in events] + [b"data: [DONE]\n\n"]
    got = {0: "", 1: ""}
    ends = []
    for chunk in client.chat.completions.create(model="m", messages=user("Hi"), n=2, stream=True):
        for choice in chunk.choices:
            got[choice.index] += choice.delta.content or ""
            if choice.finish_reason:
                ends.append(choice.index)
    assert got == {0: texts[0], 1: texts[1]}
    assert sorted(ends) == [0, 1]


async def test_async_client(aclient: openai.AsyncOpenAI, provider: Any, make_sse: Callable[..., Any]) -> None:
    reply = await aclient.chat.completions.create(model="m", messages=user(f"Write to {MAIL}"))
    assert reply.choices[0].message.content == "Hello."
    assert MAIL not in sent(provider)
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse({"content": f"Ask {MAIL}."})
    stream = await aclient.chat.completions.create(model="m", messages=user("Whom?"), stream=True)
    text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])
    assert text == "Ask <EMAIL_ADDRESS>."


def test_models_pass(client: openai.OpenAI, provider: Any) -> None:
    provider.reply = {
        "object": "list",
        "data": [{"id": "test-model", "object": "model", "created": 1, "owned_by": "x"}],
    }
    assert [model.id for model in client.models.list()] == ["test-model"]


def test_unknown_route_is_refused_with_an_openai_error(client: openai.OpenAI, provider: Any) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        client.files.list()
    assert refused.value.code == "unknown_route"
    assert provider.bodies == []


def test_provider_errors_pass_through(client: openai.OpenAI, provider: Any) -> None:
    provider.status = 429
    provider.reply = {
        "error": {"message": "slow down", "type": "rate_limit", "param": None, "code": "rate_limit"}
    }
    with pytest.raises(openai.RateLimitError) as refused:
        client.chat.completions.create(model="m", messages=user("Hi"))
    assert refused.value.code == "rate_limit"


def test_responses_say_what_was_done(client: openai.OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(model="m", messages=user(f"{MAIL} and {PHONE}"))
    assert raw.headers["x-guard-action"] == "redact"
    assert raw.headers["x-guard-policy"].startswith("default@")
    assert raw.headers["x-guard-findings"] == "EMAIL_ADDRESS=1,PHONE_NUMBER=1"
    assert len(raw.headers["x-guard-record"]) == 32
    clean = client.chat.completions.with_raw_response.create(model="m", messages=user("Hi"))
    assert clean.headers["x-guard-action"] == "allow"
    assert "x-guard-record" not in clean.headers


def test_content_that_cannot_be_read_is_decided_by_policy(client: openai.OpenAI, provider: Any) -> None:
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="m", messages=user([{"type": "text", "text": "See"}, part]))
    assert "NOT_SCANNABLE" in str(refused.value)
    assert refused.value.param == "messages[0].content[1].image_url.url"
    assert provider.bodies == []
