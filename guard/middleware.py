"""GuardMiddleware: the same data path inside an ASGI application.

Requests with a body, and all that are POST, PUT or PATCH, are screened before the application sees
them, and its replies to them before they leave. Known model routes are read by their tables, every
other JSON body field by field; a body that is neither JSON nor text is a finding ``NOT_SCANNABLE``.
Requests without a body (pages, scripts, pictures) and their replies pass; websockets, which nobody
reads, are refused unless their path is excluded.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from guard.asgi import (
    App,
    ClientGone,
    Message,
    Receive,
    Scope,
    Send,
    headers,
    read_body,
    send_answer,
    until_gone,
)
from guard.errors import WireError
from guard.exchange import Answer
from guard.forward import Headers, Reply, Request
from guard.place import open_service
from guard.telemetry import Event, event
from guard.wire import jsontext, refusal
from guard.wire.table import ANY_JSON, Route, find_within

_WITH_BODY = ("POST", "PUT", "PATCH")
_BODY_HEADERS = ("content-length", "transfer-encoding")
_QUEUE = 8


class GuardMiddleware:
    """Screens what goes into an ASGI application and what comes out of it.

    Args:
        app: the application.
        policy: the name of a shipped pack or a path.
        folder: where the ring, the tenant's key and the audit store are; ``audit keys new`` makes one.
        tenant: the tenant's id.
        exclude: paths that are left alone, with everything below them.
        recognisers: further Presidio recognisers (objects) or recogniser files (paths).
        max_body: bytes a request may have.

    Raises:
        PolicyError: if the policy must not load.
        ConfigError: if the policy records and there is no ring to seal records to.
    """

    def __init__(
        self,
        app: App,
        *,
        policy: str | Path = "default",
        folder: str | Path = ".guard",
        tenant: str = "default",
        exclude: Collection[str] = (),
        recognisers: Iterable[Any] = (),
        max_body: int = 8 << 20,
    ) -> None:
        self._app = app
        self._service = open_service(policy, Path(folder), tenant=tenant, recognisers=recognisers)
        self._exclude = tuple(path.rstrip("/") or "/" for path in exclude)
        self._max_body = max_body
        self._running: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection event of the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._closing(send))
        elif self._excluded(scope["path"]):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "not screened"})
        elif scope["method"] in _WITH_BODY or any(name in _BODY_HEADERS for name, _ in headers(scope)):
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _excluded(self, path: str) -> bool:
        plain = not {".", ".."} & set(path.split("/"))
        return plain and any(
            path == each or path.startswith(f"{each.rstrip('/')}/") for each in self._exclude
        )

    def _closing(self, send: Send) -> Send:
        async def closing(message: Message) -> None:
            if message["type"].startswith("lifespan.shutdown"):
                self._service.close()
            await send(message)

        return closing

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = headers(scope)
        length = next((value for name, value in sent if name == "content-length"), "")
        try:
            body = await read_body(receive, self._max_body, length)
        except WireError as bad:
            error = refusal.error(bad.status, bad.message, code=bad.code)
            await send_answer(send, Answer(bad.status, (("content-type", "application/json"),), error))
        except ClientGone:
            event(Event.CLIENT_GONE)
        else:
            query = scope.get("query_string", b"").decode("latin-1")
            request = Request(scope["method"], scope["path"], query, sent, body)
            if not await until_gone(self._exchange(scope, request, send), receive):
                event(Event.CLIENT_GONE)

    async def _exchange(self, scope: Scope, request: Request, send: Send) -> None:
        route = find_within(request.method, request.path)
        if not _fits(route, request.body):
            # An endpoint of the application's own that only looks like a provider's: what it takes is its business.
            route = ANY_JSON
        async with self._service.exchange(
            route, request, AppUpstream(self._app, scope, self._running)
        ) as answer:
            await send_answer(send, answer)


def _fits(route: Route, body: bytes) -> bool:
    """Tell whether a body can be that of a route."""
    try:
        route.validate(jsontext.load(body) if route is not ANY_JSON else {})
    except WireError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class AppUpstream:
    """An ASGI application as the place where requests go.

    Args:
        app: the application.
        scope: the scope of the request that is being answered.
        running: where runs of the application are kept until they end.
    """

    app: App
    scope: Scope
    running: set["asyncio.Future[None]"]

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Reply]:
        """Run the application on the screened request."""
        messages: asyncio.Queue[Message | None] = asyncio.Queue(_QUEUE)
        task = asyncio.ensure_future(self._run(request, messages))
        self.running.add(task)  # the loop itself keeps no strong reference
        task.add_done_callback(self.running.discard)
        replied = asyncio.Event()
        try:
            start = await _next(messages, task)
            yield Reply(start["status"], _decoded(start.get("headers", ())), _pieces(messages, task, replied))
        finally:
            if replied.is_set():
                # What the application does after its reply is its own, even when the caller is gone.
                await asyncio.shield(task)
            else:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """Do nothing: the application is not ours to close."""

    async def _run(self, request: Request, messages: "asyncio.Queue[Message | None]") -> None:
        body_sent = False

        async def receive() -> Message:
            nonlocal body_sent
            if body_sent:
                await asyncio.Event().wait()  # until this task is cancelled: the caller is watched elsewhere
            body_sent = True
            return {"type": "http.request", "body": request.body, "more_body": False}

        try:
            await self.app(self._scope(request), receive, messages.put)
        finally:
            await messages.put(None)

    def _scope(self, request: Request) -> Scope:
        # What is screened must be readable, and the body may have another length now.
        unfit = (b"content-length", b"accept-encoding", b"transfer-encoding")
        kept = [(name, value) for name, value in self.scope["headers"] if name.lower() not in unfit]
        return {**self.scope, "headers": [*kept, (b"content-length", str(len(request.body)).encode())]}


def _decoded(sent: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in sent)


async def _next(messages: "asyncio.Queue[Message | None]", task: "asyncio.Future[None]") -> Message:
    """Give the next message of an application.

    Raises:
        Exception: whatever the application raised before it.
        RuntimeError: if it ended without a message.
    """
    message = await messages.get()
    if message is None:
        await task
        raise RuntimeError("the application ended without a reply")
    return message


async def _pieces(
    messages: "asyncio.Queue[Message | None]", task: "asyncio.Future[None]", replied: asyncio.Event
) -> AsyncIterator[bytes]:
    while not replied.is_set():
        message = await _next(messages, task)
        if message["type"] == "http.response.body":
            if not message.get("more_body", False):
                replied.set()
            yield message.get("body", b"")


class LocalUpstream:
    """An ASGI application in this process that stands in for a provider.

    Args:
        app: the application.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._running: set[asyncio.Future[None]] = set()

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Reply]:
        """Run the application on a request."""
        if request.upload is not None:
            body = b"".join([piece async for piece in request.upload])
            request = replace(request, body=body, upload=None)
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "path": request.path,
            "query_string": request.query.encode("latin-1"),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers],
        }
        async with AppUpstream(self._app, scope, self._running).send(request) as reply:
            yield reply

    async def close(self) -> None:
        """Do nothing: there is no connection."""
