"""What every step of an exchange needs: a place to compute, the audit log, the counters."""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
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
from guard.recorder import Recorder
from guard.screen import Issued, Screening
from guard.sessions import SessionMap
from guard.telemetry import Event, Label, Metrics, event
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
    """

    def __init__(
        self,
        guard: Guard,
        recorder: Recorder | None,
        tenant: str,
        limits: Limits,
        sessions: SessionMap | None,
    ) -> None:
        if recorder is None and guard.policy.record is not Record.NONE:
            raise ValueError("a policy that records needs a log")
        self.guard = guard
        self.metrics = Metrics()
        for name, line in guard.lines.items():
            self.metrics.watch(name, line.standing)
        self._recorder = recorder
        self._tenant = tenant
        self.limits = limits
        self._sessions = sessions
        # Not the loop's default pool: a detector that hangs must not take the audit's threads along. A
        # screening that asks somebody else holds its thread while it waits.
        workers = _ASKING if guard.lines else _COMPUTING
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="guard-screen")

    @property
    def ready(self) -> bool:
        """Whether flagged exchanges can be recorded."""
        return self._recorder is None or self._recorder.ready

    def close(self) -> None:
        """Write what is queued for the audit log and stop."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._sessions is not None:
            self._sessions.close()
        if self._recorder is not None:
            self._recorder.close()

    async def run(self, exchange: Exchange, work: Callable[[], ResultT], *, at_once: bool = False) -> ResultT:
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
            async with asyncio.timeout(self.limits.screen_s):
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

    async def record(
        self, exchange: Exchange, screening: Screening, phase: Literal["whole", "stream"]
    ) -> None:
        """Make the record of a flagged screening durable, whether the client is still there or not."""
        exchange.action = max(exchange.action, screening.action)
        self.metrics.screened(screening.direction, screening.verdict)
        if not screening.flagged or self.guard.policy.record is Record.NONE or self._recorder is None:
            return
        origin = evidence.Origin(self._tenant, exchange.route.name, exchange.model, phase, exchange.corr)
        try:
            made = await self.run(exchange, partial(self._recorder.build, screening, origin))
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

    async def screened(
        self, exchange: Exchange, texts: list[Text], direction: Direction, issued: Issued | None = None
    ) -> Screening:
        """Screen Texts that travel together, and put on record what is flagged."""
        size = sum(len(text.value) for text in texts)
        screening = await self.run(
            exchange,
            lambda: exchange.wanted(exchange.guard.screen(texts, direction, issued)),
            at_once=exchange.guard.quick(direction, size),
        )
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
        self.metrics.upstream_failures.inc()
        event(Event.UPSTREAM_FAILED)
        return exchange.route.error(502, message, code="upstream_unavailable")

    def finish(self, exchange: Exchange, status: int, body: bytes, headers: Headers = (_JSON,)) -> Answer:
        """Give the answer that ends an exchange."""
        self.log(exchange, status)
        return Answer(status, (*headers, *exchange.headers()), body)

    def log(self, exchange: Exchange, status: int) -> None:
        """Tell the log how an exchange ended."""
        event(
            Event.EXCHANGE,
            route=Label(exchange.route.name),
            status=status,
            action=Label(exchange.action.word),
            records=len(exchange.records),
        )


def _kept_as(exchange: Exchange, ident: str) -> str:
    """Give the name under which tokens are kept: those of one session are nobody's in another."""
    return f"{exchange.request.header(SESSION)}\0{ident}"
