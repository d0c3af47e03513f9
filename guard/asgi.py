"""What the sidecar and the middleware share of ASGI. https://asgi.readthedocs.io/en/latest/specs/www.html."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from guard.errors import WireError
from guard.exchange import Answer
from guard.forward import Headers

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SHORT_S = 0.02
"""Seconds after which it is watched whether the caller is still there."""
_LENGTH = ("content-length", "transfer-encoding", "connection")


class ClientGone(Exception):  # noqa: N818  # not an error: the caller hung up
    """The caller closed the connection before its request was whole."""


def headers(scope: Scope) -> Headers:
    """Give a request's headers, names in lower case."""
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
    )


def peer(scope: Scope) -> str:
    """Give the address that a request came from, empty where there is none."""
    client = scope.get("client")
    return "" if client is None else str(client[0])


async def read_body(receive: Receive, limit: int, declared: str = "") -> bytes:
    """Read a whole request body.

    Raises:
        WireError: if it is longer than ``limit`` bytes (413).
        ClientGone: if the caller hangs up.
    """
    return b"".join([piece async for piece in pieces(receive, limit, declared)])


async def pieces(receive: Receive, limit: int, declared: str = "") -> AsyncIterator[bytes]:
    """Give a request body piece by piece as it comes.

    Raises:
        WireError: if it is longer than ``limit`` bytes (413).
        ClientGone: if the caller hangs up.
    """
    if declared.isdigit() and int(declared) > limit:
        raise _too_long(limit)
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise _too_long(limit)
        yield piece
        if not message.get("more_body", False):
            return


def _too_long(limit: int) -> WireError:
    return WireError(f"body is longer than {limit} bytes", status=413, code="request_too_large")


async def send_answer(send: Send, answer: Answer) -> None:
    """Send an answer; a streamed one piece by piece as it is released."""
    kept = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers
        if name not in _LENGTH
    ]
    if isinstance(answer.body, bytes):
        kept.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": kept})
        await send({"type": "http.response.body", "body": answer.body})
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": kept})
    async for piece in answer.body:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def until_gone(work: Coroutine[Any, Any, None], receive: Receive) -> bool:
    """Do some work until it is done or the caller hangs up; then cancel it and give False.

    Whatever the work raises is raised here.
    """
    watch = _Watch(receive)
    try:
        await work
    except asyncio.CancelledError:
        if not watch.cancelled():
            raise
        return False
    finally:
        await watch.end()
    return True


class _Watch:
    """Cancels the running task when the caller hangs up. A short exchange is over before anybody looks.

    Args:
        receive: tells of the caller.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task = asyncio.current_task()
        self._gone = False
        self._look: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_SHORT_S, self._begin)

    def cancelled(self) -> bool:
        """Tell whether this is what cancelled the task, and nothing else; then the task may go on."""
        return self._gone and self._task is not None and self._task.uncancel() == 0

    async def end(self) -> None:
        """Stop looking."""
        self._task = None
        self._timer.cancel()
        if self._look is not None:
            self._look.cancel()
            await asyncio.gather(self._look, return_exceptions=True)

    def _begin(self) -> None:
        self._look = asyncio.ensure_future(_disconnected(self._receive))
        self._look.add_done_callback(self._seen)

    def _seen(self, look: "asyncio.Task[None]") -> None:
        # A connection that cannot be read any more is gone as well.
        if not look.cancelled() and self._task is not None:
            self._gone = True
            self._task.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
