"""What every step of an exchange needs: a place to compute, the audit log, the counters."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Literal, TypeVar

from audit.errors import AuditError
from guard import evidence
from guard.bodies import JSON
from guard.decide.policy import Record
from guard.engine import Guard
from guard.errors import WireError
from guard.exchange import SESSION, Answer, Exchange, Limits, Refused
from guard.forward import Headers
from guard.metrics import Gauged, Metrics, Reading, Stage
from guard.recorder import Recorder
from guard.screen import Issued, Screening
from guard.sessions import SessionMap
from guard.telemetry import Event, Field, Label, event
from guard.tracing import NOTHING, OFF, PARENT, Timed, Tracing
from guard.types import Direction, Text
from guard.wire import refusal

_JSON = ("content-type", JSON)
_COMPUTING, _ASKING = 4, 64
ResultT = TypeVar("ResultT")


class Desk:
    """Where the exchanges of one tenant are worked on.

    Args:
        guard: the policy and its detectors.
        recorder: the tenant's audit log; None only if the policy records nothing.
        tenant: the tenant's id.
        limits: bounds of one exchange.
        sessions: remembers the tokens of histories that a provider keeps, if the policy has it so.
        pool: where screenings run, that of all tenants; None for one of its own.
        metrics: where everything is counted; None for counters of its own.
        tracing: where spans go.
    """

    def __init__(
        self,
        guard: Guard,
        recorder: Recorder | None,
        tenant: str,
        limits: Limits,
        sessions: SessionMap | None,
        pool: ThreadPoolExecutor | None = None,
        metrics: Metrics | None = None,
        tracing: Tracing = OFF,
    ) -> None:
        if recorder is None and guard.policy.record is not Record.NONE:
            raise ValueError("a policy that records needs a log")
        self.guard = guard
        self.metrics = Metrics() if metrics is None else metrics
        self.counts = self.metrics.of(tenant)
        if metrics is None:
            self.metrics.look_at(self.readings)
        self._tracing = tracing
        self._name = Label(tenant)
        self._version = Label(guard.policy.version)
        self._recorder = recorder
        self._tenant = tenant
        self.limits = limits
        self._sessions = sessions
        # Not the loop's default pool: a detector that hangs must not take the audit's threads along. A
        # screening that asks somebody else holds its thread while it waits.
        workers = _ASKING if guard.lines else _COMPUTING
        self._owned = pool is None
        self._pool = ThreadPoolExecutor(workers, "guard-screen") if pool is None else pool

    @property
    def ready(self) -> bool:
        """Whether flagged exchanges can be recorded."""
        return self._recorder is None or self._recorder.ready

    @property
    def recording(self) -> bool:
        """Whether the audit log is open."""
        return self._recorder is not None and self._recorder.started

    def readings(self) -> Iterator[Reading]:
        """Give what is looked at when metrics are read."""
        tenant, policy = self._tenant, self.guard.policy
        yield Gauged.POLICY, (tenant, policy.id, policy.version, policy.mode), 1
        for name, line in self.guard.lines.items():
            yield Gauged.BREAKER, (tenant, name), line.standing()
        if self._recorder is None:
            return
        if self._recorder.started:
            yield Gauged.AUDIT_WAITING, (tenant,), self._recorder.waiting
            yield Gauged.AUDIT_MISSING, (tenant,), self._recorder.missing
        for each in self._recorder.in_force():
            yield Gauged.EXCEPTION_EXPIRY, (tenant, each.id, each.grants), each.until

    def close(self) -> None:
        """Stop computing, where nobody else computes."""
        if self._owned:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def run(self, exchange: Exchange, work: Callable[[], ResultT], *, at_once: bool = False) -> ResultT:
        """Run a screening off the event loop, for as long as the limit allows.

        Args:
            exchange: what it belongs to.
            work: what is to be done.
            at_once: whether it is so little that handing it to a thread would cost more than doing it.
        """
        try:
            if at_once:
                return work()
            async with asyncio.timeout(self.limits.screen_s):
                return await asyncio.wrap_future(self._handed(work))
        except TimeoutError:
            self.tell(Event.FILTER_UNAVAILABLE, exchange, gaps=1)
            raise Refused(503, refusal.outage(exchange.route.error)) from None
        except WireError:
            raise
        except Exception as bug:  # noqa: BLE001  # a bug of ours lets nothing pass, and says no more than its kind
            self.tell(Event.FAILED, exchange, kind=Label(type(bug).__name__))
            raise Refused(503, refusal.outage(exchange.route.error)) from None

    def _handed(self, work: Callable[[], ResultT]) -> Future[ResultT]:
        """Hand work to a thread, and count it as waiting until one takes it or nobody wants it any more."""
        waiting = self.metrics.waiting

        def taken() -> ResultT:
            waiting.dec()
            return work()

        waiting.inc()
        future = self._pool.submit(taken)
        future.add_done_callback(lambda done: waiting.dec() if done.cancelled() else None)
        return future

    @contextmanager
    def traced(self, exchange: Exchange) -> Iterator[None]:
        """Trace an exchange, where somebody wants that."""
        if self._tracing is OFF:
            yield
            return
        route, parent = Label(exchange.route.name), exchange.request.header(PARENT)
        with self._tracing.begin(route, parent, tenant=self._name, policy=self._version) as span:
            exchange.trace = span
            yield

    def stage(self, exchange: Exchange, stage: Stage, **attributes: Field) -> Timed:
        """Count and trace the time of a stage of an exchange.

        Args:
            exchange: what it belongs to.
            stage: what is done.
            attributes: what its span tells.
        """
        return Timed(exchange.trace.span(stage, **attributes), self.metrics.spent(stage))

    async def record(
        self, exchange: Exchange, screening: Screening, phase: Literal["whole", "stream"]
    ) -> None:
        """Make the record of a flagged screening durable, whether the client is still there or not."""
        exchange.action = max(exchange.action, screening.action)
        self.counts.screened(screening.direction, screening.verdict)
        if not screening.flagged or self._recorder is None:
            return
        origin = evidence.Origin(
            self._tenant, exchange.route.name, exchange.model, phase, exchange.corr, exchange.app
        )
        try:
            with self.stage(exchange, Stage.RECORD, direction=screening.direction):
                made = await self.run(exchange, partial(self._recorder.build, screening, origin))
                if made is None:
                    self.counts.audit_excepted()
                    return
                recorded = await asyncio.shield(self._recorder.append(made))
        except AuditError:
            self.counts.audit_failed()
            self.tell(Event.AUDIT_UNAVAILABLE, exchange)
            message = "flagged content cannot be recorded now, so it does not leave"
            body = exchange.route.error(503, message, code="audit_unavailable")
            raise Refused(503, body) from None
        if recorded is None:
            self.counts.audit_dropped()
            self.tell(Event.AUDIT_DROPPED, exchange)
        else:
            exchange.records.append(recorded)

    async def screened(
        self, exchange: Exchange, texts: list[Text], direction: Direction, issued: Issued | None = None
    ) -> Screening:
        """Screen Texts that travel together, and put on record what is flagged."""
        size = sum(len(text.value) for text in texts)
        with self.stage(exchange, Stage.SCREEN, direction=direction, texts=len(texts)) as span:
            screening = await self.run(
                exchange,
                lambda: exchange.wanted(exchange.guard.screen(texts, direction, issued)),
                at_once=exchange.guard.quick(direction, size),
            )
            span.note(findings=sum(each.counts for each in screening.verdict.decisions))
        await self.record(exchange, screening, "whole")
        exchange.screenings.append(screening)
        return screening

    async def remembered(self, exchange: Exchange) -> Mapping[str, str]:
        """Give the tokens of the history that an exchange continues."""
        if not exchange.continued or self._sessions is None:
            return {}
        return await self.run(exchange, partial(self._sessions.get, _kept_as(exchange, exchange.continued)))

    async def remember(self, exchange: Exchange, ident: str, tokens: Mapping[str, str]) -> None:
        """Keep the tokens of an exchange whose history the provider keeps, before anything of it leaves."""
        if not (ident and tokens and exchange.stored) or exchange.remembered or self._sessions is None:
            return
        exchange.remembered = True
        for each in {ident, exchange.continued} - {""}:
            await self.run(exchange, partial(self._sessions.put, _kept_as(exchange, each), tokens))

    def upstream_failed(self, exchange: Exchange, message: str) -> bytes:
        """Count that the provider failed, and give the error body that says so."""
        self.counts.upstream_failed()
        self.tell(Event.UPSTREAM_FAILED, exchange)
        return exchange.route.error(502, message, code="upstream_unavailable")

    def finish(self, exchange: Exchange, status: int, body: bytes, headers: Headers = (_JSON,)) -> Answer:
        """Give the answer that ends an exchange."""
        self.log(exchange, status)
        return Answer(status, (*headers, *exchange.headers()), body)

    def log(self, exchange: Exchange, status: int) -> None:
        """Tell the log how an exchange ended."""
        action, records = Label(exchange.action.word), len(exchange.records)
        exchange.trace.note(status=status, action=action, records=records)
        route = Label(exchange.route.name)
        self.tell(Event.EXCHANGE, exchange, route=route, status=status, action=action, records=records)

    def tell(self, what: Event, exchange: Exchange, **fields: Field) -> None:
        """Log an event of an exchange, with its tenant, and its trace if there is one."""
        if exchange.trace is not NOTHING:
            fields["trace"] = exchange.trace.trace
        event(what, tenant=self._name, **fields)


def _kept_as(exchange: Exchange, ident: str) -> str:
    """Give the name under which tokens are kept: those of one session are nobody's in another."""
    return f"{exchange.request.header(SESSION)}\0{ident}"
