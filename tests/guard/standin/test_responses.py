"""Responses of the stand-in, read by the official client."""

from typing import Any

import openai

SAID = "What the provider received: hello ‹X_1›\nWhat it says, as you get it back: hello <X_1>"


def test_a_response_plain_and_streamed(client: openai.OpenAI) -> None:
    assert client.responses.create(model="m", input="hello <X_1>").output_text == SAID
    given: Any = [{"role": "user", "content": "hello <X_1>"}]
    with client.responses.stream(model="m", input=given) as stream:
        assert stream.get_final_response().output_text == SAID
