"""OpenAI's responses, as the stand-in gives them."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guard.standin.said import MODEL, pieces, quoted, text_of, words

_ENVELOPE: Final = {
    "id": "resp_standin",
    "object": "response",
    "created_at": 1735689600,
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {},
    "model": MODEL,
    "parallel_tool_calls": True,
    "temperature": 1.0,
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
}
_USAGE: Final = {
    "input_tokens": 1,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 1,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 2,
}
_MESSAGE: Final = "msg_standin"
_CALL: Final = "fc_standin"


def reply(request: dict[str, Any]) -> dict[str, Any]:
    """Quote the input, or the last item of it; where functions are offered, call the first one with it."""
    return _response("completed", [_item(request)], _USAGE)


def events(request: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the same piece by piece, in events that are numbered."""
    for number, event in enumerate(_events(_item(request))):
        data = {**event, "sequence_number": number}
        yield event["type"], json.dumps(data, ensure_ascii=False)


def _events(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    begun = _response("in_progress", [], None)
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    yield from _message_events(item) if item["type"] == "message" else _call_events(item)
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}
    yield {"type": "response.completed", "response": _response("completed", [item], _USAGE)}


def _message_events(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    said = item["content"][0]["text"]
    part = {"item_id": _MESSAGE, "output_index": 0, "content_index": 0}
    begun = {**item, "status": "in_progress", "content": []}
    yield {"type": "response.output_item.added", "output_index": 0, "item": begun}
    yield {"type": "response.content_part.added", **part, "part": _part("")}
    for word in words(said):
        yield {"type": "response.output_text.delta", **part, "delta": word, "logprobs": []}
    yield {"type": "response.output_text.done", **part, "text": said, "logprobs": []}
    yield {"type": "response.content_part.done", **part, "part": _part(said)}


def _call_events(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    place = {"item_id": _CALL, "output_index": 0}
    begun = {**item, "status": "in_progress", "arguments": ""}
    yield {"type": "response.output_item.added", "output_index": 0, "item": begun}
    spelled = item["arguments"]
    for piece in pieces(spelled):
        yield {"type": "response.function_call_arguments.delta", **place, "delta": piece}
    done = {"name": item["name"], "arguments": spelled}
    yield {"type": "response.function_call_arguments.done", **place, **done}


def _item(request: dict[str, Any]) -> dict[str, Any]:
    given = request["input"]
    last = given[-1] if isinstance(given, list) else {"content": given}
    # What a tool gave has an output where a message has its content.
    answered = "output" in last
    said = text_of(last["output"] if answered else last["content"])
    functions = [tool for tool in request.get("tools") or () if tool["type"] == "function"]
    if functions and not answered:
        return _call(functions[0]["name"], json.dumps({"text": said}, ensure_ascii=False))
    return _message(quoted(said))


def _response(status: str, output: list[dict[str, Any]], usage: dict[str, Any] | None) -> dict[str, Any]:
    return {**_ENVELOPE, "status": status, "output": output, "usage": usage}


def _message(text: str) -> dict[str, Any]:
    head = {"id": _MESSAGE, "type": "message", "status": "completed", "role": "assistant"}
    return {**head, "content": [_part(text)]}


def _call(name: str, arguments: str) -> dict[str, Any]:
    head = {"id": _CALL, "type": "function_call", "status": "completed", "call_id": "call_standin"}
    return {**head, "name": name, "arguments": arguments}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
