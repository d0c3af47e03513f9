"""A reply that is read as a whole: screened, restored, and told about as its request asked."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from guard.bodies import PLAIN, as_object, read_reply, written
from guard.desk import Desk
from guard.exchange import LITTLE, SESSION, Answer, Exchange, Refused
from guard.forward import Reply, read_all
from guard.metrics import Stage
from guard.screen import Screening
from guard.transform.restore import Restorer
from guard.types import Direction
from guard.wire import annotations, fields, inline, jsontext, refusal

_ERROR: Final = 400
_NO_TEXT: Final = (204, 304)


async def whole(
    desk: Desk, exchange: Exchange, reply: Reply, before: Screening, tokens: Mapping[str, str]
) -> Answer:
    """Screen a reply that is read as a whole."""
    route = exchange.route
    data = await read_all(reply, desk.limits.reply)
    if not data or reply.status in _NO_TEXT:
        return desk.finish(exchange, reply.status, b"", reply.headers)
    little = len(data) <= LITTLE
    with desk.stage(exchange, Stage.READ):
        document = await desk.run(exchange, partial(read_reply, route, reply, data), at_once=little)
    if document is None and reply.status >= _ERROR:
        message = f"the provider answered with status {reply.status} and a body that cannot be screened"
        return desk.finish(exchange, reply.status, route.error(reply.status, message, code="upstream_error"))
    document = document or jsontext.unreadable()
    exchange.guard = desk.guard.within(exchange.request.header(SESSION), tokens)
    restorer = Restorer(tokens)
    texts = list(document.texts())
    after = await desk.screened(exchange, texts, Direction.COMPLETION, restorer)
    if after.blocked:
        return _refused(desk, exchange, reply, data, after)
    values = await desk.run(
        exchange, lambda: [restorer.restore(value) for value in after.values], at_once=little
    )
    body = data
    if values != [text.value for text in after.originals]:
        plain = reply.content_type == PLAIN
        with desk.stage(exchange, Stage.WRITE, direction=Direction.COMPLETION):
            body = await desk.run(exchange, partial(written, document, values, plain=plain))
        if route.given is not None and not plain:
            adjust = partial(route.given, document.source, body.decode(), restorer.restore)
            body = (await desk.run(exchange, adjust)).encode()
    if reply.status < _ERROR:
        await desk.remember(exchange, str(as_object(data).get("id", "")) if exchange.stored else "", tokens)
        if exchange.asked or exchange.annotated:
            body = await desk.run(exchange, partial(_told, desk, exchange, body, before, after))
    return desk.finish(exchange, reply.status, body, reply.headers)


def _told(desk: Desk, exchange: Exchange, body: bytes, before: Screening, after: Screening) -> bytes:
    """Give a reply with what the request asked to be told."""
    text = body.decode()
    if exchange.annotated:
        count = len(fields.array(as_object(body).get("choices")))
        text = annotations.annotated(text, count, before.verdict, (after.verdict, after.originals))
    if exchange.asked is not None and exchange.route.moderates is not None:
        version = desk.guard.policy.version
        text = inline.put_in(text, exchange.route.moderates(before.verdict, (after.verdict,), version))
    return text.encode()


def _refused(desk: Desk, exchange: Exchange, reply: Reply, data: bytes, after: Screening) -> Answer:
    route = exchange.route
    if after.verdict.outage:
        raise Refused(503, refusal.outage(route.error))
    own = route.refused_reply(as_object(data)) if reply.status < _ERROR else None
    if own is None:
        raise Refused(_ERROR, refusal.blocked_completion(after.verdict, after.policy, route.error))
    return desk.finish(exchange, reply.status, own, reply.headers)
