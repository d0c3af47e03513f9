"""The sidecar: an ASGI application in front of a provider. Routes nobody described are refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

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
from guard.callers import Callers
from guard.errors import WireError
from guard.exchange import Answer
from guard.forward import OURS, Headers, Request, Upstream, inert
from guard.passing import Passing
from guard.service import Service
from guard.telemetry import Event, Label, event
from guard.wire import jsontext, refusal
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
        body: bytes a request may have.
        forwarded: names of further headers that are passed on.
    """

    key_needed: bool = True
    body: int = 8 << 20
    forwarded: tuple[str, ...] = ()


class Sidecar:
    """Screens what passes between callers and one provider.

    Args:
        service: the data path.
        upstream: the provider.
        api: the application that answers under ``/guard/``.
        gate: what is asked of callers.
        callers: who may call what is under ``/guard/``; None for everybody with a key of any kind.
        dropins: further paths that ``api`` answers, and asks for keys itself; one with a slash at its end
            stands for all that begin with it.
    """

    def __init__(
        self,
        service: Service,
        upstream: Upstream,
        api: App,
        gate: Gate = Gate(),
        *,
        callers: Callers | None = None,
        dropins: Iterable[str] = (),
    ) -> None:
        self._service = service
        self._upstream = upstream
        self._api = api
        self._gate = gate
        self._callers = callers
        self._dropins = frozenset(dropins)
        self._prefixes = tuple(each for each in self._dropins if each.endswith("/"))
        self._forwarded = frozenset((*_FORWARDED, *gate.forwarded))
        policy = service.guard.policy
        self._passing = Passing(policy.passes, policy.version, upstream, service.metrics, gate.body)

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
                self._service.start()
                event(Event.STARTED)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._upstream.close()
                self._service.close()
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
            passed = self._passing.find(scope["method"], scope["path"])
            if passed is not None:
                await self._pass_on(passed, scope, receive, send)
                return
            request = await self._request(scope, receive)
        except WireError as bad:
            event(Event.REFUSED, status=bad.status)
            body = _errors(scope)(bad.status, bad.message, code=bad.code, param=bad.param)
            await send_answer(send, Answer(bad.status, _JSON, body))
        except ClientGone:
            event(Event.CLIENT_GONE)
        else:
            if not await until_gone(self._exchange(request, send), receive):
                event(Event.CLIENT_GONE)

    async def _exchange(self, request: Request, send: Send) -> None:
        route = find(request.method, request.path)
        if route is None:  # `_request` refuses these
            raise RuntimeError("a route was lost on the way")
        async with self._service.exchange(route, request, self._upstream) as answer:
            await send_answer(send, answer)

    async def _pass_on(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unscreened, as the policy has it for its route.

        Raises:
            WireError: if the key is missing (401), the body is packed (415) or too long (413).
            ClientGone: if the caller hangs up.
        """
        sent = self._with_key(scope)
        known = dict(sent)
        if known.get("content-encoding", "identity") != "identity":
            raise WireError("content-encoding: expected none", status=415, code="unsupported_encoding")
        length = "" if "transfer-encoding" in known else known.get("content-length", "")
        request = Request(route.method, scope["path"].rstrip("/"), _plain_query(scope), self._kept(sent))
        await self._passing.pass_on(route, request, receive, send, length=length)

    async def _request(self, scope: Scope, receive: Receive) -> Request:
        """Read a request of a route there is.

        Raises:
            WireError: if the route is unknown (404), the key is missing (401) or the body is too long (413).
            ClientGone: if the caller hangs up.
        """
        method, path = scope["method"], scope["path"]
        route = find(method, path)
        if route is None:
            raise WireError(
                "unknown route: `/guard/docs` lists those there are, and no other is passed on",
                status=404,
                code="unknown_route",
            )
        sent = self._with_key(scope)
        length = next((value for name, value in sent if name == "content-length"), "")
        body = b"" if route.bodiless else await read_body(receive, self._gate.body, length)
        # The route's own path, with names in it that look like names: nothing else of a URL is passed on.
        return Request(method, path.rstrip("/"), _query(scope, route), self._kept(sent), body)

    def _with_key(self, scope: Scope) -> Headers:
        """Give the headers of a request that carries a key, if one is needed.

        Raises:
            WireError: if it does not (401).
        """
        sent = headers(scope)
        if self._gate.key_needed and not any(name in _CREDENTIALS for name, _ in sent):
            raise WireError(
                "no key: expected one in the header authorization (Bearer), api-key or x-api-key",
                status=401,
                code="invalid_api_key",
            )
        return sent

    async def _checked(self, scope: Scope, receive: Receive) -> Receive:
        """Read a request of our own REST within the same limits as any other, and hand it on.

        Raises:
            WireError: if the key is missing, or it is too long or no readable JSON.
            ClientGone: if the caller hangs up.
        """
        if scope["method"] == "GET":
            return receive
        sent = self._with_key(scope)
        if self._callers is not None and self._callers.caller(sent) is None:
            raise WireError("no key that is known", status=401, code="invalid_api_key")
        length = next((value for name, value in sent if name == "content-length"), "")
        body = await read_body(receive, self._gate.body, length)
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
            ready = self._service.ready
            return Answer(
                200 if ready else 503, _TEXT, b"ready\n" if ready else b"audit store not writable\n"
            )
        if path == "/metrics":
            return Answer(200, _METRICS, self._service.metrics.text())
        return None


def _errors(scope: Scope) -> refusal.ErrorBody:
    """Give what writes the errors of the API that a request is for."""
    route = find(scope["method"], scope["path"])
    return refusal.error if route is None else route.error


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
