"""The data path of one exchange, and the only place in guard that writes audit records.

    read → screen the prompt → record → send on → screen the reply → record → answer

Nothing flagged leaves before its record is durable. Whatever goes wrong is an answer in the API's
own shape; no answer repeats what somebody wrote.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Literal, TypeVar

from audit.errors import AuditError
from guard import evidence
from guard.bodies import EVENTS, JSON, PLAIN, as_object, events, read_reply, read_request, written
from guard.decide.policy import Annotations, History, Record
from guard.engine import Guard
from guard.errors import UpstreamError, UpstreamTimeout, WireError
from guard.exchange import Answer, Exchange, Limits, Refused
from guard.forward import Headers, Reply, Request, Upstream, read_all
from guard.recorder import Recorded, Recorder
from guard.screen import Issued, Screening, Window, cutting, screen_window
from guard.sessions import SessionMap
from guard.stream.adapters import opened
from guard.stream.annotated import Annotated
from guard.stream.channel import Screens
from guard.stream.moderated import Moderated
from guard.stream.step import EventStream, Step
from guard.telemetry import Event, Label, Metrics, event
from guard.transform.restore import Restorer
from guard.types import Direction, Text, readable
from guard.wire import annotations, inline, jsontext, moderations, refusal, sse
from guard.wire.table import MODERATIONS, Events, Route

SESSION: Final = "x-guard-session"
"""The request header that names the caller's session: pseudonyms are those of it alone."""
ANNOTATIONS: Final = "x-guard-annotations"
"""The request header that asks for annotations, as ``azure`` has them."""
_JSON = ("content-type", JSON)
_COMPUTING, _ASKING = 4, 64
_ERROR = 400
_OPEN_ENDED = 300
_NO_TEXT = (204, 304)
_LITTLE = 16 << 10
"""Bytes of a body that is read at once: a thread would not read it sooner, and costs as much by itself."""
_HISTORIES = ("previous_response_id", "conversation", "input")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of Texts that were screened outside any exchange; ``headers`` say it in types and counts."""

    screening: Screening = field(repr=False)
    headers: Headers = field(repr=False)


class Service:
    """Screens exchanges by one tenant's policy.

    Args:
        guard: the policy and its detectors.
        recorder: the tenant's audit log; None only if the policy records nothing.
        tenant: the tenant's id.
        models: model names that records may show; any other is written as ``other``.
        limits: bounds of one exchange.
        sessions: remembers the tokens of histories that a provider keeps, if the policy has it so.
    """

    def __init__(
        self,
        guard: Guard,
        recorder: Recorder | None,
        *,
        tenant: str = "default",
        models: Iterable[str] = (),
        limits: Limits = Limits(),
        sessions: SessionMap | None = None,
    ) -> None:
        if recorder is None and guard.policy.record is not Record.NONE:
            raise ValueError("a policy that records needs a log")
        self.guard = guard
        self.metrics = Metrics()
        for name, line in guard.lines.items():
            self.metrics.watch(name, line.standing)
        self._recorder = recorder
        self._tenant = tenant
        self._models = frozenset(models)
        self._limits = limits
        self._sessions = sessions
        # Not the loop's default pool: a detector that hangs must not take the audit's threads along. A
        # screening that asks somebody else holds its thread while it waits.
        workers = _ASKING if guard.lines else _COMPUTING
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="guard-screen")

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
        exchange = Exchange(Route("check", "POST", ""), Request("POST", ""), self.guard)
        screening = await self._screen(exchange, partial(self.guard.screen, items, direction))
        await self._record(exchange, screening, "whole")
        return screening, exchange.records[0] if exchange.records else None

    async def examine(
        self,
        texts: Sequence[Text],
        direction: Direction,
        route: str,
        *,
        request_id: str = "",
        issued: Issued | None = None,
        known: Callable[[Screening], bool] = lambda _: False,
    ) -> Examined:
        """Screen Texts that another system asks about.

        Args:
            texts: what travels together.
            direction: prompt or completion.
            route: what records and logs call the endpoint.
            request_id: the caller's own id of the request, of which a record keeps a keyed digest.
            issued: what the prompt of the same exchange put in the place of values.
            known: tells of a screening whether it is on record already.

        Raises:
            Refused: if it is flagged and cannot be recorded, or took too long.
        """
        request = Request("POST", "", headers=(("x-request-id", request_id),))
        exchange = Exchange(Route(route, "POST", ""), request, self.guard, corr=self._corr(request))
        screening = await self._screen(exchange, partial(self.guard.screen, texts, direction, issued))
        exchange.screenings.append(screening)
        exchange.action = screening.action
        if not known(screening):
            await self._record(exchange, screening, "whole")
        self._log_exchange(exchange, 200)
        return Examined(screening, exchange.headers())

    async def aside(self, work: Callable[[], ResultT]) -> ResultT:
        """Run other work on somebody's text off the event loop, for as long as a screening may take.

        Raises:
            Refused: if it took too long, or failed.
        """
        return await self._screen(Exchange(Route("aside", "POST", ""), Request("POST", ""), self.guard), work)

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
        exchange = Exchange(route, request, self.guard.within(request.header(SESSION)))
        try:
            return await self._through(exchange, upstream, stack)
        except Refused as refused:
            return self._finish(exchange, refused.status, refused.body)
        except WireError as bad:
            event(Event.REFUSED, route=Label(route.name), status=bad.status)
            body = route.error(bad.status, bad.message, code=bad.code, param=bad.param)
            return self._finish(exchange, bad.status, body)
        except UpstreamTimeout:
            body = self._upstream_failed(exchange, "the provider did not answer in time")
            return self._finish(exchange, 504, body)
        except UpstreamError:
            body = self._upstream_failed(exchange, "the provider could not be reached")
            return self._finish(exchange, 502, body)

    async def _through(self, exchange: Exchange, upstream: Upstream, stack: AsyncExitStack) -> Answer:
        request, route = exchange.request, exchange.route
        exchange.corr = self._corr(request)
        if route.bodiless:
            before = exchange.guard.screen((), Direction.PROMPT)
            exchange.continued = "" if route.kept is None else route.named(request.path)
            tokens = await self._remembered(exchange)
            reply = await stack.enter_async_context(upstream.send(request))
            return await self._replied(exchange, reply, before, tokens)
        document, body = await self._screen(
            exchange, partial(read_request, exchange, self._models), at_once=len(request.body) <= _LITTLE
        )
        if route is MODERATIONS:
            return await self._moderate(exchange, moderations.asked(document, body))
        known = await self._asked(exchange, body)
        before = await self._screen_and_record(exchange, list(document.texts()), Direction.PROMPT)
        if before.blocked:
            if before.verdict.outage:
                raise Refused(503, refusal.outage(route.error))
            raise Refused(
                _ERROR, refusal.blocked_prompt(before.verdict, before.originals, before.policy, route.error)
            )
        sent = request.body
        if before.values != tuple(text.value for text in before.originals):
            sent = await self._screen(
                exchange, partial(written, document, before.values, plain=exchange.plain)
            )
        tokens = {**known, **before.tokens}
        if route.sent is not None and sent is not request.body:
            adjust = partial(route.sent, document.source, sent.decode(), tokens)
            sent = (await self._screen(exchange, adjust)).encode()
        if exchange.asked is not None:
            sent = inline.taken_out(sent.decode()).encode()
        reply = await stack.enter_async_context(upstream.send(replace(request, body=sent)))
        return await self._replied(exchange, reply, before, tokens)

    async def _replied(
        self, exchange: Exchange, reply: Reply, before: Screening, tokens: Mapping[str, str]
    ) -> Answer:
        """Screen a reply, streamed or not."""
        streams = exchange.route.events is not Events.NONE
        if reply.content_type == EVENTS and streams and reply.status < _OPEN_ENDED:
            headers = (*reply.headers, *exchange.headers())
            return Answer(reply.status, headers, self._stream(exchange, reply, before, tokens))
        return await self._whole(exchange, reply, before, tokens)

    async def _asked(self, exchange: Exchange, body: Mapping[str, Any]) -> Mapping[str, str]:
        """Note what a request asks for beside the model's answer.

        Returns:
            The tokens of a history that the request continues and the provider keeps.

        Raises:
            WireError: if it continues a history that nobody here can see, and the policy has it refused.
        """
        route, policy = exchange.route, exchange.guard.policy
        exchange.asked = inline.read(body) if route.moderates is not None else None
        wanted = exchange.request.header(ANNOTATIONS)
        exchange.annotated = route.annotates and (
            wanted == Annotations.AZURE.value or policy.annotations is Annotations.AZURE
        )
        if route.kept is not None:
            exchange.continued = route.kept.history(body) or ""
            exchange.stored = route.kept.keeps(body)
        if exchange.continued and policy.history is History.REFUSE:
            raise WireError(
                "the provider keeps the history that the request continues, and the policy refuses that:"
                " expected all of it in the request",
                param=next((name for name in _HISTORIES if body.get(name)), None),
                code="history_refused",
            )
        known = await self._remembered(exchange)
        exchange.guard = self.guard.within(exchange.request.header(SESSION), known)
        return known

    async def _remembered(self, exchange: Exchange) -> Mapping[str, str]:
        """Give the tokens of the history that an exchange continues."""
        if not exchange.continued or self._sessions is None:
            return {}
        return await self._screen(exchange, partial(self._sessions.get, exchange.continued))

    async def _remember(self, exchange: Exchange, ident: str, tokens: Mapping[str, str]) -> None:
        """Keep the tokens of an exchange whose history the provider keeps, before anything of it leaves."""
        if not (ident and tokens and exchange.stored) or exchange.remembered or self._sessions is None:
            return
        exchange.remembered = True
        for each in {ident, exchange.continued} - {""}:
            await self._screen(exchange, partial(self._sessions.put, each, tokens))

    async def _moderate(self, exchange: Exchange, inputs: Sequence[list[Text]]) -> Answer:
        """Answer what is asked about texts that go nowhere."""
        verdicts = []
        for texts in inputs:
            screening = await self._screen_and_record(exchange, texts, Direction.PROMPT)
            if screening.verdict.outage:
                raise Refused(503, refusal.outage(exchange.route.error))
            verdicts.append(screening.verdict)
        body = moderations.write(verdicts, self.guard.policy.version, secrets.token_hex(12))
        return self._finish(exchange, 200, body)

    async def _whole(
        self, exchange: Exchange, reply: Reply, before: Screening, tokens: Mapping[str, str]
    ) -> Answer:
        """Screen a reply that is read as a whole."""
        route = exchange.route
        data = await read_all(reply, self._limits.reply)
        if not data or reply.status in _NO_TEXT:
            return self._finish(exchange, reply.status, b"", reply.headers)
        little = len(data) <= _LITTLE
        document = await self._screen(exchange, partial(read_reply, route, reply, data), at_once=little)
        if document is None and reply.status >= _ERROR:
            message = f"the provider answered with status {reply.status} and a body that cannot be screened"
            return self._finish(
                exchange, reply.status, route.error(reply.status, message, code="upstream_error")
            )
        document = document or jsontext.unreadable()
        exchange.guard = self.guard.within(exchange.request.header(SESSION), tokens)
        restorer = Restorer(tokens)
        texts = list(document.texts())
        after = await self._screen_and_record(exchange, texts, Direction.COMPLETION, restorer)
        if after.blocked:
            return self._refused_reply(exchange, reply, data, after)
        values = await self._screen(
            exchange, lambda: [restorer.restore(value) for value in after.values], at_once=little
        )
        body = data
        if values != [text.value for text in after.originals]:
            plain = reply.content_type == PLAIN
            body = await self._screen(exchange, partial(written, document, values, plain=plain))
            if route.given is not None and not plain:
                adjust = partial(route.given, document.source, body.decode(), restorer.restore)
                body = (await self._screen(exchange, adjust)).encode()
        if reply.status < _ERROR:
            await self._remember(
                exchange, str(as_object(data).get("id", "")) if exchange.stored else "", tokens
            )
            body = self._told(exchange, body, before, after)
        return self._finish(exchange, reply.status, body, reply.headers)

    def _told(self, exchange: Exchange, body: bytes, before: Screening, after: Screening) -> bytes:
        """Give a reply with what the request asked to be told."""
        if not (exchange.asked or exchange.annotated):
            return body
        text = body.decode()
        if exchange.annotated:
            count = len(as_object(body).get("choices") or ())
            text = annotations.annotated(text, count, before.verdict, (after.verdict, after.originals))
        if exchange.asked is not None and exchange.route.moderates is not None:
            version = self.guard.policy.version
            text = inline.put_in(text, exchange.route.moderates(before.verdict, (after.verdict,), version))
        return text.encode()

    def _refused_reply(self, exchange: Exchange, reply: Reply, data: bytes, after: Screening) -> Answer:
        route = exchange.route
        if after.verdict.outage:
            raise Refused(503, refusal.outage(route.error))
        own = route.refused_reply(as_object(data)) if reply.status < _ERROR else None
        if own is None:
            raise Refused(_ERROR, refusal.blocked_completion(after.verdict, after.policy, route.error))
        return self._finish(exchange, reply.status, own, reply.headers)

    async def _stream(
        self, exchange: Exchange, reply: Reply, before: Screening, tokens: Mapping[str, str]
    ) -> AsyncIterator[bytes]:
        """Screen a stream of events; what goes wrong after its start is its last event."""
        stream = opened(exchange.route.events, self._screens(exchange, tokens))
        if exchange.annotated:
            stream = Annotated(stream, before.verdict)
        if exchange.asked is not None:
            stream = Moderated(stream, before.verdict, self.guard.policy.version)
        try:
            try:
                async for out in self._released(exchange, stream, reply):
                    await self._remember(exchange, stream.ident, tokens)
                    yield out
            except (WireError, UpstreamError):
                # What is held was sent and is screened like the rest; then the caller is told. What of it
                # cannot be read does not leave.
                with suppress(WireError):
                    async for out in self._steps(exchange, stream.flush):
                        yield out
                message = "the provider broke off in the middle of its answer"
                yield _encode(stream.stop(self._upstream_failed(exchange, message)))
        except Refused as refused:
            yield _encode(stream.stop(refused.body))
        self._log_exchange(exchange, reply.status)

    async def _released(self, exchange: Exchange, stream: EventStream, reply: Reply) -> AsyncIterator[bytes]:
        """Give what may leave of a stream as it comes, to its end."""
        async for received in events(reply):
            # What becomes ready with one event is a few sentences; a long event is read elsewhere.
            at_once = self.guard.quick(Direction.COMPLETION, len(received.data))
            async for out in self._steps(exchange, partial(stream.feed, received), at_once=at_once):
                yield out
            if stream.over:
                return
        async for out in self._steps(exchange, stream.close):
            yield out

    def _screens(self, exchange: Exchange, tokens: Mapping[str, str]) -> Screens:
        """Give what a stream needs to know of the policy and of what the prompt gave away."""
        guard = self.guard.within(exchange.request.header(SESSION), tokens)
        restorer = Restorer(tokens)

        def texts(those: list[Text]) -> Screening:
            return exchange.wanted(guard.screen(those, Direction.COMPLETION, restorer))

        def window(stretch: Window) -> tuple[Screening, int]:
            screening, high = screen_window(stretch, guard.rules, Direction.COMPLETION, restorer)
            return exchange.wanted(screening), high

        return Screens(texts, window, cutting(guard.policy, restorer), restorer.restore)

    async def _steps(
        self, exchange: Exchange, steps: Callable[[], Iterable[Step]], *, at_once: bool = False
    ) -> AsyncIterator[bytes]:
        for step in await self._screen(exchange, lambda: list(steps()), at_once=at_once):
            if step.screening is not None:
                await self._record(exchange, step.screening, "stream")
            if step.events:
                yield _encode(step)

    async def _screen_and_record(
        self, exchange: Exchange, texts: list[Text], direction: Direction, issued: Issued | None = None
    ) -> Screening:
        size = sum(len(text.value) for text in texts)
        screening = await self._screen(
            exchange,
            lambda: exchange.wanted(exchange.guard.screen(texts, direction, issued)),
            at_once=exchange.guard.quick(direction, size),
        )
        await self._record(exchange, screening, "whole")
        exchange.screenings.append(screening)
        return screening

    async def _screen(
        self, exchange: Exchange, work: Callable[[], ResultT], *, at_once: bool = False
    ) -> ResultT:
        """Run a screening off the event loop, for as long as the limit allows.

        Args:
            exchange: what it belongs to.
            work: what is to be done.
            at_once: whether it is so little that handing it to a thread would cost more than doing it.
        """
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        try:
            if at_once:
                return work()
            async with asyncio.timeout(self._limits.screen_s):
                return await loop.run_in_executor(self._pool, work)
        except TimeoutError:
            event(Event.FILTER_UNAVAILABLE, gaps=1)
            raise Refused(503, refusal.outage(exchange.route.error)) from None
        except WireError:
            raise
        except Exception as bug:  # noqa: BLE001  # a bug of ours lets nothing pass, and says no more than its kind
            event(Event.FAILED, kind=Label(type(bug).__name__))
            raise Refused(503, refusal.outage(exchange.route.error)) from None
        finally:
            self.metrics.seconds(time.perf_counter() - started)

    async def _record(
        self, exchange: Exchange, screening: Screening, phase: Literal["whole", "stream"]
    ) -> None:
        """Make the record of a flagged screening durable, whether the client is still there or not."""
        exchange.action = max(exchange.action, screening.action)
        self.metrics.screened(screening.direction, screening.verdict)
        if not screening.flagged or self.guard.policy.record is Record.NONE or self._recorder is None:
            return
        origin = evidence.Origin(self._tenant, exchange.route.name, exchange.model, phase, exchange.corr)
        try:
            made = await self._screen(exchange, partial(self._recorder.build, screening, origin))
            recorded = await asyncio.shield(self._recorder.append(made))
        except AuditError:
            self.metrics.audit_failures.inc()
            event(Event.AUDIT_UNAVAILABLE)
            message = "flagged content cannot be recorded now, so it does not leave"
            body = exchange.route.error(503, message, code="audit_unavailable")
            raise Refused(503, body) from None
        if recorded is None:
            self.metrics.audit_dropped.inc()
            event(Event.AUDIT_DROPPED)
        else:
            exchange.records.append(recorded)

    def _upstream_failed(self, exchange: Exchange, message: str) -> bytes:
        self.metrics.upstream_failures.inc()
        event(Event.UPSTREAM_FAILED)
        return exchange.route.error(502, message, code="upstream_unavailable")

    def _finish(self, exchange: Exchange, status: int, body: bytes, headers: Headers = (_JSON,)) -> Answer:
        self._log_exchange(exchange, status)
        return Answer(status, (*headers, *exchange.headers()), body)

    def _log_exchange(self, exchange: Exchange, status: int) -> None:
        event(
            Event.EXCHANGE,
            route=Label(exchange.route.name),
            status=status,
            action=Label(exchange.action.word),
            records=len(exchange.records),
        )

    def _corr(self, request: Request) -> str:
        """Give what joins a record with the caller's own logs: a digest of its request id, keyed by day."""
        request_id = request.header("x-request-id")
        day = datetime.now(tz=UTC).date().isoformat()
        return self.guard.digest(f"corr/{day}", request_id) if request_id else ""


def _encode(step: Step) -> bytes:
    return b"".join(sse.encode(each) for each in step.events)
