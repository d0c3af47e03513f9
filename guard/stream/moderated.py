"""A stream with the moderation that its request asked for: on a chunk of its own, or in the last response."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from guard.screen import Screening
from guard.stream.around import Around
from guard.stream.step import EventStream
from guard.types import Verdict
from guard.wire import inline, sse
from guard.wire.sse import ServerEvent

_ENVELOPE = ("id", "object", "created", "model")
_LAST = ("response.completed", "response.incomplete")


class Moderated(Around):
    """Adds the moderation to the end of another stream, of chat completion chunks or of a response.

    Args:
        stream: the stream.
        before: what was decided about the prompt.
        model: what is given as the model: the policy's name and version.
    """

    def __init__(self, stream: EventStream, before: Verdict, model: str) -> None:
        super().__init__(stream)
        self._before = before
        self._model = model
        self._after: list[Verdict] = []
        self._envelope: dict[str, Any] = {}

    def _screened(self, screening: Screening) -> None:
        self._after.append(screening.verdict)

    def _events(self, event: ServerEvent) -> Iterator[ServerEvent]:
        """Give an event with what goes before it or into it."""
        if event.data == sse.DONE:
            if self._envelope:
                moderation = inline.of_chat(self._before, self._after, self._model)
                yield _written(event, {**self._envelope, "choices": [], inline.NAME: moderation})
            yield event
            return
        body = json.loads(event.data)
        # After an error there is nothing that was moderated.
        self._envelope = {name: body[name] for name in _ENVELOPE if name in body} if "choices" in body else {}
        if body.get("type") in _LAST:
            moderation = inline.of_response(self._before, self._after, self._model)
            yield _written(event, {**body, "response": {**body["response"], inline.NAME: moderation}})
        else:
            yield event


def _written(event: ServerEvent, body: dict[str, Any]) -> ServerEvent:
    return replace(event, data=json.dumps(body, ensure_ascii=False))
