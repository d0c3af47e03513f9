"""JSON over HTTP to one address, and to no other: the whole of a call has one deadline.

Of the standard library, since less is to be switched off: it follows no redirect, reads no proxy from
the environment and unpacks nothing. Timeouts of HTTP libraries bound each read; a peer that sends one
byte at a time could then hold a call for hours, so here every read knows when the call has to end.
"""

import io
import json
import select
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

_LARGEST = 4 << 20
"""Bytes of a reply."""
_OK = 200
_REJECTED = (400, 413, 422)


class Failed(Exception):  # noqa: N818  # a signal between client and detector
    """No reply, or one that is none: the service is not there."""


class Rejected(Exception):  # noqa: N818  # a signal between client and detector
    """The service is there, and does not take what it was asked."""


class Client:
    """Posts JSON to one URL; safe to share between threads.

    Args:
        url: the address.
        headers: what goes with every call, the key among it.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self._target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._headers = {"content-type": "application/json", "accept": "application/json", **headers}
        self._tls = ssl.create_default_context() if self._secure else None
        self._idle: list[HTTPConnection] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _close, self._idle)

    def ask(self, question: Any, until: float) -> Any:
        """Send a JSON value and give the one that comes back.

        Args:
            question: what is sent.
            until: when the reply has to be whole, on `time.monotonic`'s clock.

        Raises:
            TimeoutError: if it is not.
            Rejected: if the service does not take the question.
            Failed: if there is no reply, or it is none.
        """
        body = json.dumps(question).encode()
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        try:
            if kept is not None and not _quiet(kept):
                kept.close()
                kept = None
            if kept is not None:
                try:
                    return self._exchange(kept, body, until)
                except ConnectionError:
                    pass  # closed by the service while nobody used it; once more on a new one
            return self._exchange(self._connection(), body, until)
        except TimeoutError:
            raise TimeoutError from None
        except (OSError, HTTPException, ValueError, RecursionError):
            raise Failed from None  # what they say may repeat what was received

    def _connection(self) -> HTTPConnection:
        if self._tls is not None:
            return HTTPSConnection(self._host, self._port, context=self._tls)
        return HTTPConnection(self._host, self._port)

    def _exchange(self, connection: HTTPConnection, body: bytes, until: float) -> Any:
        try:
            connection.timeout = _left(until)
            if connection.sock is not None:
                connection.sock.settimeout(_left(until))
            connection.response_class = partial(_Response, until=until)  # type: ignore[assignment]  # called, never asked for its type
            connection.request("POST", self._target, body, self._headers)
            with closing(connection.getresponse()) as response:
                reply = _read(response)
                again = response.isclosed() and not response.will_close
        except BaseException:
            connection.close()
            raise
        if again:
            with self._lock:
                self._idle.append(connection)
        else:
            connection.close()
        return reply


def _read(response: HTTPResponse) -> Any:
    """Read a reply.

    Raises:
        Rejected: if its status says that the question was not taken.
        Failed: if it is no JSON of a bounded size.
    """
    if response.status in _REJECTED:
        raise Rejected
    kind = (response.getheader("content-type") or "").partition(";")[0].strip().lower()
    packed = (response.getheader("content-encoding") or "identity").strip().lower() != "identity"
    if response.status != _OK or kind != "application/json" or packed or (response.length or 0) > _LARGEST:
        raise Failed
    data = response.read(_LARGEST + 1)
    if len(data) > _LARGEST or response.length:
        raise Failed
    return json.loads(data)


class _Response(HTTPResponse):
    """A response that has to be whole by a moment in time."""

    def __init__(self, sock: socket.socket, *args: Any, until: float, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp = io.BufferedReader(_Reader(self.fp.detach(), sock, until))


class _Reader(io.RawIOBase):
    """Reads from a socket until a moment in time."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, until: float) -> None:
        self._raw = raw
        self._sock = sock
        self._until = until

    def readable(self) -> bool:
        """Tell that this is for reading."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has come, or wait for it as long as there is time."""
        self._sock.settimeout(_left(self._until))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Let go of the socket."""
        self._raw.close()
        super().close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _quiet(connection: HTTPConnection) -> bool:
    """Tell whether a connection nobody uses is still open, and nothing was sent on it unasked."""
    if connection.sock is None:
        return False
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return not poll.poll(0)


def _close(idle: list[HTTPConnection]) -> None:
    while idle:
        idle.pop().close()
