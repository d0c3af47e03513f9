"""Messages of the stand-in, read by the official client."""

from typing import Any

import anthropic
import pytest

SAID = "What the provider received: hello ‹X_1›\nWhat it says, as you get it back: hello <X_1>"


def test_a_message_plain_and_streamed(claude: anthropic.Anthropic) -> None:
    given: Any = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hello <X_1>"}]}
    assert claude.messages.create(**given).content[0].text == SAID
    with claude.messages.stream(**given) as stream:
        assert stream.get_final_text() == SAID
    assert claude.messages.count_tokens(model="m", messages=given["messages"]).input_tokens == 1


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_is_used_with_what_was_said(claude: anthropic.Anthropic, streamed: bool) -> None:
    tool: Any = {"name": "f", "input_schema": {"type": "object"}}
    given: Any = {
        "model": "m",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "hello"}],
        "tools": [tool],
    }
    if streamed:
        with claude.messages.stream(**given) as stream:
            message: Any = stream.get_final_message()
    else:
        message = claude.messages.create(**given)
    assert (message.content[0].input, message.stop_reason) == ({"text": "hello"}, "tool_use")
    answer: Any = {"type": "tool_result", "tool_use_id": message.content[0].id, "content": "done"}
    given["messages"] += [
        {"role": "assistant", "content": message.content},
        {"role": "user", "content": [answer]},
    ]
    assert claude.messages.create(**given).content[0].type == "text"
