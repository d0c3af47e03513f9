"""Writes the events of a streamed response, numbered as they leave."""

import json
from collections.abc import Mapping
from typing import Any

from guard.types import readable
from guard.wire.response_events import PART_INDEX, Path, Streamed
from guard.wire.sse import ServerEvent


class Writer:
    """Writes events one after the other."""

    def __init__(self) -> None:
        self._number = 0

    def event(self, kind: str, members: Mapping[str, Any]) -> ServerEvent:
        """Write an event; its number is one more than that of the last."""
        data = {"type": kind, **members, "sequence_number": self._number}
        self._number += 1
        return ServerEvent(readable(json.dumps(data, ensure_ascii=False)), kind)

    def part(self, kind: str, item: str, path: Path, part: Any, **more: Any) -> ServerEvent:
        """Write an event about a part of an item.

        Args:
            kind: the type of the event.
            item: the id of the item.
            path: the place of the part.
            part: the part as it is released.
            more: further members.
        """
        at, within, index = path[1], str(path[2]), path[3]
        members = {"item_id": item, "output_index": at, PART_INDEX[within]: index, "part": part}
        return self.event(kind, {**members, **more})

    def delta(self, each: Streamed, item: str, path: Path, text: str) -> ServerEvent:
        """Write a piece of a text."""
        delta = {each.side: text} if each.side else text
        return self.event(f"{each.event}.delta", {**_where(each, item, path), "delta": delta})

    def whole(self, each: Streamed, item: str, path: Path, text: str) -> ServerEvent:
        """Write that a text is whole."""
        return self.event(f"{each.event}.done", {**_where(each, item, path), each.member: text})

    def failed(self, error: bytes) -> ServerEvent:
        """Write an error body as an event."""
        told = json.loads(error).get("error", {})
        return self.event("error", {name: told.get(name) for name in ("code", "message", "param")})


def _where(each: Streamed, item: str, path: Path) -> dict[str, Any]:
    # Strict clients expect log probabilities beside the text of an answer; those of the provider do not fit.
    more: dict[str, Any] = {"logprobs": []} if each.logprobs else {}
    return {**({"item_id": item} if each.of_item else {}), **each.named(path), **more}
