"""Server-sent events: bytes to events and back. https://html.spec.whatwg.org/multipage/server-sent-events.html."""

import re
from collections.abc import Iterator

from guard.errors import WireError

MAX_EVENT = 1 << 20
"""Bytes of one event; a provider that sends more without a break is cut off."""
DONE = "[DONE]"
"""What ends a stream of OpenAI's."""

_BREAK = re.compile(rb"(?:\r\n|\n|\r(?!\n)){2}")
_LINE = re.compile(r"\r\n|\n|\r")


class EventReader:
    """Turns bytes, cut anywhere, into the data of events; comments and other fields are left out."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[str]:
        """Take some bytes and give the data of every event they complete, those before a bad one too.

        Raises:
            WireError: if an event is too long or not UTF-8.
        """
        *whole, self._rest = _BREAK.split(self._rest + data)
        for event in whole:
            if len(event) > MAX_EVENT:
                raise WireError(f"an event is longer than {MAX_EVENT} bytes")
            text = _data(event)
            if text is not None:
                yield text
        if len(self._rest) > MAX_EVENT:
            raise WireError(f"an event is longer than {MAX_EVENT} bytes")

    def close(self) -> list[str]:
        """Give the data of a last event that no blank line ended.

        Raises:
            WireError: if it is not UTF-8.
        """
        rest, self._rest = self._rest, b""
        text = _data(rest)
        return [] if text is None else [text]


def _data(event: bytes) -> str | None:
    try:
        lines = _LINE.split(event.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError:
        raise WireError("an event is not valid UTF-8") from None
    values = [line[5:].removeprefix(" ") for line in lines if line.startswith("data:")]
    return "\n".join(values) if values else None


def encode(data: str) -> bytes:
    """Write one event."""
    return "".join(f"data: {line}\n" for line in _LINE.split(data)).encode() + b"\n"
