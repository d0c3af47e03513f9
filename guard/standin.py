"""A stand-in for a provider: answers in OpenAI's shape and quotes what it received.

It says it twice: once as it was received, and once so that the way back can be seen.
"""

import json
from typing import Any

from guard.asgi import Receive, Scope, Send, read_body

_MODEL = "stand-in"
_LIMIT = 32 << 20
_ENVELOPE = {"id": "chatcmpl-standin", "created": 1735689600, "model": _MODEL}


async def standin(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    if scope["method"] == "GET":
        await _json(
            send, {"object": "list", "data": [{"id": _MODEL, "object": "model", "owned_by": "guard"}]}
        )
        return
    request = json.loads(await read_body(receive, _LIMIT))
    message = _message(request)
    if request.get("stream"):
        await _stream(send, message, usage=bool((request.get("stream_options") or {}).get("include_usage")))
        return
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _reason(message)}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    await _json(send, {**_ENVELOPE, "object": "chat.completion", "choices": [choice], "usage": usage})


def _message(request: dict[str, Any]) -> dict[str, Any]:
    """Quote the last message; where tools are offered, call the first one with it."""
    received = request["messages"][-1].get("content")
    said = received if isinstance(received, str) else json.dumps(received, ensure_ascii=False)
    last = request["messages"][-1].get("role")
    if request.get("tools") and last != "tool":
        function = {
            "name": request["tools"][0]["function"]["name"],
            "arguments": json.dumps({"text": said}, ensure_ascii=False),
        }
        call = {"id": "call_standin", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
    # A token in its own brackets is turned back on the way to the caller, one in others is not.
    shown = said.replace("<", "\u2039").replace(">", "\u203a")
    content = f"What the provider received: {shown}\nWhat it says, as you get it back: {said}"
    return {"role": "assistant", "content": content, "refusal": None}


def _reason(message: dict[str, Any]) -> str:
    return "tool_calls" if message.get("tool_calls") else "stop"


async def _json(send: Send, body: dict[str, Any]) -> None:
    data = json.dumps(body, ensure_ascii=False).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
    )
    await send({"type": "http.response.body", "body": data})


async def _stream(send: Send, message: dict[str, Any], *, usage: bool) -> None:
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
    )
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    words = (message["content"] or "").split(" ")
    deltas += [
        {"content": word if at == 0 else f" {word}"} for at, word in enumerate(words) if message["content"]
    ]
    for at, call in enumerate(message.get("tool_calls", ())):
        arguments = call["function"]["arguments"]
        opening = {**call, "function": {**call["function"], "arguments": ""}}
        deltas.append({"tool_calls": [{"index": at, **opening}]})
        pieces = [arguments[cut : cut + 7] for cut in range(0, len(arguments), 7)]
        deltas += [{"tool_calls": [{"index": at, "function": {"arguments": piece}}]} for piece in pieces]
    for delta in deltas:
        await _chunk(send, [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}])
    await _chunk(send, [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": _reason(message)}])
    if usage:
        counts = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        await _chunk(send, [], usage=counts)
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


async def _chunk(send: Send, choices: list[dict[str, Any]], **more: Any) -> None:
    chunk = {**_ENVELOPE, "object": "chat.completion.chunk", "choices": choices, **more}
    data = json.dumps(chunk, ensure_ascii=False)
    await send({"type": "http.response.body", "body": f"data: {data}\n\n".encode(), "more_body": True})
