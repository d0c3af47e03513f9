"""OpenAI's text completions and embeddings, as the stand-in gives them."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guard.standin.said import MODEL, quoted, text_of, words

_ENVELOPE: Final = {"id": "cmpl-standin", "object": "text_completion", "created": 1735689600, "model": MODEL}
_USAGE: Final = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
_NUMBERS: Final = [0.5, -0.5, 0.5, -0.5]


def completion(request: dict[str, Any]) -> dict[str, Any]:
    """Quote the prompt."""
    return {**_ENVELOPE, "choices": [_choice(quoted(text_of(request["prompt"])), "stop")], "usage": _USAGE}


def events(request: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the same word by word."""
    said = words(quoted(text_of(request["prompt"])))
    for at, word in enumerate(said):
        choice = _choice(word, "stop" if at == len(said) - 1 else None)
        yield "", json.dumps({**_ENVELOPE, "choices": [choice]}, ensure_ascii=False)
    if (request.get("stream_options") or {}).get("include_usage"):
        yield "", json.dumps({**_ENVELOPE, "choices": [], "usage": _USAGE})
    yield "", "[DONE]"


def embedding(request: dict[str, Any]) -> dict[str, Any]:
    """Give a few numbers for each input, always the same."""
    inputs = request["input"] if isinstance(request["input"], list) else [request["input"]]
    data = [{"object": "embedding", "index": at, "embedding": _NUMBERS} for at in range(len(inputs))]
    return {"object": "list", "data": data, "model": MODEL, "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def _choice(text: str, reason: str | None) -> dict[str, Any]:
    return {"index": 0, "text": text, "logprobs": None, "finish_reason": reason}
