"""Text completions and embeddings of the stand-in, read by the official client."""

from typing import Any

import openai
import pytest

SAID = "What the provider received: hello ‹X_1›\nWhat it says, as you get it back: hello <X_1>"


def test_a_text_completion_plain_and_streamed(client: openai.OpenAI) -> None:
    assert client.completions.create(model="m", prompt="hello <X_1>").choices[0].text == SAID
    chunks = list(client.completions.create(model="m", prompt="hello <X_1>", stream=True))
    assert "".join(each.choices[0].text for each in chunks) == SAID
    assert chunks[-1].choices[0].finish_reason == "stop"


@pytest.mark.parametrize("wanted", [False, True])
def test_usage_is_told_where_it_is_asked_for(client: openai.OpenAI, wanted: bool) -> None:
    options: Any = {"include_usage": wanted}
    chunks = list(client.completions.create(model="m", prompt="a", stream=True, stream_options=options))
    assert [each.usage is not None for each in chunks if not each.choices] == [True] * wanted


def test_embeddings(client: openai.OpenAI) -> None:
    made = client.embeddings.create(model="m", input=["a", "b"], encoding_format="float")
    assert [len(each.embedding) for each in made.data] == [4, 4]
