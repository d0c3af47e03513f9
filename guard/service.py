"""The data path of one exchange, and the only place in guard that writes audit records.

    read → screen the prompt → record → send on → screen the reply → record → answer

Nothing flagged leaves before its record is durable. Whatever goes wrong is an answer in the API's
own shape; no answer repeats what somebody wrote.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, TypeVar

from audit.errors import AuditError
from guard import evidence
from guard.decide.policy import Policy, Record
from guard.engine import Guard
from guard.errors import UpstreamError, UpstreamTimeout, WireError
from guard.forward import Headers, Reply, Request, Upstream, read_all
from guard.recorder import Recorded, Recorder
from guard.screen import Screening, screen_window
from guard.stream import REACH, ChatStream, Step
from guard.telemetry import Event, Label, Metrics, event
from guard.transform.restore import restore
from guard.types import Action, Direction, Kind, Severity, Text, readable
from guard.wire import jsontext, refusal, sse
from guard.wire.document import Document
from guard.wire.table import ANY_JSON, MODELS, Route

_JSON = ("content-type", "application/json")
_SSE = "text/event-stream"
_PLAIN = "text/plain"
_ERROR = 400
_OPEN_ENDED = 300
_NO_TEXT = (204, 304)
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one exchange: bytes of a reply, seconds of one screening."""

    reply: int = 32 << 20
    screen_s: float = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets; a streamed body has to be read inside the exchange."""

    status: int
    headers: Headers = field(repr=False)
    body: bytes | AsyncIterator[bytes] = field(repr=False)


@dataclass(slots=True)
class _Exchange:
    """What is known of one exchange so far."""

    route: Route
    request: Request = field(repr=False)
    model: str
    corr: str
    action: Action = Action.ALLOW
    plain: bool = False
    screenings: list[Screening] = field(default_factory=list, repr=False)
    records: list[Recorded] = field(default_factory=list)


class Refused(Exception):  # noqa: N818  # not an error: an answer that ends the exchange early
    """What the caller gets instead: a status and an error body."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Service:
    """Screens exchanges by one tenant's policy.

    Args:
        guard: the policy and its detectors.
        recorder: the tenant's audit log; None only if the policy records nothing.
        tenant: the tenant's id.
        models: model names that records may show; any other is written as ``other``.
        limits: bounds of one exchange.
    """

    def __init__(
        self,
        guard: Guard,
        recorder: Recorder | None,
        *,
        tenant: str = "default",
        models: Iterable[str] = (),
        limits: Limits = Limits(),
    ) -> None:
        if recorder is None and guard.policy.record is not Record.NONE:
            raise ValueError("a policy that records needs a log")
        self.guard = guard
        self.metrics = Metrics()
        self._recorder = recorder
        self._tenant = tenant
        self._models = frozenset(models)
        self._limits = limits
        # Not the loop's default pool: a detector that hangs must not take the audit's threads along.
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="guard-screen")

    @property
    def ready(self) -> bool:
        """Whether flagged exchanges can be recorded."""
        return self._recorder is None or self._recorder.ready

    def start(self) -> None:
        """Open the audit store before the first flagged exchange needs it."""
        _ = self.ready  # the first look starts the log's writer, which opens the store

    def close(self) -> None:
        """Write what is queued for the audit log and stop."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._recorder is not None:
            self._recorder.close()

    async def check(self, texts: Sequence[str], direction: Direction) -> tuple[Screening, Recorded | None]:
        """Screen strings outside any exchange, one message together.

        Returns:
            The screening and what was recorded of it, if it left a record.

        Raises:
            Refused: if it is flagged and cannot be recorded, or took too long.
        """
        items = [Text(f"/texts/{at}", readable(text), place=f"texts[{at}]") for at, text in enumerate(texts)]
        exchange = _Exchange(Route("check", "POST", ""), Request("POST", ""), "", "")
        screening = await self._screen(partial(self.guard.screen, items, direction))
        await self._record(exchange, screening, "whole")
        return screening, exchange.records[0] if exchange.records else None

    @asynccontextmanager
    async def exchange(self, route: Route, request: Request, upstream: Upstream) -> AsyncIterator[Answer]:
        """Screen a request, send it on, screen the reply.

        The answer's body has to be read before the context is left; leaving it early, as when the
        client is gone, lets go of the upstream.
        """
        async with AsyncExitStack() as stack:
            yield await self._answer(route, request, upstream, stack)

    async def _answer(
        self, route: Route, request: Request, upstream: Upstream, stack: AsyncExitStack
    ) -> Answer:
        exchange = _Exchange(route, request, "", "")
        try:
            return await self._through(exchange, upstream, stack)
        except Refused as refused:
            return self._finish(exchange, refused.status, refused.body)
        except WireError as bad:
            event(Event.REFUSED, route=Label(route.name), status=bad.status)
            return self._finish(
                exchange, bad.status, refusal.error(bad.status, bad.message, code=bad.code, param=bad.param)
            )
        except UpstreamTimeout:
            return self._finish(exchange, 504, self._upstream_failed("the provider did not answer in time"))
        except UpstreamError:
            return self._finish(exchange, 502, self._upstream_failed("the provider could not be reached"))

    async def _through(self, exchange: _Exchange, upstream: Upstream, stack: AsyncExitStack) -> Answer:
        request = exchange.request
        if exchange.route is MODELS:
            reply = await stack.enter_async_context(upstream.send(request))
            return Answer(reply.status, reply.headers, await read_all(reply, self._limits.reply))
        document = await self._screen(partial(_read_request, exchange, self._models))
        exchange.corr = self._corr(request)
        before = await self._screen_and_record(exchange, list(document.texts()), Direction.PROMPT)
        if before.blocked:
            if before.verdict.outage:
                raise Refused(503, refusal.outage())
            raise Refused(_ERROR, refusal.blocked_prompt(before.verdict, before.originals, before.policy))
        sent = request.body
        if before.values != tuple(text.value for text in before.originals):
            sent = await self._screen(partial(_written, document, before.values, plain=exchange.plain))
        reply = await stack.enter_async_context(upstream.send(replace(request, body=sent)))
        if reply.content_type == _SSE and exchange.route.streams and reply.status < _OPEN_ENDED:
            return Answer(
                reply.status,
                (*reply.headers, *self._headers(exchange)),
                self._stream(exchange, reply, before),
            )
        return await self._whole(exchange, reply, before)

    async def _whole(self, exchange: _Exchange, reply: Reply, before: Screening) -> Answer:
        """Screen a reply that is read as a whole."""
        data = await read_all(reply, self._limits.reply)
        if not data or reply.status in _NO_TEXT:
            return self._finish(exchange, reply.status, b"", reply.headers)
        document = await self._screen(partial(_read_reply, exchange.route, reply, data))
        if document is None and reply.status >= _ERROR:
            message = f"the provider answered with status {reply.status} and a body that cannot be screened"
            return self._finish(
                exchange, reply.status, refusal.error(reply.status, message, code="upstream_error")
            )
        document = document or jsontext.unreadable()
        after = await self._screen_and_record(exchange, list(document.texts()), Direction.COMPLETION)
        if after.blocked:
            return self._refused_reply(exchange, reply, data, after)
        values = [restore(value, before.tokens) for value in after.values]
        changed = values != [text.value for text in after.originals]
        if not changed:
            return self._finish(exchange, reply.status, data, reply.headers)
        plain = reply.content_type == _PLAIN
        body = await self._screen(partial(_written, document, values, plain=plain))
        return self._finish(exchange, reply.status, body, reply.headers)

    def _refused_reply(self, exchange: _Exchange, reply: Reply, data: bytes, after: Screening) -> Answer:
        if after.verdict.outage:
            raise Refused(503, refusal.outage())
        own = exchange.route.refused_reply(_object(data)) if reply.status < _ERROR else None
        if own is None:
            raise Refused(_ERROR, refusal.blocked_completion(after.verdict, after.policy))
        return self._finish(exchange, reply.status, own, reply.headers)

    async def _stream(self, exchange: _Exchange, reply: Reply, before: Screening) -> AsyncIterator[bytes]:
        """Screen a stream of chunks; what goes wrong after its start is its last event."""
        guard = self.guard
        stream = ChatStream(
            partial(guard.screen, direction=Direction.COMPLETION),
            partial(screen_window, rules=guard.rules, direction=Direction.COMPLETION),
            guard.policy.hold,
            before.tokens,
            _reach(guard.policy),
        )
        try:
            try:
                async for data in _events(reply):
                    async for out in self._steps(exchange, partial(stream.feed, data)):
                        yield out
                    if stream.over:
                        break
                async for out in self._steps(exchange, stream.close):
                    yield out
            except (WireError, UpstreamError):
                # What is held was sent and is screened like the rest; then the caller is told.
                async for out in self._steps(exchange, stream.flush):
                    yield out
                yield _encode(
                    stream.stop(self._upstream_failed("the provider broke off in the middle of its answer"))
                )
        except Refused as refused:
            yield _encode(stream.stop(refused.body))
        self._log_exchange(exchange, reply.status)

    async def _steps(self, exchange: _Exchange, steps: Callable[[], Iterable[Step]]) -> AsyncIterator[bytes]:
        for step in await self._screen(lambda: list(steps())):
            if step.screening is not None:
                await self._record(exchange, step.screening, "stream")
            if step.events:
                yield _encode(step)

    async def _screen_and_record(
        self, exchange: _Exchange, texts: list[Text], direction: Direction
    ) -> Screening:
        screening = await self._screen(partial(self.guard.screen, texts, direction))
        await self._record(exchange, screening, "whole")
        exchange.screenings.append(screening)
        return screening

    async def _screen(self, work: Callable[[], ResultT]) -> ResultT:
        """Run a screening off the event loop, for as long as the limit allows."""
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._limits.screen_s):
                return await loop.run_in_executor(self._pool, work)
        except TimeoutError:
            event(Event.FILTER_UNAVAILABLE, gaps=1)
            raise Refused(503, refusal.outage()) from None
        except WireError:
            raise
        except Exception as bug:  # noqa: BLE001  # a bug of ours lets nothing pass, and says no more than its kind
            event(Event.FAILED, kind=Label(type(bug).__name__))
            raise Refused(503, refusal.outage()) from None
        finally:
            self.metrics.seconds(time.perf_counter() - started)

    async def _record(
        self, exchange: _Exchange, screening: Screening, phase: Literal["whole", "stream"]
    ) -> None:
        """Make the record of a flagged screening durable, whether the client is still there or not."""
        exchange.action = max(exchange.action, screening.action)
        self.metrics.screened(screening.direction, screening.verdict)
        if not screening.flagged or self.guard.policy.record is Record.NONE or self._recorder is None:
            return
        origin = evidence.Origin(self._tenant, exchange.route.name, exchange.model, phase, exchange.corr)
        try:
            made = await self._screen(partial(self._recorder.build, screening, origin))
            recorded = await asyncio.shield(self._recorder.append(made))
        except AuditError:
            self.metrics.audit_failures.inc()
            event(Event.AUDIT_UNAVAILABLE)
            message = "flagged content cannot be recorded now, so it does not leave"
            raise Refused(503, refusal.error(503, message, code="audit_unavailable")) from None
        if recorded is None:
            self.metrics.audit_dropped.inc()
            event(Event.AUDIT_DROPPED)
        else:
            exchange.records.append(recorded)

    def _upstream_failed(self, message: str) -> bytes:
        self.metrics.upstream_failures.inc()
        event(Event.UPSTREAM_FAILED)
        return refusal.error(502, message, code="upstream_unavailable")

    def _finish(self, exchange: _Exchange, status: int, body: bytes, headers: Headers = (_JSON,)) -> Answer:
        self._log_exchange(exchange, status)
        return Answer(status, (*headers, *self._headers(exchange)), body)

    def _log_exchange(self, exchange: _Exchange, status: int) -> None:
        event(
            Event.EXCHANGE,
            route=Label(exchange.route.name),
            status=status,
            action=Label(exchange.action.word),
            records=len(exchange.records),
        )

    def _headers(self, exchange: _Exchange) -> Headers:
        """Say what was done, in types and counts only."""
        screenings = exchange.screenings
        if not screenings:
            return (("x-guard-policy", self.guard.policy.version),)
        found: dict[str, int] = {}
        for screening in screenings:
            for decision in screening.verdict.decisions:
                finding = decision.finding
                if not decision.counts:
                    continue
                if finding.kind is Kind.CATEGORY:
                    found[finding.label] = max(found.get(finding.label, Severity.SAFE), finding.severity)
                else:
                    found[finding.label] = found.get(finding.label, 0) + 1
        gaps = sorted({f"{gap.detector}={gap.reason}" for each in screenings for gap in each.not_run})
        headers = [
            ("x-guard-action", exchange.action.word),
            ("x-guard-policy", self.guard.policy.version),
        ]
        if found:
            headers.append(
                ("x-guard-findings", ",".join(f"{label}={found[label]}" for label in sorted(found)))
            )
        if gaps:
            headers.append(("x-guard-not-run", ",".join(gaps)))
        if exchange.records:
            headers.append(("x-guard-record", ",".join(each.rid for each in exchange.records)))
            headers.append(("x-guard-receipt", ",".join(each.receipt for each in exchange.records)))
        return tuple(headers)

    def _corr(self, request: Request) -> str:
        """Give what joins a record with the caller's own logs: a digest of its request id, keyed by day."""
        request_id = request.header("x-request-id")
        day = datetime.now(tz=UTC).date().isoformat()
        return self.guard.digest(f"corr/{day}", request_id) if request_id else ""


def _read_request(exchange: _Exchange, models: frozenset[str]) -> Document:
    """Read a request's body.

    Raises:
        WireError: if it cannot be this route's.
    """
    request, route = exchange.request, exchange.route
    if route is ANY_JSON:
        exchange.plain = request.header("content-type").lower().startswith(_PLAIN)
        return _any_body(request)
    document = jsontext.read(request.body, route.request)
    body = jsontext.load(request.body)
    route.validate(body)
    exchange.model = body["model"] if body.get("model") in models else "other"
    return document


def _reach(policy: Policy) -> int:
    """Give how far a phrase the policy looks for can reach beyond the end of a sentence."""
    return max([REACH, *(len(word) for each in policy.words for word in each.words)])


def _any_body(request: Request) -> Document:
    """Read a body of an endpoint that nobody described; what is not JSON cannot be read."""
    media_type = request.header("content-type").partition(";")[0].strip().lower()
    if not request.body:
        return jsontext.read(b"null")
    if "content-encoding" not in dict(request.headers):
        if media_type == _JSON[1] or media_type.endswith("+json"):
            return jsontext.read(request.body)
        if media_type == _PLAIN:
            return _plain(request.headers, request.body) or jsontext.unreadable()
    return jsontext.unreadable()


def _read_reply(route: Route, reply: Reply, data: bytes) -> Document | None:
    """Read a reply's body: JSON by its places, plain text as one string; None if it is neither."""
    if reply.content_type == _PLAIN:
        return _plain(reply.headers, data)
    try:
        return jsontext.read(data, route.reply)
    except WireError:
        return None


def _plain(headers: Headers, data: bytes) -> Document | None:
    """Read plain text; None in any other charset than UTF-8, or if it is packed in some way."""
    said = dict(headers)
    charset = said.get("content-type", "").lower().partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8", "us-ascii") or said.get("content-encoding", "identity") != "identity":
        return None
    try:
        return jsontext.plain(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _written(document: Document, values: Sequence[str], *, plain: bool) -> bytes:
    """Write a body with new values; what spelled a text token by token goes with it."""
    return values[0].encode() if plain else document.put(values, drop_groups=True).encode()


def _object(data: bytes) -> Mapping[str, Any]:
    """Give a JSON object, an empty one if the data are something else."""
    try:
        return jsontext.load(data)
    except (ValueError, WireError):
        return {}


async def _events(reply: Reply) -> AsyncIterator[str]:
    """Give the data of each event of a reply."""
    reader = sse.EventReader()
    async for piece in reply.body:
        for data in reader.feed(piece):
            yield data
    for data in reader.close():
        yield data


def _encode(step: Step) -> bytes:
    return b"".join(sse.encode(data) for data in step.events)
