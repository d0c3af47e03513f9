"""A stream of completion chunks with Azure's annotations in it: on chunks that are there anyway, never on more."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guard.stream.step import EventStream, Step
from guard.types import Text, Verdict
from guard.wire import annotations, sse
from guard.wire.sse import ServerEvent


class Annotated:
    """Adds what was found to the chunks of another stream, and changes nothing else.

    Args:
        stream: the stream.
        before: what was decided about the prompt: it goes into the first chunk.
    """

    def __init__(self, stream: EventStream, before: Verdict) -> None:
        self._stream = stream
        self._before: Verdict | None = before
        self._found: list[tuple[Verdict, Sequence[Text]]] = []

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
        yield from self._annotated(self._stream.feed(event))

    def close(self) -> Iterator[Step]:
        """Give what is still held, and the end of the stream."""
        yield from self._annotated(self._stream.close())

    def flush(self) -> Iterator[Step]:
        """Give what is still held; the stream stays open."""
        yield from self._annotated(self._stream.flush())

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        return self._stream.stop(error)

    def _annotated(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            if step.screening is not None and (
                step.screening.verdict.decisions or step.screening.verdict.not_run
            ):
                self._found.append((step.screening.verdict, step.screening.originals))
            yield replace(step, events=tuple(self._event(event) for event in step.events))

    def _event(self, event: ServerEvent) -> ServerEvent:
        chunk = json.loads(event.data) if event.data != sse.DONE else {}
        if "choices" not in chunk:
            return event
        if self._before is not None:
            chunk["prompt_filter_results"] = annotations.of_prompt(self._before)
            self._before = None
        for choice in chunk["choices"]:
            if choice["finish_reason"] is not None:
                choice["content_filter_results"] = annotations.of_choice(self._found, choice["index"])
        return replace(event, data=json.dumps(chunk, ensure_ascii=False))
