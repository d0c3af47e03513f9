"""What a provider answers in one API or another: a text, or a call of a tool, whole or streamed by the letter."""

import json
from typing import Any

import messages
import response_events

from guard.wire.sse import ServerEvent, encode

APIS = ("openai", "responses", "anthropic")
_TOOL = "send_mail"


def says(provider: Any, api: str, text: str = "", *, streamed: bool = False, **arguments: str) -> None:
    """Let a provider answer.

    Args:
        provider: of the fixture of that name.
        api: one of APIS.
        text: what it says.
        streamed: whether it streams the answer.
        arguments: of the tool that it calls, if there are any.
    """
    provider.content_type = "text/event-stream" if streamed else "application/json"
    whole = _WHOLE[api](text, arguments)
    provider.reply = whole
    provider.chunks = _STREAMED[api](whole) if streamed else None


def _chat(text: str, arguments: dict[str, str]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text or None, "refusal": None}
    if arguments:
        function = {"name": _TOOL, "arguments": json.dumps(arguments)}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": "tool_calls" if arguments else "stop",
    }
    usage = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}
    envelope = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1735689600, "model": "test-model"}
    return {**envelope, "choices": [choice], "usage": usage}


def _chat_events(whole: dict[str, Any]) -> list[bytes]:
    (choice,) = whole["choices"]
    message = choice["message"]
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": letter} for letter in message["content"] or ""]
    for at, call in enumerate(message.get("tool_calls", ())):
        head = {**call, "index": at, "function": {**call["function"], "arguments": ""}}
        deltas.append({"tool_calls": [head]})
        deltas += [
            {"tool_calls": [{"index": at, "function": {"arguments": letter}}]}
            for letter in call["function"]["arguments"]
        ]
    envelope = {name: whole[name] for name in ("id", "created", "model")} | {
        "object": "chat.completion.chunk"
    }
    choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None} for delta in deltas]
    choices.append({"index": 0, "delta": {}, "logprobs": None, "finish_reason": choice["finish_reason"]})
    events: list[dict[str, Any]] = [{**envelope, "choices": [each]} for each in choices]
    events.append({**envelope, "choices": [], "usage": whole["usage"]})
    return [encode(ServerEvent(json.dumps(each))) for each in events] + [encode(ServerEvent("[DONE]"))]


def _response(text: str, arguments: dict[str, str]) -> dict[str, Any]:
    items = [response_events.message(text)] if text else []
    if arguments:
        items.append(response_events.call(json.dumps(arguments), name=_TOOL))
    return response_events.response(*items)


def _response_stream(whole: dict[str, Any]) -> list[bytes]:
    return [encode(ServerEvent(json.dumps(each), each["type"])) for each in response_events.streamed(whole)]


def _message(text: str, arguments: dict[str, str]) -> dict[str, Any]:
    blocks = [messages.text(text)] if text else []
    if arguments:
        blocks.append(messages.tool_use(**arguments))
    return messages.reply(*blocks, stop_reason="tool_use" if arguments else "end_turn")


def _message_stream(whole: dict[str, Any]) -> list[bytes]:
    return [encode(each) for each in messages.events(whole, range(9999))]


_WHOLE = {"openai": _chat, "responses": _response, "anthropic": _message}
_STREAMED = {"openai": _chat_events, "responses": _response_stream, "anthropic": _message_stream}
