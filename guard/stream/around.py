"""A stream around another one: its events leave with something added, and nothing else changes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace

from guard.screen import Screening
from guard.stream.step import EventStream, Step
from guard.wire.sse import ServerEvent


class Around(ABC):
    """Passes on what another stream gives; a subclass says what becomes of its events.

    Args:
        stream: the stream.
    """

    def __init__(self, stream: EventStream) -> None:
        self._stream = stream

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
        yield from self._passed(self._stream.feed(event))

    def close(self) -> Iterator[Step]:
        """Give what is still held, and the end of the stream."""
        yield from self._passed(self._stream.close())

    def flush(self) -> Iterator[Step]:
        """Give what is still held; the stream stays open."""
        yield from self._passed(self._stream.flush())

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        return self._stream.stop(error)

    @abstractmethod
    def _screened(self, screening: Screening) -> None:
        """Take note of a screening in which something was found, or a detector did not run."""

    @abstractmethod
    def _events(self, event: ServerEvent) -> Iterable[ServerEvent]:
        """Give what leaves in the place of an event."""

    def _passed(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            screening = step.screening
            if screening is not None and (screening.verdict.decisions or screening.verdict.not_run):
                self._screened(screening)
            yield replace(step, events=tuple(each for event in step.events for each in self._events(event)))
