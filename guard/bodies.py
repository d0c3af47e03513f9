"""Bodies of requests and replies as documents, and back."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

from guard.errors import WireError
from guard.exchange import Exchange
from guard.forward import Headers, Reply, Request
from guard.wire import jsontext, sse
from guard.wire.document import Document
from guard.wire.table import ANY_JSON, Route

JSON = "application/json"
PLAIN = "text/plain"
EVENTS = "text/event-stream"
_ERROR = 400


def read_request(exchange: Exchange, models: Collection[str]) -> tuple[Document, Mapping[str, Any]]:
    """Read a request's body; note the model, and whether it is plain text.

    Args:
        exchange: the exchange; its route says how to read.
        models: names that records may show; any other is noted as ``other``.

    Returns:
        The document, and the same as an object, empty where the route is not one of a provider's.

    Raises:
        WireError: if it cannot be this route's.
    """
    request, route = exchange.request, exchange.route
    if route is ANY_JSON:
        exchange.plain = request.header("content-type").lower().startswith(PLAIN)
        return _any_body(request), {}
    document = jsontext.read(request.body, route.request)
    body = jsontext.load(request.body)
    route.validate(body)
    exchange.model = body["model"] if body.get("model") in models else "other"
    return document, body


def read_reply(route: Route, reply: Reply, data: bytes) -> Document | None:
    """Read a reply's body: JSON by its places, plain text as one string; None if it is neither.

    No provider answers in plain text but with an error: what calls itself so may be a stream, its texts in pieces.
    """
    if reply.content_type == PLAIN:
        plain = route is ANY_JSON or reply.status >= _ERROR
        return _plain(reply.headers, data) if plain else None
    try:
        return jsontext.read(data, route.reply, lenient=True)
    except WireError:
        return None


def written(document: Document, values: Sequence[str], *, plain: bool) -> bytes:
    """Write a body with new values; what spelled a text token by token goes with it."""
    return values[0].encode() if plain else document.put(values, drop_groups=True).encode()


def as_object(data: bytes) -> Mapping[str, Any]:
    """Give a JSON object, an empty one if the data are something else."""
    try:
        return jsontext.load(data)
    except (ValueError, WireError):
        return {}


async def events(reply: Reply) -> AsyncIterator[sse.ServerEvent]:
    """Give the events of a reply."""
    reader = sse.EventReader()
    async for piece in reply.body:
        for each in reader.feed(piece):
            yield each
    for each in reader.close():
        yield each


def _any_body(request: Request) -> Document:
    """Read a body of an endpoint that nobody described; what is not JSON cannot be read."""
    media_type = request.header("content-type").partition(";")[0].strip().lower()
    if not request.body:
        return jsontext.read(b"null")
    if "content-encoding" not in dict(request.headers):
        if media_type == JSON or media_type.endswith("+json"):
            return jsontext.read(request.body)
        if media_type == PLAIN:
            return _plain(request.headers, request.body) or jsontext.unreadable()
    return jsontext.unreadable()


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
