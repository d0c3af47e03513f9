"""A stand-in for a provider: answers in the shape of each API and quotes what it received.

It says it twice: once as it was received, and once so that the way back can be seen.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from guard.asgi import Receive, Scope, Send, read_body
from guard.standin import chat, messages, plain, responses
from guard.standin.said import MODEL

_LIMIT: Final = 32 << 20
_CREATED: Final = 1735689600
_LISTED: Final = {
    "id": MODEL,
    "object": "model",
    "created": _CREATED,
    "owned_by": "guard",
    "type": "model",
    "display_name": "Stand-in",
    "created_at": "2025-01-01T00:00:00Z",
}
Body = dict[str, Any]
Events = Callable[[Body], Iterator[tuple[str, str]]]

_ROUTES: Final[Mapping[str, tuple[Callable[[Body], Body], Events | None]]] = {
    "/chat/completions": (chat.reply, chat.events),
    "/completions": (plain.completion, plain.events),
    "/embeddings": (plain.embedding, None),
    "/responses": (responses.reply, responses.events),
    "/messages": (messages.reply, messages.events),
    "/messages/count_tokens": (messages.tokens, None),
}
"""By the end of the path: what gives a reply, and its events where it can be streamed."""
_NO_PICTURES: Final = {
    "message": "the stand-in has no pictures: expected a request for text",
    "type": "invalid_request_error",
    "param": None,
    "code": None,
}


async def standin(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    path: str = scope["path"]
    if scope["method"] == "GET":
        one = not path.endswith("/models")
        await _json(send, _LISTED if one else {"object": "list", "data": [_LISTED], "has_more": False})
        return
    body = await read_body(receive, _LIMIT)
    if path.endswith("/images/generations"):
        await _json(send, {"error": _NO_PICTURES}, status=400)
        return
    made = _made(path, _object(body))
    if isinstance(made, list):
        await _stream(send, made)
    else:
        # What is passed on unscreened, or not described here, may be anything: it is only measured.
        await _json(send, made or {"object": "stand-in", "bytes": len(body)})


def _made(path: str, request: Body | None) -> Body | list[tuple[str, str]] | None:
    """Give a reply or its events, None to what is no request of a route."""
    ends = [end for end in _ROUTES if path.endswith(end)]
    if request is None or not ends:
        return None
    reply, events = _ROUTES[max(ends, key=len)]
    try:
        return list(events(request)) if request.get("stream") and events is not None else reply(request)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _object(body: bytes) -> Body | None:
    try:
        request = json.loads(body)
    except ValueError:
        return None
    return request if isinstance(request, dict) else None


async def _json(send: Send, body: Mapping[str, Any], *, status: int = 200) -> None:
    data = json.dumps(body, ensure_ascii=False).encode()
    await _start(send, b"application/json", status=status)
    await send({"type": "http.response.body", "body": data})


async def _stream(send: Send, events: list[tuple[str, str]]) -> None:
    await _start(send, b"text/event-stream")
    for name, data in events:
        named = f"event: {name}\n" if name else ""
        event = f"{named}data: {data}\n\n".encode()
        await send({"type": "http.response.body", "body": event, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _start(send: Send, kind: bytes, *, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
