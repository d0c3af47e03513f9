"""The official openai client's Responses API, unchanged, against the sidecar in front of a provider on loopback."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from pydantic import BaseModel
from response_events import call, message, response, streamed

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
BLOCKED = f"The key is {KEY}. "
TOOL: Any = {
    "type": "function",
    "name": "send_mail",
    "description": "Sends a mail.",
    "parameters": {
        "type": "object",
        "properties": {"to": {"type": "string"}},
        "required": ["to"],
        "additionalProperties": False,
    },
    "strict": True,
}


class Answer(BaseModel):
    """What a parsed answer is read into."""

    to: str


@pytest.fixture
def client(sidecar: Callable[..., Any], provider: Any) -> Iterator[openai.OpenAI]:
    provider.reply = response(message("Hello."))
    with openai.OpenAI(base_url=f"{sidecar().url}/v1", api_key="sk-test", max_retries=0) as made:
        yield made


def sse(events: list[dict[str, Any]]) -> list[bytes]:
    return [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]


def stream(provider: Any, reply: dict[str, Any]) -> None:
    provider.content_type = "text/event-stream"
    provider.chunks = sse(streamed(reply))


def sent(provider: Any) -> str:
    return "\n".join(body.decode() for body in provider.bodies)


def test_a_plain_answer(client: openai.OpenAI, provider: Any) -> None:
    reply = client.responses.create(model="m", input="Hi", store=False)
    assert (reply.output_text, reply.status) == ("Hello.", "completed")
    assert reply.usage is not None
    assert reply.usage.total_tokens == 12


def test_the_prompt_is_rewritten_wherever_it_stands(client: openai.OpenAI, provider: Any) -> None:
    tool: Any = {**TOOL, "description": f"Mails {MAIL}"}
    client.responses.create(
        model="m",
        instructions=f"Never tell {MAIL}.",
        input=[
            {"role": "user", "content": [{"type": "input_text", "text": f"I am {MAIL}."}]},
            {
                "type": "function_call",
                "call_id": "c",
                "name": "send_mail",
                "arguments": json.dumps({"to": MAIL}),
            },
            {"type": "function_call_output", "call_id": "c", "output": f"sent to {MAIL}"},
        ],
        metadata={"who": MAIL},
        tools=[tool],
        user=MAIL,
        store=False,
    )
    assert MAIL not in sent(provider)
    assert json.loads(provider.received[0]["input"][1]["arguments"])["to"].startswith("<EMAIL_ADDRESS")


def test_a_refused_prompt(client: openai.OpenAI, provider: Any) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model="m", input=[{"role": "user", "content": BLOCKED}])
    assert (refused.value.code, refused.value.param) == ("content_filter", "input[0].content")
    assert provider.bodies == []


def test_a_refused_answer(client: openai.OpenAI, provider: Any) -> None:
    provider.reply = response(message(f"Sure. {BLOCKED}"))
    reply = client.responses.create(model="m", input="Hi")
    assert (reply.status, reply.output_text) == ("incomplete", "")
    assert reply.incomplete_details is not None
    assert reply.incomplete_details.reason == "content_filter"
    assert KEY not in reply.model_dump_json()


def test_an_answer_is_rewritten(client: openai.OpenAI, provider: Any) -> None:
    provider.reply = response(message(f"Ask {MAIL}."), call(json.dumps({"to": MAIL})))
    reply = client.responses.create(model="m", input="Whom?")
    assert reply.output_text == "Ask <EMAIL_ADDRESS>."
    assert MAIL not in reply.model_dump_json()


def test_a_stream(client: openai.OpenAI, provider: Any) -> None:
    stream(provider, response(message(f"Ask {MAIL}. Then wait.")))
    events = list(client.responses.create(model="m", input="Whom?", stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == (
        "Ask <EMAIL_ADDRESS>. Then wait."
    )
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == "Ask <EMAIL_ADDRESS>. Then wait."
    assert not any(MAIL in event.model_dump_json() for event in events)


def test_the_stream_helper(client: openai.OpenAI, provider: Any) -> None:
    stream(provider, response(message(f"Ask {MAIL}."), call(json.dumps({"to": MAIL}))))
    with client.responses.stream(model="m", input="Whom?", tools=[TOOL]) as opened:
        seen = {event.type for event in opened}
        final = opened.get_final_response()
    assert {"response.output_text.done", "response.function_call_arguments.delta"} <= seen
    assert final.output_text == "Ask <EMAIL_ADDRESS>."
    (made,) = [item for item in final.output if item.type == "function_call"]
    assert made.parsed_arguments == {"to": "<EMAIL_ADDRESS>"}


def test_a_parsed_stream(client: openai.OpenAI, provider: Any) -> None:
    stream(provider, response(message(json.dumps({"to": MAIL}))))
    with client.responses.stream(model="m", input="Whom?", text_format=Answer) as opened:
        final = opened.get_final_response()
    assert final.output_parsed == Answer(to="<EMAIL_ADDRESS>")


def test_a_parsed_answer(client: openai.OpenAI, provider: Any) -> None:
    provider.reply = response(message(json.dumps({"to": MAIL})))
    reply = client.responses.parse(model="m", input="Whom?", text_format=Answer)
    assert reply.output_parsed == Answer(to="<EMAIL_ADDRESS>")
    assert provider.received[0]["text"]["format"]["schema"]["properties"]["to"]["type"] == "string"


def test_a_refused_stream(client: openai.OpenAI, provider: Any) -> None:
    first = "This is said before anything happens. " * 6
    stream(provider, response(message(f"{first}{BLOCKED}"), call("{}")))
    with client.responses.stream(model="m", input="Hi") as opened:
        events = list(opened)
    last = events[-1]
    assert last.type == "response.incomplete"
    assert last.response.incomplete_details is not None
    assert last.response.incomplete_details.reason == "content_filter"
    assert last.response.output_text.startswith(first[:38])
    assert [event.type for event in events][-4:-1] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
    ]
    assert not any(KEY in event.model_dump_json() for event in events)


def test_a_stream_that_breaks_off(client: openai.OpenAI, provider: Any) -> None:
    stream(provider, response(message(f"Ask {MAIL}.")))
    provider.chunks = [*provider.chunks[:-4], b"data: {broken\n\n"]
    events = list(client.responses.create(model="m", input="Whom?", stream=True))
    assert events[-1].type == "error"
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == (
        "Ask <EMAIL_ADDRESS>."
    )


async def test_the_async_client(sidecar: Callable[..., Any], provider: Any) -> None:
    provider.reply = response(message("Hello."))
    async with openai.AsyncOpenAI(base_url=f"{sidecar().url}/v1", api_key="sk-test", max_retries=0) as client:
        reply = await client.responses.create(model="m", input=f"Write to {MAIL}")
        assert reply.output_text == "Hello."
        assert MAIL not in sent(provider)
        stream(provider, response(message(f"Ask {MAIL}.")))
        async with client.responses.stream(model="m", input="Whom?") as opened:
            final = await opened.get_final_response()
    assert final.output_text == "Ask <EMAIL_ADDRESS>."


def test_stored_responses(client: openai.OpenAI, provider: Any) -> None:
    provider.reply = response(message(f"Ask {MAIL}."))
    assert client.responses.retrieve("resp_1").output_text == "Ask <EMAIL_ADDRESS>."
    assert client.responses.cancel("resp_1").output_text == "Ask <EMAIL_ADDRESS>."
    part = {"type": "input_text", "text": f"I am {MAIL}"}
    item = {"id": "msg_1", "type": "message", "role": "user", "status": "completed", "content": [part]}
    provider.reply = {
        "object": "list",
        "data": [item],
        "first_id": "msg_1",
        "last_id": "msg_1",
        "has_more": False,
    }
    (listed,) = client.responses.input_items.list(
        "resp_1", limit=5, include=["message.input_image.image_url"]
    )
    assert "<EMAIL_ADDRESS>" in listed.model_dump_json()
    provider.reply = {"id": "resp_1", "object": "response.deleted", "deleted": True}
    client.responses.delete("resp_1")


def test_a_stored_response_is_streamed_from_its_beginning(client: openai.OpenAI, provider: Any) -> None:
    stream(provider, response(message(f"Ask {MAIL}.")))
    events = list(client.responses.retrieve("resp_1", stream=True))
    assert events[-1].type == "response.completed"
    assert MAIL not in events[-1].model_dump_json()
    with pytest.raises(openai.BadRequestError):
        client.responses.retrieve("resp_1", stream=True, starting_after=4)


def test_counting_and_compacting(client: openai.OpenAI, provider: Any) -> None:
    provider.reply = {"object": "response.input_tokens", "input_tokens": 11}
    assert client.responses.input_tokens.count(model="m", input=f"I am {MAIL}").input_tokens == 11
    assert MAIL not in sent(provider)
    usage = response()["usage"]
    output = [message(f"I am {MAIL}.", role="user")]
    provider.reply = {
        "id": "c_1",
        "object": "response.compaction",
        "created_at": 1,
        "output": output,
        "usage": usage,
    }
    compacted = client.responses.compact(model="gpt-4o", input=f"I am {MAIL}")
    assert MAIL not in compacted.model_dump_json(warnings=False)  # its model knows no user's message


@pytest.mark.parametrize(
    "part",
    [
        {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo=", "detail": "auto"},
        {"type": "input_image", "file_id": "file-1", "detail": "auto"},
        {"type": "input_file", "file_url": "https://example.org/a.pdf"},
    ],
)
def test_what_cannot_be_read_is_decided_by_policy(client: openai.OpenAI, provider: Any, part: Any) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model="m", input=[{"role": "user", "content": [part]}])
    assert "NOT_SCANNABLE" in str(refused.value)
    assert provider.bodies == []


@pytest.mark.parametrize(
    "more",
    [
        {"previous_response_id": "resp_0"},
        {"conversation": "conv_1"},
        {"input": [{"type": "item_reference", "id": "msg_1"}]},
    ],
)
def test_history_that_nobody_sees_is_decided_by_policy(
    client: openai.OpenAI, provider: Any, more: dict[str, Any]
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.responses.create(model="m", **{"input": "And then?", **more})
    assert refused.value.code == "history_refused"
    assert provider.bodies == []


@pytest.fixture
def remembering(sidecar: Callable[..., Any], tmp_path: Path) -> Iterator[Callable[..., openai.OpenAI]]:
    """Clients of a sidecar whose policy has the tokens of kept histories remembered, one for each session."""
    policy = tmp_path / "remembers.yaml"
    policy.write_text("policy: remembers\nextends: [default]\nhistory: remember\n")
    url = f"{sidecar(policy).url}/v1"
    made: list[openai.OpenAI] = []

    def of(session: str = "") -> openai.OpenAI:
        headers = {"x-guard-session": session} if session else {}
        made.append(openai.OpenAI(base_url=url, api_key="sk-test", max_retries=0, default_headers=headers))
        return made[-1]

    yield of
    for each in made:
        each.close()


def begun(client: openai.OpenAI, provider: Any, *, streamed_too: bool = False) -> str:
    """Begin a conversation that the provider keeps; give the token of the address in it."""
    provider.chunks, provider.content_type = None, "application/json"
    provider.reply = response(message("I will."), id="resp_1")
    if streamed_too:
        provider.chunks = sse(streamed(response(message("I will."), id="resp_1")))
        provider.content_type = "text/event-stream"
        with client.responses.stream(model="m", input=f"Write to {MAIL}") as stream:
            stream.until_done()
    else:
        client.responses.create(model="m", input=f"Write to {MAIL}")
    token: str = provider.received[-1]["input"].removeprefix("Write to ")
    assert token.startswith("<EMAIL_ADDRESS_")
    provider.chunks, provider.content_type = None, "application/json"
    return token


@pytest.mark.parametrize("streamed_too", [False, True])
def test_tokens_of_a_kept_history_come_back(
    remembering: Callable[..., openai.OpenAI], provider: Any, streamed_too: bool
) -> None:
    client = remembering()
    token = begun(client, provider, streamed_too=streamed_too)
    provider.reply = response(message(f"To {token}, as you said."), id="resp_2")
    made = client.responses.create(model="m", input="To whom?", previous_response_id="resp_1")
    assert made.output_text == f"To {MAIL}, as you said."
    # A third turn, whose request holds none of it, still knows.
    if streamed_too:
        provider.chunks = sse(streamed(response(message(f"Again: {token}."), id="resp_3")))
        provider.content_type = "text/event-stream"
        with client.responses.stream(model="m", input="Again?", previous_response_id="resp_2") as stream:
            assert stream.get_final_response().output_text == f"Again: {MAIL}."
    else:
        provider.reply = response(message(f"Again: {token}."), id="resp_3")
        again = client.responses.create(model="m", input="Again?", previous_response_id="resp_2")
        assert again.output_text == f"Again: {MAIL}."
        assert client.responses.retrieve("resp_3").output_text == f"Again: {MAIL}."


def test_tokens_of_another_history_do_not_come_back(
    remembering: Callable[..., openai.OpenAI], provider: Any
) -> None:
    client = remembering()
    token = begun(client, provider)
    provider.reply = response(message(f"To {token}."), id="resp_9")
    for more in ({"previous_response_id": "resp_0"}, {"conversation": "conv_1"}, {}):
        made = client.responses.create(model="m", **{"input": "To whom?", **more})  # type: ignore[call-overload]
        assert made.output_text == f"To {token}."


def test_tokens_of_another_session_do_not_come_back(
    remembering: Callable[..., openai.OpenAI], provider: Any
) -> None:
    token = begun(remembering("ann"), provider)
    assert token != begun(remembering("bob"), provider)
    provider.reply = response(message(f"To {token}."), id="resp_2")
    given: Any = {"model": "m", "input": "To whom?", "previous_response_id": "resp_1"}
    assert remembering("bob").responses.create(**given).output_text == f"To {token}."
    assert remembering("ann").responses.create(**given).output_text == f"To {MAIL}."


def test_what_the_provider_does_not_keep_is_not_remembered(
    remembering: Callable[..., openai.OpenAI], provider: Any
) -> None:
    client = remembering()
    provider.reply = response(message("I will."), id="resp_1")
    client.responses.create(model="m", input=f"Write to {MAIL}", store=False)
    token = provider.received[-1]["input"].removeprefix("Write to ")
    provider.reply = response(message(f"To {token}."), id="resp_2")
    made = client.responses.create(model="m", input="To whom?", previous_response_id="resp_1")
    assert made.output_text == f"To {token}."
