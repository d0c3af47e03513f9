"""Anthropic's messages, as the stand-in gives them."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guard.standin.said import MODEL, pieces, quoted, text_of, words

_ENVELOPE: Final = {"id": "msg_standin", "type": "message", "role": "assistant", "model": MODEL}


def reply(request: dict[str, Any]) -> dict[str, Any]:
    """Quote the last message; where tools are offered, use the first one with it."""
    block = _block(request)
    reason = "tool_use" if block["type"] == "tool_use" else "end_turn"
    usage = {"input_tokens": 1, "output_tokens": 1}
    return {**_ENVELOPE, "content": [block], "stop_reason": reason, "stop_sequence": None, "usage": usage}


def tokens(_request: dict[str, Any]) -> dict[str, Any]:
    """Count."""
    return {"input_tokens": 1}


def events(request: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the same piece by piece."""
    whole = reply(request)
    (block,) = whole["content"]
    yield _event("message_start", message={**whole, "content": [], "stop_reason": None})
    if block["type"] == "text":
        yield _event("content_block_start", index=0, content_block={**block, "text": ""})
        deltas = [{"type": "text_delta", "text": word} for word in words(block["text"])]
    else:
        yield _event("content_block_start", index=0, content_block={**block, "input": {}})
        spelled = json.dumps(block["input"], ensure_ascii=False)
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces(spelled)]
    for delta in deltas:
        yield _event("content_block_delta", index=0, delta=delta)
    yield _event("content_block_stop", index=0)
    ending = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=ending, usage={"output_tokens": 1})
    yield _event("message_stop")


def _block(request: dict[str, Any]) -> dict[str, Any]:
    last = request["messages"][-1]["content"]
    answered = isinstance(last, list) and any(part.get("type") == "tool_result" for part in last)
    if request.get("tools") and not answered:
        name = request["tools"][0]["name"]
        return {"type": "tool_use", "id": "toolu_standin", "name": name, "input": {"text": text_of(last)}}
    return {"type": "text", "text": quoted(text_of(last))}


def _event(kind: str, **members: Any) -> tuple[str, str]:
    return kind, json.dumps({"type": kind, **members}, ensure_ascii=False)
