"""OpenAI's chat completions, as the stand-in gives them."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guard.standin.said import MODEL, pieces, quoted, text_of, words

_ENVELOPE: Final = {"id": "chatcmpl-standin", "created": 1735689600, "model": MODEL}
_USAGE: Final = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}


def reply(request: dict[str, Any]) -> dict[str, Any]:
    """Quote the last message; where tools are offered, call the first one with it."""
    message = _message(request)
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _reason(message)}
    return {**_ENVELOPE, "object": "chat.completion", "choices": [choice], "usage": _USAGE}


def events(request: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the same word by word."""
    message = _message(request)
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": word} for word in words(message["content"] or "") if message["content"]]
    for at, call in enumerate(message.get("tool_calls", ())):
        arguments = call["function"]["arguments"]
        opening = {**call, "function": {**call["function"], "arguments": ""}}
        deltas.append({"tool_calls": [{"index": at, **opening}]})
        deltas += [
            {"tool_calls": [{"index": at, "function": {"arguments": piece}}]} for piece in pieces(arguments)
        ]
    for delta in deltas:
        yield _chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}])
    yield _chunk([{"index": 0, "delta": {}, "logprobs": None, "finish_reason": _reason(message)}])
    if (request.get("stream_options") or {}).get("include_usage"):
        yield _chunk([], usage=_USAGE)
    yield "", "[DONE]"


def _message(request: dict[str, Any]) -> dict[str, Any]:
    last = request["messages"][-1]
    said = text_of(last.get("content"))
    if request.get("tools") and last.get("role") != "tool":
        function = {
            "name": request["tools"][0]["function"]["name"],
            "arguments": json.dumps({"text": said}, ensure_ascii=False),
        }
        call = {"id": "call_standin", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
    return {"role": "assistant", "content": quoted(said), "refusal": None}


def _reason(message: dict[str, Any]) -> str:
    return "tool_calls" if message.get("tool_calls") else "stop"


def _chunk(choices: list[dict[str, Any]], **more: Any) -> tuple[str, str]:
    chunk = {**_ENVELOPE, "object": "chat.completion.chunk", "choices": choices, **more}
    return "", json.dumps(chunk, ensure_ascii=False)
