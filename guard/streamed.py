"""A streamed reply: released piece by piece, each when it was screened and what is flagged is on record."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial

from guard.bodies import events
from guard.desk import Desk
from guard.errors import UpstreamError, WireError
from guard.exchange import SESSION, Exchange, Refused
from guard.forward import Reply
from guard.metrics import Stage
from guard.screen import Screening, Window, cutting, screen_window
from guard.stream.adapters import opened
from guard.stream.annotated import Annotated
from guard.stream.channel import Screens
from guard.stream.moderated import Moderated
from guard.stream.step import EventStream, Step
from guard.transform.restore import Restorer
from guard.types import Direction, Text
from guard.wire import sse


async def streamed(
    desk: Desk, exchange: Exchange, reply: Reply, before: Screening, tokens: Mapping[str, str]
) -> AsyncIterator[bytes]:
    """Screen a stream of events; what goes wrong after its start is its last event."""
    stream = opened(exchange.route.events, _screens(desk, exchange, tokens))
    if exchange.annotated:
        stream = Annotated(stream, before.verdict)
    if exchange.asked is not None:
        stream = Moderated(stream, before.verdict, desk.guard.policy.version)
    try:
        try:
            # One span for the whole stream: one for each of its steps would drown all others.
            with exchange.trace.span(Stage.SCREEN, direction=Direction.COMPLETION, streamed=True):
                async for out in _released(desk, exchange, stream, reply):
                    await desk.remember(exchange, stream.ident, tokens)
                    yield out
        except (WireError, UpstreamError):
            # What is held was sent and is screened like the rest; then the caller is told. What of it
            # cannot be read does not leave.
            with suppress(WireError):
                async for out in _steps(desk, exchange, stream.flush):
                    yield out
            message = "the provider broke off in the middle of its answer"
            yield _encode(stream.stop(desk.upstream_failed(exchange, message)))
    except Refused as refused:
        yield _encode(stream.stop(refused.body))
    desk.log(exchange, reply.status)


async def _released(
    desk: Desk, exchange: Exchange, stream: EventStream, reply: Reply
) -> AsyncIterator[bytes]:
    """Give what may leave of a stream as it comes, to its end."""
    async for received in events(reply):
        # What becomes ready with one event is a few sentences; a long event is read elsewhere.
        at_once = desk.guard.quick(Direction.COMPLETION, len(received.data))
        async for out in _steps(desk, exchange, partial(stream.feed, received), at_once=at_once):
            yield out
        if stream.over:
            return
    async for out in _steps(desk, exchange, stream.close):
        yield out


def _screens(desk: Desk, exchange: Exchange, tokens: Mapping[str, str]) -> Screens:
    """Give what a stream needs to know of the policy and of what the prompt gave away."""
    guard = desk.guard.within(exchange.request.header(SESSION), tokens)
    restorer = Restorer(tokens)

    def texts(those: list[Text]) -> Screening:
        return exchange.wanted(guard.screen(those, Direction.COMPLETION, restorer))

    def window(stretch: Window) -> tuple[Screening, int]:
        screening, high = screen_window(stretch, guard.rules, Direction.COMPLETION, restorer)
        return exchange.wanted(screening), high

    return Screens(texts, window, cutting(guard.policy, restorer), restorer.restore)


async def _steps(
    desk: Desk, exchange: Exchange, steps: Callable[[], Iterable[Step]], *, at_once: bool = False
) -> AsyncIterator[bytes]:
    with desk.metrics.spent(Stage.SCREEN):
        ready = await desk.run(exchange, lambda: list(steps()), at_once=at_once)
    for step in ready:
        if step.screening is not None:
            await desk.record(exchange, step.screening, "stream")
        if step.events:
            yield _encode(step)


def _encode(step: Step) -> bytes:
    return b"".join(sse.encode(each) for each in step.events)
