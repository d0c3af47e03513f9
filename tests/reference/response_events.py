"""A reply of the Responses API, and the events in which a provider streams it: the slow way, item by item.

``streamed(reply, cut)`` gives the events for any reply whose items are of the types below; ``cut`` says how
each text is cut into deltas. ``Client`` reads events as a client does, and complains of what a strict one
could not read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Cut = Callable[[str], list[str]]
_PARTS = {
    "output_text": ("response.output_text", "text"),
    "refusal": ("response.refusal", "refusal"),
    "reasoning_text": ("response.reasoning_text", "text"),
    "summary_text": ("response.reasoning_summary_text", "text"),
}
_ITEMS = {
    "function_call": ("response.function_call_arguments", "arguments"),
    "mcp_call": ("response.mcp_call_arguments", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input", "input"),
    "code_interpreter_call": ("response.code_interpreter_call_code", "code"),
}


def response(*output: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a completed response."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1735689600,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": "test-model",
        "output": list(output),
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": {
            "input_tokens": 5,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 7,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 12,
        },
        **more,
    }


def message(*texts: str, **more: Any) -> dict[str, Any]:
    """Give a message with a part for each text."""
    content = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []} for text in texts]
    return {
        "id": "msg_1",
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": content,
        **more,
    }


def call(arguments: str, **more: Any) -> dict[str, Any]:
    """Give a call of a function."""
    return {
        "id": "fc_1",
        "type": "function_call",
        "status": "completed",
        "call_id": "call_1",
        "name": "send_mail",
        "arguments": arguments,
        **more,
    }


def streamed(reply: Mapping[str, Any], cut: Cut = list) -> list[dict[str, Any]]:
    """Give the events in which a provider streams a reply, numbered."""
    empty = {**reply, "status": "in_progress", "output": [], "usage": None}
    events = [{"type": f"response.{kind}", "response": empty} for kind in ("created", "in_progress")]
    for at, item in enumerate(reply["output"]):
        events += _item(at, item, cut)
    events.append({"type": f"response.{reply['status']}", "response": dict(reply)})
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def _item(at: int, item: dict[str, Any], cut: Cut) -> Iterator[dict[str, Any]]:
    begun = {**item, "status": "in_progress"}
    for name in ("content", "summary"):
        if name in item:
            begun[name] = []
    kind = _ITEMS.get(item["type"])
    if kind:
        begun[kind[1]] = ""
    yield {"type": "response.output_item.added", "output_index": at, "item": begun}
    where = {"item_id": item["id"], "output_index": at}
    for within in ("summary", "content"):
        for index, part in enumerate(item.get(within) or ()):
            yield from _part(within, {**where, f"{within}_index": index}, part, cut)
    if kind:
        yield from _text(kind[0], kind[1], where, item[kind[1]], cut)
    yield {"type": "response.output_item.done", "output_index": at, "item": item}


def _part(within: str, where: dict[str, Any], part: dict[str, Any], cut: Cut) -> Iterator[dict[str, Any]]:
    event, name = _PARTS[part["type"]]
    kind = "response.content_part" if within == "content" else "response.reasoning_summary_part"
    begun = {**part, name: ""}
    if "annotations" in part:
        begun["annotations"] = []
    yield {"type": f"{kind}.added", **where, "part": begun}
    *pieces, done = _text(event, name, where, part[name], cut)
    yield from pieces
    for number, annotation in enumerate(part.get("annotations", ())):
        told = {"annotation_index": number, "annotation": annotation}
        yield {"type": "response.output_text.annotation.added", **where, **told}
    yield done
    yield {"type": f"{kind}.done", **where, "part": part}


def _text(event: str, name: str, where: dict[str, Any], text: str, cut: Cut) -> Iterator[dict[str, Any]]:
    more: dict[str, Any] = {"logprobs": []} if event == "response.output_text" else {}
    for piece in cut(text):
        yield {"type": f"{event}.delta", **where, "delta": piece, **more, "obfuscation": "xxxx"}
    yield {"type": f"{event}.done", **where, name: text, **more}


class Client:
    """Reads the events of one stream.

    Raises:
        AssertionError: at an event that a strict client could not read.
    """

    def __init__(self) -> None:
        self.texts: dict[tuple[Any, ...], str] = {}
        self.kinds: list[str] = []
        self.items: dict[int, dict[str, Any]] = {}
        self.annotations: dict[tuple[Any, ...], list[Any]] = {}
        self.last: dict[str, Any] = {}
        self._done: set[tuple[Any, ...]] = set()
        self._parts: set[tuple[Any, ...]] = set()

    def read(self, data: str) -> None:
        """Take the data of one event."""
        event = json.loads(data)
        kind = event["type"]
        assert event["sequence_number"] == len(self.kinds)
        assert not self.kinds or self.kinds[-1] not in ("response.completed", "response.incomplete", "error")
        self.kinds.append(kind)
        assert "obfuscation" not in event
        if "response" in event:
            assert event["response"]["id"] == self.last.get("id", event["response"]["id"])
            self.last = event["response"]
            return
        at = event.get("output_index")
        if kind == "response.output_item.added":
            assert at not in self.items
            self.items[at] = event["item"]
        elif kind == "response.output_item.done":
            assert self.items[at]["id"] == event["item"]["id"]
            self.items[at] = event["item"]
            assert not self._parts
            self._same((at,), event["item"])
        elif kind.endswith("_part.added"):
            self._parts.add(self._where(event))
        elif kind.endswith("_part.done"):
            self._parts.remove(self._where(event))
            self._same(self._where(event), event["part"])
        elif kind.endswith(".annotation.added"):
            assert self._where(event) in self._parts
            self.annotations.setdefault(self._where(event), []).append(event["annotation"])
        elif kind.endswith(".delta"):
            assert at in self.items
            key = (*self._where(event), kind.removesuffix(".delta"))
            assert key not in self._done
            assert event["delta"]
            self.texts[key] = self.texts.get(key, "") + event["delta"]
        elif kind.endswith(".done"):
            key = (*self._where(event), kind.removesuffix(".done"))
            assert key not in self._done
            self._done.add(key)
            (whole,) = (
                value
                for name, value in event.items()
                if name in ("text", "refusal", "arguments", "input", "code")
            )
            assert self.texts.get(key, "") == whole

    def text(self, *key: Any) -> str:
        """Give what the deltas of a text say together."""
        return self.texts.get(key, "")

    def _where(self, event: Mapping[str, Any]) -> tuple[Any, ...]:
        assert event["item_id"] == self.items[event["output_index"]]["id"]
        names = ("output_index", "summary_index", "content_index")
        return tuple(
            f"{name}={event[name]}" if name != "output_index" else event[name]
            for name in names
            if name in event
        )

    def _same(self, where: tuple[Any, ...], value: Mapping[str, Any]) -> None:
        """Check that what is told at the end is what the deltas said."""
        parts = (
            [
                ((*where, f"{within}_index={index}"), part)
                for within in ("summary", "content")
                for index, part in enumerate(value.get(within) or ())
            ]
            if len(where) == 1
            else [(where, value)]
        )
        for place, part in parts:
            event, name = _PARTS[part["type"]]
            assert self.text(*place, event) == part[name]
        if value["type"] in _ITEMS:
            event, name = _ITEMS[value["type"]]
            assert self.text(*where, event) == value[name]
