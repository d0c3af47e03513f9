"""Replies of Anthropic's Messages API as the events of their stream, and such events as a reply again."""

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from guard.wire.sse import ServerEvent

_STREAMED = {
    "text": ("text", "text"),
    "thinking": ("thinking", "thinking"),
    "input": ("input_json", "partial_json"),
}


def reply(*content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a reply of these blocks."""
    return {
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "model": "test-model",
        "content": list(content),
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 5, "output_tokens": 7},
        **more,
    }


def text(value: str, **more: Any) -> dict[str, Any]:
    """Give a block of text."""
    return {"type": "text", "text": value, **more}


def thinking(value: str, signature: str = "sig_01") -> dict[str, Any]:
    """Give a block of thinking."""
    return {"type": "thinking", "thinking": value, "signature": signature}


def tool_use(**given: Any) -> dict[str, Any]:
    """Give a call of a tool."""
    return {"type": "tool_use", "id": "toolu_01", "name": "send_mail", "input": given}


def event(kind: str, **members: Any) -> ServerEvent:
    """Give one event."""
    return ServerEvent(json.dumps({"type": kind, **members}), kind)


def opening(message: dict[str, Any]) -> ServerEvent:
    """Give the event that a reply begins with."""
    usage = {**message["usage"], "output_tokens": 1}
    return event(
        "message_start",
        message={**message, "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage},
    )


def ending(message: dict[str, Any]) -> tuple[ServerEvent, ServerEvent]:
    """Give the events that a reply ends with."""
    delta = {name: message[name] for name in ("stop_reason", "stop_sequence")}
    usage = {"output_tokens": message["usage"]["output_tokens"]}
    return event("message_delta", delta=delta, usage=usage), event("message_stop")


def events(message: dict[str, Any], cuts: Sequence[int] = ()) -> Iterator[ServerEvent]:
    """Yield the events of a reply, its streamed texts cut at these places."""
    yield opening(message)
    for index, block in enumerate(message["content"]):
        yield from block_events(index, block, cuts)
    yield from ending(message)


def block_events(index: int, block: dict[str, Any], cuts: Sequence[int] = ()) -> Iterator[ServerEvent]:
    """Yield the events of one block."""
    streamed = [name for name in _STREAMED if name in block]
    empty: dict[str, Any] = {"text": "", "thinking": "", "input": {}, "signature": "", "citations": []}
    shown = {name: empty.get(name, value) for name, value in block.items()}
    yield event("content_block_start", index=index, content_block=shown)
    deltas: list[dict[str, Any]] = []
    for name in streamed:
        kind, called = _STREAMED[name]
        whole = json.dumps(block[name]) if name == "input" else block[name]
        deltas += [{"type": f"{kind}_delta", called: piece} for piece in pieces(whole, cuts)]
    deltas += [{"type": "citations_delta", "citation": each} for each in block.get("citations") or ()]
    if "signature" in block:
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
    for delta in deltas:
        yield event("content_block_delta", index=index, delta=delta)
    yield event("content_block_stop", index=index)


def pieces(whole: str, cuts: Sequence[int]) -> list[str]:
    """Cut a text at some places."""
    edges = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    return [whole[low:high] for low, high in itertools.pairwise(edges)]


class Client:
    """A strict client: it takes events in the order that Anthropic describes, and no other."""

    def __init__(self) -> None:
        self.message: dict[str, Any] = {}
        self._spelled: dict[int, str] = {}
        self._open = False
        self._over = False

    def take(self, received: ServerEvent) -> None:
        """Take one event."""
        body = json.loads(received.data)
        assert received.name == body["type"]
        assert not self._over, "an event after the end"
        getattr(self, f"_{body['type']}")(body)

    def given(self) -> dict[str, Any]:
        """Give what came; of a call that was cut off, nothing is taken."""
        content = self.message.get("content", [])
        for index, spelled in self._spelled.items():
            last = index == len(content) - 1
            cut_off = last and self.message.get("stop_reason") in (None, "refusal")
            content[index]["input"] = {} if cut_off else json.loads(spelled or "{}")
        return self.message

    def _ping(self, _body: dict[str, Any]) -> None:
        pass

    def _error(self, body: dict[str, Any]) -> None:
        self.message["error"] = body["error"]
        self._over = True

    def _message_start(self, body: dict[str, Any]) -> None:
        assert not self.message
        self.message = body["message"]
        assert self.message["content"] == []

    def _content_block_start(self, body: dict[str, Any]) -> None:
        assert not self._open
        assert body["index"] == len(self.message["content"])
        self.message["content"].append(body["content_block"])
        self._open = True

    def _content_block_delta(self, body: dict[str, Any]) -> None:
        assert self._open
        assert body["index"] == len(self.message["content"]) - 1
        block, delta = self.message["content"][-1], body["delta"]
        kind = delta["type"]
        if kind in ("text_delta", "thinking_delta"):
            name = kind.removesuffix("_delta")
            block[name] += delta[name]
        elif kind == "input_json_delta":
            self._spelled[body["index"]] = self._spelled.get(body["index"], "") + delta["partial_json"]
        elif kind == "citations_delta":
            block["citations"].append(delta["citation"])
        elif kind == "signature_delta":
            block["signature"] = delta["signature"]
        else:
            assert kind == "compaction_delta"
            block.update({name: value for name, value in delta.items() if name != "type"})

    def _content_block_stop(self, body: dict[str, Any]) -> None:
        assert self._open
        assert body["index"] == len(self.message["content"]) - 1
        self._open = False

    def _message_delta(self, body: dict[str, Any]) -> None:
        assert not self._open
        self.message.update(body["delta"])
        self.message["usage"].update(body["usage"])

    def _message_stop(self, _body: dict[str, Any]) -> None:
        assert self.message["stop_reason"] is not None
        self._over = True


def read(received: Iterable[ServerEvent]) -> dict[str, Any]:
    """Put the events of a stream together; one that breaks off has no ``stop_reason``."""
    client = Client()
    for each in received:
        client.take(each)
    return client.given()
