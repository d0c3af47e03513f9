"""The sidecar: an ASGI application in front of a provider. Routes nobody described are refused."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from guard.asgi import (
    App,
    ClientGone,
    Message,
    Receive,
    Scope,
    Send,
    headers,
    peer,
    read_body,
    send_answer,
    until_gone,
)
from guard.errors import WireError
from guard.exchange import Answer
from guard.forward import OURS, Headers, Request, inert
from guard.metrics import Metrics
from guard.telemetry import Event, Label, event
from guard.tenancy.callers import Callers
from guard.tenancy.credentials import KEY
from guard.tenancy.roster import Caller, outgoing
from guard.tenancy.turnstile import TooMany
from guard.wire import anthropic, jsontext, refusal
from guard.wire.table import Route, find

_JSON: Headers = (("content-type", "application/json"),)
_TEXT: Headers = (("content-type", "text/plain; charset=utf-8"),)
_METRICS: Headers = (("content-type", "text/plain; version=0.0.4; charset=utf-8"),)
_CREDENTIALS = ("authorization", "api-key", "x-api-key")
# What a provider needs of a request; any other header may hold anybody's text.
_FORWARDED = (
    *_CREDENTIALS,
    "accept",
    "anthropic-beta",
    "anthropic-user-profile-id",
    "anthropic-version",
    "anthropic-workspace-id",
    "content-type",
    "idempotency-key",
    "openai-beta",
    "openai-organization",
    "openai-project",
    "traceparent",
    "user-agent",
    "x-request-id",
)


_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,128}(?:\[\])?")
_VALUE = re.compile(r"[A-Za-z0-9_.:-]{0,128}")


@dataclass(frozen=True, slots=True)
class Gate:
    """What the sidecar asks of a caller.

    Args:
        key_needed: whether a request must carry a provider key.
        forwarded: names of further headers that are passed on.
    """

    key_needed: bool = True
    forwarded: tuple[str, ...] = ()


class House(Protocol):
    """All tenants that are served: `guard.tenancy.tenants.Tenants`."""

    @property
    def callers(self) -> Callers:
        """Who may call."""

    @property
    def metrics(self) -> Metrics:
        """Where everything is counted."""

    @property
    def ready(self) -> bool:
        """Whether what is flagged can be recorded."""

    def told(self) -> tuple[str, ...]:
        """Say what is in force, and what could not come into force."""

    def start(self) -> None:
        """Open what flagged exchanges need, and begin to look at files."""

    async def close(self) -> None:
        """Write what is queued and stop."""


class Sidecar:
    """Screens what passes between callers and their providers.

    Args:
        house: the tenants.
        api: the application that answers under ``/guard/``.
        gate: what is asked of callers.
        dropins: further paths that ``api`` answers, and asks for keys itself; one with a slash at its end
            stands for all that begin with it.
    """

    def __init__(self, house: House, api: App, gate: Gate = Gate(), *, dropins: Iterable[str] = ()) -> None:
        self._house = house
        self._callers = house.callers
        self._api = api
        self._gate = gate
        self._dropins = frozenset(dropins)
        self._prefixes = tuple(each for each in self._dropins if each.endswith("/"))
        self._forwarded = frozenset((*_FORWARDED, *gate.forwarded))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection event of the server."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._house.start()
                event(Event.STARTED)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._house.close()
                event(Event.STOPPED)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._answered(scope, receive, sent)
        except Exception as bug:  # noqa: BLE001  # the server would write into its log what a bug says of a text
            event(Event.FAILED, kind=Label(type(bug).__name__))
            if not begun:
                await send_answer(send, Answer(503, _JSON, refusal.outage(_errors(scope))))

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = self._own(scope["path"])
        if scope["path"] == "/metrics":
            # Of many tenants they are long, and files are looked at for them.
            own = Answer(200, _METRICS, await asyncio.to_thread(self._house.metrics.text))
        if own is not None:
            await send_answer(send, own)
            return
        try:
            if scope["path"].startswith("/guard/"):
                await self._api(scope, await self._checked(scope, receive), send)
                return
            if scope["path"] in self._dropins or scope["path"].startswith(self._prefixes):
                await self._api(scope, receive, send)
                return
            sent = headers(scope)
            caller = await self._sender(scope, sent)
            await self._within(caller, sent, scope, receive, send)
        except WireError as bad:
            event(Event.REFUSED, status=bad.status)
            body = _errors(scope)(bad.status, bad.message, code=bad.code, param=bad.param)
            more = (("retry-after", str(bad.after)),) if isinstance(bad, TooMany) else ()
            await send_answer(send, Answer(bad.status, (*_JSON, *more), body))
        except ClientGone:
            event(Event.CLIENT_GONE)

    async def _within(
        self, caller: Caller, sent: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request to a provider's route within what its tenant may use.

        Raises:
            WireError: as `_served` does; or if there are too many (429).
            ClientGone: if the caller hangs up.
        """
        try:
            with caller.tenant.turnstile.passage():
                await self._served(caller, sent, scope, receive, send)
        except TooMany:
            caller.service.counts.limited()
            raise

    async def _served(
        self, caller: Caller, sent: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request to a provider's route.

        Raises:
            WireError: if the route is unknown (404), the key is missing (401), or the body cannot be taken.
            ClientGone: if the caller hangs up.
        """
        passed = caller.tenant.passing.find(scope["method"], scope["path"])
        if passed is not None:
            await self._pass_on(passed, caller, sent, scope, receive, send)
            return
        route = find(scope["method"], scope["path"])
        if route is None:
            raise WireError(
                "unknown route: `/guard/docs` lists those there are, and no other is passed on",
                status=404,
                code="unknown_route",
            )
        request = await self._request(route, caller, sent, scope, receive)
        if not await until_gone(self._exchange(route, caller, request, send), receive):
            event(Event.CLIENT_GONE)

    async def _sender(self, scope: Scope, sent: Headers) -> Caller:
        """Give who sends a request to a provider's route.

        Raises:
            WireError: if nobody knows (401).
        """
        caller = await self._callers.sender(sent, peer(scope))
        if caller is None:
            raise WireError(
                f"no credential that is known: expected a key or token of Guard's in the header {KEY},"
                " or in the one for the provider's key",
                status=401,
                code="invalid_api_key",
            )
        return caller

    async def _exchange(self, route: Route, caller: Caller, request: Request, send: Send) -> None:
        service, upstream = caller.service, caller.tenant.upstream
        async with service.exchange(route, request, upstream, app=caller.app) as answer:
            await send_answer(send, answer)

    async def _pass_on(
        self, route: Route, caller: Caller, sent: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Pass a request on unscreened, as the policy has it for its route.

        Raises:
            WireError: if the key is missing (401), the body is packed (415) or too long (413).
            ClientGone: if the caller hangs up.
        """
        sent = self._with_key(outgoing(sent, caller, _wanted(route)))
        known = dict(sent)
        if known.get("content-encoding", "identity") != "identity":
            raise WireError("content-encoding: expected none", status=415, code="unsupported_encoding")
        length = "" if "transfer-encoding" in known else known.get("content-length", "")
        request = Request(route.method, scope["path"].rstrip("/"), _plain_query(scope), self._kept(sent))
        await caller.tenant.passing.pass_on(route, request, receive, send, length=length)

    async def _request(
        self, route: Route, caller: Caller, sent: Headers, scope: Scope, receive: Receive
    ) -> Request:
        """Read a request of a route.

        Raises:
            WireError: if the key is missing (401) or the body is too long (413).
            ClientGone: if the caller hangs up.
        """
        sent = self._with_key(outgoing(sent, caller, _wanted(route)))
        length = next((value for name, value in sent if name == "content-length"), "")
        body = b"" if route.bodiless else await read_body(receive, caller.tenant.body, length)
        # The route's own path, with names in it that look like names: nothing else of a URL is passed on.
        return Request(
            scope["method"], scope["path"].rstrip("/"), _query(scope, route), self._kept(sent), body
        )

    def _with_key(self, sent: Headers) -> Headers:
        """Give the headers of a request that carries a key for the provider, if one is needed.

        Raises:
            WireError: if it does not (401).
        """
        if self._gate.key_needed and not any(name in _CREDENTIALS for name, _ in sent):
            raise WireError(
                "no key for the provider: expected one in the header authorization (Bearer), api-key or x-api-key",
                status=401,
                code="invalid_api_key",
            )
        return sent

    async def _checked(self, scope: Scope, receive: Receive) -> Receive:
        """Read a request of our own REST within the same limits as any other, and hand it on.

        Raises:
            WireError: if nobody knows who sends it (401), or it is too long or no readable JSON.
            ClientGone: if the caller hangs up.
        """
        if scope["method"] == "GET":
            return receive
        sent = headers(scope)
        if self._callers.roster.open:
            self._with_key(sent)
        caller = await self._callers.caller(sent, peer(scope))
        if caller is None:
            raise WireError("no key that is known", status=401, code="invalid_api_key")
        length = next((value for name, value in sent if name == "content-length"), "")
        body = await read_body(receive, caller.tenant.body, length)
        if body:
            jsontext.read(body)
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        return again

    def _kept(self, sent: Headers) -> Headers:
        known = (
            (name, value)
            for name, value in sent
            if name in self._forwarded or name.startswith(("x-stainless-", OURS))
        )
        # Ours go no further, whatever they hold.
        return tuple(
            (name, value)
            for name, value in known
            if name in _CREDENTIALS or name.startswith(OURS) or inert(value)
        )

    def _own(self, path: str) -> Answer | None:
        if path == "/healthz":
            return Answer(200, _TEXT, b"ok\n")
        if path == "/readyz":
            ready = self._house.ready
            said = ("ready" if ready else "audit store not writable", *self._house.told())
            return Answer(200 if ready else 503, _TEXT, "".join(f"{line}\n" for line in said).encode())
        return None


def _errors(scope: Scope) -> refusal.ErrorBody:
    """Give what writes the errors of the API that a request is for."""
    route = find(scope["method"], scope["path"])
    return refusal.error if route is None else route.error


def _wanted(route: Route) -> str:
    """Give the header in which a route's API expects a key."""
    if route.path.startswith("/openai/"):
        return "api-key"
    return "x-api-key" if route.error is anthropic.error else "authorization"


def _query(scope: Scope, route: Route) -> str:
    """Give the query of a request: parameters that the route has, with values that look like names.

    Raises:
        WireError: naming the first parameter that is neither.
    """
    query: str = scope.get("query_string", b"").decode("latin-1")
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in route.query or not _VALUE.fullmatch(value):
            known = ", ".join(sorted(route.query)) or "none"
            raise WireError(
                f"query: expected parameters among {known}, with plain values", code="unknown_parameter"
            )
    return query


def _plain_query(scope: Scope) -> str:
    """Give the query of a request that passes: any parameters whose names and values look like names.

    Raises:
        WireError: if one does not.
    """
    query: str = scope.get("query_string", b"").decode("latin-1")
    if all(
        _NAME.fullmatch(name) and _VALUE.fullmatch(value)
        for name, value in parse_qsl(query, keep_blank_values=True)
    ):
        return query
    raise WireError("query: expected parameters with plain names and values", code="unknown_parameter")
