"""Chat completions of the stand-in, read by the official client."""

import json
from typing import Any

import openai
import pytest


def test_plain_and_streamed_say_the_same(client: openai.OpenAI) -> None:
    messages: Any = [{"role": "user", "content": "hello <X_1>"}]
    plain = client.chat.completions.create(model="m", messages=messages).choices[0].message.content
    stream = client.chat.completions.create(
        model="m", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert "".join(each.choices[0].delta.content or "" for each in chunks if each.choices) == plain
    assert plain == "What the provider received: hello ‹X_1›\nWhat it says, as you get it back: hello <X_1>"
    assert chunks[-1].usage is not None


@pytest.mark.parametrize("streamed", [False, True])
def test_tools_are_called_with_what_was_said(client: openai.OpenAI, streamed: bool) -> None:
    tool: Any = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    messages: Any = [{"role": "user", "content": "hello"}]
    if streamed:
        with client.chat.completions.stream(model="m", messages=messages, tools=[tool]) as stream:
            message: Any = stream.get_final_completion().choices[0].message
    else:
        message = (
            client.chat.completions.create(model="m", messages=messages, tools=[tool]).choices[0].message
        )
    assert json.loads(message.tool_calls[0].function.arguments) == {"text": "hello"}
