"""Routes that a policy has passed on unscreened: nobody looks at what they carry, in either direction.

    read as it comes → send on → answer as it comes

Nothing of it is kept, so that it leaves no record; which routes pass is in the record of the policy.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

from guard.asgi import ClientGone, Message, Receive, Send, pieces, send_answer, until_gone
from guard.errors import UpstreamError, UpstreamTimeout, WireError
from guard.exchange import Answer
from guard.forward import Headers, Reply, Request, Upstream
from guard.metrics import Counts
from guard.telemetry import Event, Label, event
from guard.wire import refusal
from guard.wire.table import Route, find

_JSON: Headers = (("content-type", "application/json"),)
_NO_BODY = (204, 304)
_TAKEN_S = 120
"""Seconds a provider has to take a piece of a request."""


class Passing:
    """Passes on the requests of some routes, and their replies.

    Args:
        passes: the routes, each as ``GET /v1/files/{}``.
        version: the policy that has them passed, as headers show it.
        upstream: the provider.
        counts: where they are counted.
        limit: bytes a request may have.
        taken_s: seconds the provider has to take a piece of a request.
    """

    def __init__(
        self,
        passes: Iterable[str],
        version: str,
        upstream: Upstream,
        counts: Counts,
        limit: int,
        *,
        taken_s: float = _TAKEN_S,
    ) -> None:
        named = (each.split(" ") for each in passes)
        self._routes = tuple(Route("passed", method, path) for method, path in named)
        self._headers = (("x-guard-action", "pass"), ("x-guard-policy", version))
        self._upstream = upstream
        self._counts = counts
        self._limit = limit
        self._taken_s = taken_s

    def find(self, method: str, path: str) -> Route | None:
        """Give the route by which a request passes, None if it does not; what is screened never does."""
        there = path.rstrip("/")
        passed = next((route for route in self._routes if route.matches(method, there)), None)
        return None if passed is None or find(method, path) is not None else passed

    async def pass_on(
        self, route: Route, request: Request, receive: Receive, send: Send, *, length: str = ""
    ) -> None:
        """Pass a request on and answer it.

        Args:
            route: the route by which it passes.
            request: the request without its body.
            receive: gives the body.
            send: takes the answer.
            length: the length that the caller gives the body, if any.

        Raises:
            WireError: if the body is too long (413).
            ClientGone: if the caller hangs up before the request is whole.
        """
        body = pieces(receive, self._limit, length)
        # A request that has no body is not sent on with an empty one.
        first = await anext((piece async for piece in body if piece), b"")
        upload = _Upload(first, body, self._taken_s)
        if first:
            sized = (("content-length", length),) if length else ()
            request = replace(request, headers=(*request.headers, *sized), upload=upload)
        else:
            upload.ended.set()

        async def after() -> Message:
            # Until then whoever sends the body on sees that the caller is gone.
            await upload.ended.wait()
            return await receive()

        if not await until_gone(self._exchange(route, request, upload, send), after):
            event(Event.CLIENT_GONE)

    async def _exchange(self, route: Route, request: Request, upload: "_Upload", send: Send) -> None:
        self._counts.pass_on(route.method, route.path)
        begun = False
        try:
            async with upload.patience, self._upstream.send(request) as reply:
                begun = True
                await self._answer(reply, send)
                _log(route, reply.status)
        except (UpstreamError, TimeoutError) as failed:
            # What broke off the request is told, not that the provider did not get all of it.
            if isinstance(upload.broken, ClientGone) or (upload.broken is not None and not begun):
                raise upload.broken from None
            self._counts.upstream_failed()
            event(Event.UPSTREAM_FAILED)
            if begun:  # the connection is closed in the middle of the answer: it cannot be taken for whole
                return
            late = isinstance(failed, UpstreamTimeout | TimeoutError)
            status = 504 if late else 502
            message = "the provider did not answer in time" if late else "the provider could not be reached"
            body = refusal.error(status, message, code="upstream_unavailable")
            await send_answer(send, Answer(status, (*_JSON, *self._headers), body))
            _log(route, status)

    async def _answer(self, reply: Reply, send: Send) -> None:
        headers = [*reply.headers, *self._headers]
        if reply.length is not None and reply.status not in _NO_BODY:
            headers.append(("content-length", str(reply.length)))
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        async for piece in reply.body:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


class _Upload:
    """A request body that is sent on as it comes.

    Args:
        first: its first piece.
        rest: what comes after it.
        taken_s: seconds in which a piece has to be taken.
    """

    def __init__(self, first: bytes, rest: AsyncIterator[bytes], taken_s: float) -> None:
        self.ended = asyncio.Event()
        self.broken: WireError | ClientGone | None = None
        self.patience = asyncio.timeout(None)
        self._first = first
        self._rest = rest
        self._taken_s = taken_s
        self._begun = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        # A client that begins again after a lost connection would send what is left for the whole.
        if self._begun:
            raise UpstreamError("the provider broke off, and a request that was sent as it came is gone")
        self._begun = True
        return self._pieces()

    async def _pieces(self) -> AsyncIterator[bytes]:
        now = asyncio.get_running_loop().time
        piece: bytes | None = self._first
        try:
            while piece is not None:
                # A provider that takes nothing would hold the caller for ever.
                self.patience.reschedule(now() + self._taken_s)
                yield piece
                self.patience.reschedule(None)
                piece = await anext(self._rest, None)
        except (WireError, ClientGone) as broken:
            self.broken = broken
            raise
        finally:
            self.ended.set()


def _log(route: Route, status: int) -> None:
    event(Event.PASSED, method=Label(route.method), route=Label(route.path), status=status)
