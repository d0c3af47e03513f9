"""Responses of the stand-in, read by the official client."""

import json
from typing import Any

import openai
import pytest

SAID = "What the provider received: hello ‹X_1›\nWhat it says, as you get it back: hello <X_1>"


def test_a_response_plain_and_streamed(client: openai.OpenAI) -> None:
    assert client.responses.create(model="m", input="hello <X_1>").output_text == SAID
    given: Any = [{"role": "user", "content": "hello <X_1>"}]
    with client.responses.stream(model="m", input=given) as stream:
        assert stream.get_final_response().output_text == SAID


@pytest.mark.parametrize("streamed", [False, True])
def test_a_function_is_called_with_what_was_said(client: openai.OpenAI, streamed: bool) -> None:
    given: Any = {
        "model": "m",
        "input": "hello",
        "tools": [{"type": "function", "name": "f", "strict": False}],
    }
    if streamed:
        with client.responses.stream(**given) as stream:
            answer: Any = stream.get_final_response()
    else:
        answer = client.responses.create(**given)
    (call,) = answer.output
    assert (call.type, call.name, json.loads(call.arguments)) == ("function_call", "f", {"text": "hello"})


def test_what_a_function_gave_is_quoted_and_calls_none(client: openai.OpenAI) -> None:
    gave: Any = [{"type": "function_call_output", "call_id": "call_standin", "output": "42"}]
    tools: Any = [{"type": "function", "name": "f", "strict": False}]
    told = client.responses.create(model="m", input=gave, tools=tools)
    assert [item.type for item in told.output] == ["message"]
    assert told.output_text == "What the provider received: 42\nWhat it says, as you get it back: 42"


def test_a_tool_of_the_provider_is_not_called(client: openai.OpenAI) -> None:
    tools: Any = [{"type": "web_search"}]
    assert client.responses.create(model="m", input="hello <X_1>", tools=tools).output_text == SAID
