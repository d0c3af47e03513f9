"""Server-sent events: bytes to events and back. https://html.spec.whatwg.org/multipage/server-sent-events.html."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from guard.errors import WireError

MAX_EVENT = 8 << 20
"""Bytes of one event; a provider that sends more without a break is cut off."""
DONE = "[DONE]"
"""What ends a stream of OpenAI's."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event: its data, and its name where the API gives events names."""

    data: str = field(repr=False)
    name: str = ""


_BREAK = re.compile(rb"(?:\r\n|\n|\r(?!\n)){2}")
_LONGEST_BREAK = 3  # all but one byte of CR LF CR LF
_LINE = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[a-z_.]{1,64}")


class EventReader:
    """Turns bytes, cut anywhere, into the data of events; comments and other fields are left out."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []  # of the event that is not whole yet
        self._size = 0
        self._tail = b""  # the end of the last piece, where a blank line may begin
        self._held = b""  # a CR whose LF may still come
        self._first = True

    def feed(self, data: bytes) -> Iterator[ServerEvent]:
        """Take some bytes and give every event they complete, those before a bad one too.

        Raises:
            WireError: if an event is too long or not UTF-8.
        """
        data, self._held = self._held + data, b""
        if data.endswith(b"\r"):
            data, self._held = data[:-1], b"\r"
        seen = self._tail + data
        self._hold(data)
        if _BREAK.search(seen):
            *whole, rest = _BREAK.split(b"".join(self._pieces))
            self._pieces, self._size, self._tail = [], 0, b""
            self._hold(rest)
            for event in whole:
                yield from self._event(event)
        if self._size > MAX_EVENT:
            raise _too_long()

    def close(self) -> list[ServerEvent]:
        """Give a last event that no blank line ended.

        Raises:
            WireError: if it is not UTF-8.
        """
        rest = b"".join((*self._pieces, self._held))
        self._pieces, self._size, self._tail, self._held = [], 0, b"", b""
        return [read for event in _BREAK.split(rest) for read in self._event(event)]

    def _hold(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        self._tail = (self._tail + piece)[-_LONGEST_BREAK:]

    def _event(self, event: bytes) -> Iterator[ServerEvent]:
        if len(event) > MAX_EVENT:
            raise _too_long()
        first, self._first = self._first, False
        read = _read(event.removeprefix(b"\xef\xbb\xbf") if first else event)
        if read is not None:
            yield read


def _too_long() -> WireError:
    return WireError(f"an event is longer than {MAX_EVENT} bytes")


def _read(event: bytes) -> ServerEvent | None:
    try:
        lines = _LINE.split(event.decode("utf-8"))
    except UnicodeDecodeError:
        raise WireError("an event is not valid UTF-8") from None
    values = [line[5:].removeprefix(" ") for line in lines if line.startswith("data:")]
    names = [line[6:].removeprefix(" ") for line in lines if line.startswith("event:")]
    # A name is not screened: one that could be a text counts as none.
    name = names[-1] if names and _NAME.fullmatch(names[-1]) else ""
    return ServerEvent("\n".join(values), name) if values else None


def encode(event: ServerEvent) -> bytes:
    """Write one event."""
    named = f"event: {event.name}\n" if event.name else ""
    return (named + "".join(f"data: {line}\n" for line in _LINE.split(event.data))).encode() + b"\n"
