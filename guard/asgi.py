"""What the sidecar and the middleware share of ASGI. https://asgi.readthedocs.io/en/latest/specs/www.html."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from guard.errors import WireError
from guard.forward import Headers
from guard.service import Answer

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_LENGTH = ("content-length", "transfer-encoding", "connection")


class ClientGone(Exception):  # noqa: N818  # not an error: the caller hung up
    """The caller closed the connection before its request was whole."""


def headers(scope: Scope) -> Headers:
    """Give a request's headers, names in lower case."""
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
    )


async def read_body(receive: Receive, limit: int, declared: str = "") -> bytes:
    """Read a whole request body.

    Raises:
        WireError: if it is longer than ``limit`` bytes (413).
        ClientGone: if the caller hangs up.
    """
    if declared.isdigit() and int(declared) > limit:
        raise _too_long(limit)
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise _too_long(limit)
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


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
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
            return True
        return False
    finally:
        for each in (task, gone):
            each.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
