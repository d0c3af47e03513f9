"""The routes there are: which places of their bodies are special, and what is done with each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from guard.wire import chat
from guard.wire.document import NOTHING_SPECIAL, Paths


def _anything(_body: Mapping[str, Any]) -> None:
    """Accept any object."""


def _no_reply(_reply: Mapping[str, Any]) -> bytes | None:
    """Say that the route has no reply that stands for a refusal."""
    return None


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of an API.

    Args:
        name: what records and metrics call it.
        method: the HTTP method.
        path: the path.
        request: special places of its request bodies.
        reply: special places of its replies.
        validate: raises WireError for a body that cannot be this route's.
        refused_reply: makes the reply that stands for a blocked completion, or gives None.
        streams: whether it may answer with chat completion chunks.
    """

    name: str
    method: str
    path: str
    request: Paths = NOTHING_SPECIAL
    reply: Paths = NOTHING_SPECIAL
    validate: Callable[[Mapping[str, Any]], None] = _anything
    refused_reply: Callable[[Mapping[str, Any]], bytes | None] = _no_reply
    streams: bool = False


CHAT = Route(
    "chat.completions",
    "POST",
    "/v1/chat/completions",
    chat.REQUEST,
    chat.REPLY,
    chat.validate,
    chat.refused_reply,
    streams=True,
)
MODELS = Route("models", "GET", "/v1/models")
ANY_JSON = Route("json", "POST", "")
"""A JSON endpoint of an app behind the middleware: no field of it is special."""

ROUTES = (CHAT, MODELS)


def find(method: str, path: str) -> Route | None:
    """Give the route of a request, or None for one that nobody described."""
    path = path.rstrip("/")
    return next((route for route in ROUTES if (route.method, route.path) == (method, path)), None)


def find_within(method: str, path: str) -> Route:
    """Give the route of a request to an application, wherever in it a known route is mounted."""
    path = path.rstrip("/")
    return next((route for route in ROUTES if route.method == method and path.endswith(route.path)), ANY_JSON)
