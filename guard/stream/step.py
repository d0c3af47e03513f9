"""What a stream adapter takes and gives, whatever the API."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from guard.screen import Screening
from guard.wire.sse import ServerEvent


@dataclass(frozen=True, slots=True)
class Step:
    """Events that may leave once the screening they come from is on record."""

    screening: Screening | None
    events: tuple[ServerEvent, ...] = field(repr=False)


class EventStream(Protocol):
    """One streamed reply of one API: takes the provider's events, gives those that may leave."""

    @property
    def over(self) -> bool:
        """Whether the stream has ended, by itself or by a verdict; whatever comes then is left unread."""

    @property
    def ident(self) -> str:
        """The provider's id of a reply that it keeps; empty while it is not known, or where none is kept."""

    def feed(self, event: ServerEvent) -> Iterator[Step]:
        """Take one event and give what may leave.

        Raises:
            WireError: if it is not an event of this API; nothing of it leaves.
        """

    def close(self) -> Iterator[Step]:
        """Give what is still held once it is screened, and the end of the stream."""

    def flush(self) -> Iterator[Step]:
        """Give what is still held once it is screened, for a stream that broke off; `stop` follows."""

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body of the route's API; what is held never leaves."""
