"""OpenAI's responses, as the stand-in gives them."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guard.standin.said import MODEL, quoted, text_of, words

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
_ITEM: Final = "msg_standin"


def reply(request: dict[str, Any]) -> dict[str, Any]:
    """Quote the input, or the last item of it."""
    return _response("completed", [_message(_said(request), "completed")], _USAGE)


def events(request: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the same word by word, in events that are numbered."""
    for number, event in enumerate(_events(_said(request))):
        data = {**event, "sequence_number": number}
        yield event["type"], json.dumps(data, ensure_ascii=False)


def _events(said: str) -> Iterator[dict[str, Any]]:
    begun = _response("in_progress", [], None)
    part = {"item_id": _ITEM, "output_index": 0, "content_index": 0}
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    item = {**_message("", "in_progress"), "content": []}
    yield {"type": "response.output_item.added", "output_index": 0, "item": item}
    yield {"type": "response.content_part.added", **part, "part": _part("")}
    for word in words(said):
        yield {"type": "response.output_text.delta", **part, "delta": word, "logprobs": []}
    yield {"type": "response.output_text.done", **part, "text": said, "logprobs": []}
    yield {"type": "response.content_part.done", **part, "part": _part(said)}
    whole = _message(said, "completed")
    yield {"type": "response.output_item.done", "output_index": 0, "item": whole}
    yield {"type": "response.completed", "response": _response("completed", [whole], _USAGE)}


def _said(request: dict[str, Any]) -> str:
    given = request["input"]
    return quoted(text_of(given[-1].get("content") if isinstance(given, list) else given))


def _response(status: str, output: list[dict[str, Any]], usage: dict[str, Any] | None) -> dict[str, Any]:
    return {**_ENVELOPE, "status": status, "output": output, "usage": usage}


def _message(text: str, status: str) -> dict[str, Any]:
    return {"id": _ITEM, "type": "message", "status": status, "role": "assistant", "content": [_part(text)]}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
