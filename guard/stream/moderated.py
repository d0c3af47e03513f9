"""A stream with the moderation that its request asked for: on a chunk of its own, or in the last response."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from guard.stream.step import EventStream, Step
from guard.types import Verdict
from guard.wire import inline, sse
from guard.wire.sse import ServerEvent

_ENVELOPE = ("id", "object", "created", "model")
_LAST = ("response.completed", "response.incomplete")


class Moderated:
    """Adds the moderation to the end of another stream, of chat completion chunks or of a response.

    Args:
        stream: the stream.
        before: what was decided about the prompt.
        model: what is given as the model: the policy's name and version.
    """

    def __init__(self, stream: EventStream, before: Verdict, model: str) -> None:
        self._stream = stream
        self._before = before
        self._model = model
        self._after: list[Verdict] = []
        self._envelope: dict[str, Any] = {}

    @property
    def over(self) -> bool:
        """Whether the stream has ended."""
        return self._stream.over

    @property
    def ident(self) -> str:
        """The provider's id of the reply, as the stream knows it."""
        return self._stream.ident

    def feed(self, event: ServerEvent) -> Iterator[Step]:
        """Take one event and give what may leave.

        Raises:
            WireError: if it is not an event of this API; nothing of it leaves.
        """
        yield from self._moderated(self._stream.feed(event))

    def close(self) -> Iterator[Step]:
        """Give what is still held, and the end of the stream."""
        yield from self._moderated(self._stream.close())

    def flush(self) -> Iterator[Step]:
        """Give what is still held; the stream stays open."""
        yield from self._moderated(self._stream.flush())

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        return self._stream.stop(error)

    def _moderated(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            if step.screening is not None and (
                step.screening.verdict.decisions or step.screening.verdict.not_run
            ):
                self._after.append(step.screening.verdict)
            yield replace(step, events=tuple(each for event in step.events for each in self._events(event)))

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
