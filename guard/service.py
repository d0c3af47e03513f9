"""The data path of one exchange; what is flagged on it goes on record at the `guard.desk`, and nowhere else.

    read → screen the prompt → record → send on → screen the reply → record → answer

Nothing flagged leaves before its record is durable. Whatever goes wrong is an answer in the API's
own shape; no answer repeats what somebody wrote.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from guard import labels
from guard.bodies import EVENTS, read_request, written
from guard.decide.policy import Annotations, History
from guard.decide.when import Context
from guard.desk import Desk
from guard.engine import Guard
from guard.errors import UpstreamError, UpstreamTimeout, WireError
from guard.exchange import ANNOTATIONS, LITTLE, SESSION, Answer, Exchange, Limits, Refused
from guard.forward import Headers, Reply, Request, Upstream
from guard.metrics import Metrics, Reading, Stage
from guard.recorder import Recorded, Recorder
from guard.screen import Issued, Screening
from guard.sessions import SessionMap
from guard.standing import Standing
from guard.streamed import streamed
from guard.telemetry import Event, Label
from guard.tracing import OFF, Tracing
from guard.types import Direction, Text, readable
from guard.whole import whole
from guard.wire import inline, moderations, refusal
from guard.wire.table import MODERATIONS, Events, Route

_ERROR: Final = 400
_OPEN_ENDED: Final = 300
_HISTORIES: Final = ("previous_response_id", "conversation", "input")
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
        apps: app labels that records may show; any other is written as ``other``.
        pool: where screenings run, that of all tenants; None for one of its own.
        metrics: where everything is counted; None for counters of its own.
        closing: lets go of what was opened for it.
        tracing: where spans go.
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
        apps: Iterable[str] = (),
        pool: ThreadPoolExecutor | None = None,
        metrics: Metrics | None = None,
        closing: Callable[[], None] = lambda: None,
        tracing: Tracing = OFF,
    ) -> None:
        self._desk = Desk(guard, recorder, tenant, limits, sessions, pool, metrics, tracing)
        self._standing = Standing(recorder)
        self.guard = guard
        self.metrics = self._desk.metrics
        self.counts = self._desk.counts
        self._models = frozenset(models)
        self._apps = frozenset(apps)
        self._closing = closing
        self._within = 0
        self.tenant = tenant

    @property
    def ready(self) -> bool:
        """Whether flagged exchanges can be recorded."""
        return self._desk.ready

    @property
    def recording(self) -> bool:
        """Whether its audit log is open."""
        return self._desk.recording

    @property
    def within(self) -> int:
        """Exchanges under way."""
        return self._within

    def readings(self) -> Iterable[Reading]:
        """Give what is looked at when metrics are read."""
        return self._desk.readings()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._within += 1
        self.metrics.in_flight.inc()
        try:
            yield
        finally:
            self._within -= 1
            self.metrics.in_flight.dec()

    def start(self) -> None:
        """Open the audit store before the first flagged exchange needs it."""
        _ = self.ready  # the first look starts the log's writer, which opens the store

    def close(self) -> None:
        """Write what is queued for the audit log and stop."""
        self._desk.close()
        self._closing()

    async def check(
        self, texts: Sequence[str], direction: Direction, *, app: str = ""
    ) -> tuple[Screening, Recorded | None]:
        """Screen strings outside any exchange, one message together.

        Args:
            texts: the strings.
            direction: prompt or completion.
            app: the label of the app that asks, by its credential.

        Returns:
            The screening and what was recorded of it, if it left a record.

        Raises:
            Refused: if it is flagged and cannot be recorded, or took too long.
        """
        items = [Text(f"/texts/{at}", readable(text), place=f"texts[{at}]") for at, text in enumerate(texts)]
        exchange = Exchange(Route("check", "POST", ""), Request("POST", ""), self.guard, app=app)
        self._settle(exchange, "")
        work = partial(exchange.guard.screen, items, direction)
        with self._desk.traced(exchange):
            with self._desk.stage(exchange, Stage.SCREEN, direction=direction, texts=len(items)):
                screening = await self._desk.run(exchange, work)
            await self._desk.record(exchange, screening, "whole")
        return screening, exchange.records[0] if exchange.records else None

    async def examine(
        self,
        texts: Sequence[Text],
        direction: Direction,
        route: str,
        *,
        app: str = "",
        request_id: str = "",
        issued: Issued | None = None,
        known: Callable[[Screening], bool] = lambda _: False,
    ) -> Examined:
        """Screen Texts that another system asks about.

        Args:
            texts: what travels together.
            direction: prompt or completion.
            route: what records and logs call the endpoint.
            app: the label of the app that asks, by its credential.
            request_id: the caller's own id of the request, of which a record keeps a keyed digest.
            issued: what the prompt of the same exchange put in the place of values.
            known: tells of a screening whether it is on record already.

        Raises:
            Refused: if it is flagged and cannot be recorded, or took too long.
        """
        request = Request("POST", "", headers=(("x-request-id", request_id),))
        exchange = Exchange(Route(route, "POST", ""), request, self.guard, app=app, corr=self._corr(request))
        self._settle(exchange, "")
        work = partial(exchange.guard.screen, texts, direction, issued)
        with self._desk.traced(exchange):
            with self._desk.stage(exchange, Stage.SCREEN, direction=direction, texts=len(texts)):
                screening = await self._desk.run(exchange, work)
            exchange.screenings.append(screening)
            exchange.action = screening.action
            if not known(screening):
                await self._desk.record(exchange, screening, "whole")
            self._desk.log(exchange, 200)
        return Examined(screening, exchange.headers())

    async def aside(self, work: Callable[[], ResultT]) -> ResultT:
        """Run other work on somebody's text off the event loop, for as long as a screening may take.

        Raises:
            Refused: if it took too long, or failed.
        """
        return await self._desk.run(
            Exchange(Route("aside", "POST", ""), Request("POST", ""), self.guard), work
        )

    @asynccontextmanager
    async def exchange(
        self, route: Route, request: Request, upstream: Upstream, *, app: str = ""
    ) -> AsyncIterator[Answer]:
        """Screen a request, send it on, screen the reply.

        The answer's body has to be read before the context is left; leaving it early, as when the
        client is gone, lets go of the upstream.

        Args:
            route: the operation.
            request: what was asked.
            upstream: where it goes.
            app: the label of the app that asks, by its credential; what the request says itself counts less.
        """
        exchange = Exchange(route, request, self.guard, app=app)
        with self._counted(), self._desk.traced(exchange):
            async with AsyncExitStack() as stack:
                yield await self._answer(exchange, upstream, stack)

    async def _answer(self, exchange: Exchange, upstream: Upstream, stack: AsyncExitStack) -> Answer:
        route = exchange.route
        try:
            return await self._through(exchange, upstream, stack)
        except Refused as refused:
            return self._desk.finish(exchange, refused.status, refused.body)
        except WireError as bad:
            self._desk.tell(Event.REFUSED, exchange, route=Label(route.name), status=bad.status)
            body = route.error(bad.status, bad.message, code=bad.code, param=bad.param)
            return self._desk.finish(exchange, bad.status, body)
        except UpstreamTimeout:
            body = self._desk.upstream_failed(exchange, "the provider did not answer in time")
            return self._desk.finish(exchange, 504, body)
        except UpstreamError:
            body = self._desk.upstream_failed(exchange, "the provider could not be reached")
            return self._desk.finish(exchange, 502, body)

    async def _through(self, exchange: Exchange, upstream: Upstream, stack: AsyncExitStack) -> Answer:
        request, route = exchange.request, exchange.route
        exchange.corr = self._corr(request)
        if route.bodiless:
            self._settle(exchange, route.named(request.path))
            before = exchange.guard.screen((), Direction.PROMPT)
            exchange.continued = "" if route.kept is None else route.named(request.path)
            tokens = await self._desk.remembered(exchange)
            reply = await self._sent(exchange, stack, upstream, request)
            return await self._replied(exchange, reply, before, tokens)
        with self._desk.stage(exchange, Stage.READ):
            document, body = await self._desk.run(
                exchange, partial(read_request, exchange, self._models), at_once=len(request.body) <= LITTLE
            )
        self._settle(exchange, str(body.get("model") or route.named(request.path)))
        if route is MODERATIONS:
            return await self._moderate(exchange, moderations.asked(document, body))
        known = await self._asked(exchange, body)
        before = await self._desk.screened(exchange, list(document.texts()), Direction.PROMPT)
        if before.blocked:
            if before.verdict.outage:
                raise Refused(503, refusal.outage(route.error))
            raise Refused(
                _ERROR, refusal.blocked_prompt(before.verdict, before.originals, before.policy, route.error)
            )
        sent = request.body
        if before.values != tuple(text.value for text in before.originals):
            work = partial(written, document, before.values, plain=exchange.plain)
            with self._desk.stage(exchange, Stage.WRITE, direction=Direction.PROMPT):
                sent = await self._desk.run(exchange, work)
        tokens = {**known, **before.tokens}
        if route.sent is not None and sent is not request.body:
            adjust = partial(route.sent, document.source, sent.decode(), tokens)
            sent = (await self._desk.run(exchange, adjust)).encode()
        if exchange.asked is not None:
            sent = inline.taken_out(sent.decode()).encode()
        reply = await self._sent(exchange, stack, upstream, replace(request, body=sent))
        return await self._replied(exchange, reply, before, tokens)

    async def _sent(
        self, exchange: Exchange, stack: AsyncExitStack, upstream: Upstream, request: Request
    ) -> Reply:
        """Send a request on, and wait until the reply begins."""
        with self._desk.stage(exchange, Stage.UPSTREAM) as span:
            headers = span.carried(request.headers)
            asked = request if headers is request.headers else replace(request, headers=headers)
            reply = await stack.enter_async_context(upstream.send(asked))
            span.note(status=reply.status)
        return reply

    async def _replied(
        self, exchange: Exchange, reply: Reply, before: Screening, tokens: Mapping[str, str]
    ) -> Answer:
        """Screen a reply, streamed or not."""
        streams = exchange.route.events is not Events.NONE
        if reply.content_type == EVENTS and streams and reply.status < _OPEN_ENDED:
            headers = (*reply.headers, *exchange.headers())
            return Answer(reply.status, headers, streamed(self._desk, exchange, reply, before, tokens))
        return await whole(self._desk, exchange, reply, before, tokens)

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
        known = await self._desk.remembered(exchange)
        exchange.guard = exchange.guard.within(exchange.request.header(SESSION), known)
        return known

    def _settle(self, exchange: Exchange, model: str) -> None:
        """Settle which rules hold for an exchange, now that it is known what it is."""
        request = exchange.request
        app = exchange.app or labels.app(request)
        context = Context(exchange.route.name, model, app, labels.labels(request))
        guard = self._standing.guard(self.guard, context, exchange.app)
        exchange.guard = guard.within(request.header(SESSION))
        exchange.app = app if app in self._apps else "other" if app else ""

    async def _moderate(self, exchange: Exchange, inputs: Sequence[list[Text]]) -> Answer:
        """Answer what is asked about texts that go nowhere."""
        verdicts = []
        for texts in inputs:
            screening = await self._desk.screened(exchange, texts, Direction.PROMPT)
            if screening.verdict.outage:
                raise Refused(503, refusal.outage(exchange.route.error))
            verdicts.append(screening.verdict)
        body = moderations.write(verdicts, self.guard.policy.version, secrets.token_hex(12))
        return self._desk.finish(exchange, 200, body)

    def _corr(self, request: Request) -> str:
        """Give what joins a record with the caller's own logs: a digest of its request id, keyed by day."""
        request_id = request.header("x-request-id")
        day = datetime.now(tz=UTC).date().isoformat()
        return self.guard.digest(f"corr/{day}", request_id) if request_id else ""
