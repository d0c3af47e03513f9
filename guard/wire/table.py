"""The routes there are: which places of their bodies are special, and what is done with each."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from guard.types import Direction, Verdict
from guard.wire import (
    anthropic,
    audio,
    chat,
    citations,
    completions,
    embeddings,
    images,
    inline,
    models,
    moderations,
    refusal,
    responses,
    thinking,
)
from guard.wire.document import NOTHING_SPECIAL, Paths

_SEGMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.:-]{0,126}[A-Za-z0-9])?")


def _anything(_body: Mapping[str, Any]) -> None:
    """Accept any object."""


def _no_reply(_reply: Mapping[str, Any]) -> bytes | None:
    """Say that the route has no reply that stands for a refusal."""
    return None


class Events(Enum):
    """What a route's streams are made of."""

    NONE = "none"
    CHAT = "chat completion chunks"
    COMPLETIONS = "text completion chunks"
    RESPONSES = "events of the Responses API"
    ANTHROPIC = "events of the Messages API"


@dataclass(frozen=True, slots=True)
class Kept:
    """How a provider keeps the history of exchanges.

    Args:
        history: gives the id of what a request continues that is not in it.
        keeps: tells whether the provider stores the exchange.
    """

    history: Callable[[Mapping[str, Any]], str | None]
    keeps: Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of an API.

    Args:
        name: what records and metrics call it.
        method: the HTTP method.
        path: the path; ``{}`` stands for one segment that looks like an id or a name.
        request: special places of its request bodies.
        reply: special places of its replies.
        validate: raises WireError for a body that cannot be this route's.
        refused_reply: makes the reply that stands for a blocked completion, or gives None.
        events: what it may stream.
        error: writes an error body in the API's own shape.
        query: names of query parameters that are passed on; any other is refused.
        bodiless: whether its requests carry no body, so that there is no prompt to screen.
        kept: how its history is kept, where the provider keeps it.
        annotates: whether its replies can carry Azure's annotations.
        sent: gives a rewritten request as the API takes it, where more than texts has to change.
        given: the same for a rewritten reply.
        moderates: writes what OpenAI's ``moderation`` parameter asks for, where the API has it.
    """

    name: str
    method: str
    path: str
    request: Paths = NOTHING_SPECIAL
    reply: Paths = NOTHING_SPECIAL
    validate: Callable[[Mapping[str, Any]], None] = _anything
    refused_reply: Callable[[Mapping[str, Any]], bytes | None] = _no_reply
    events: Events = Events.NONE
    error: refusal.ErrorBody = refusal.error
    query: frozenset[str] = frozenset()
    bodiless: bool = False
    kept: Kept | None = None
    annotates: bool = False
    sent: Callable[[str, str, Mapping[str, str]], str] | None = None
    given: Callable[[str, str, Callable[[str], str]], str] | None = None
    moderates: Callable[[Verdict, Iterable[Verdict], str], dict[str, Any]] | None = None

    def named(self, path: str) -> str:
        """Give the first id or name in a path that `matches`, empty if it holds none."""
        steps = zip(self.path.split("/"), path.rstrip("/").split("/"), strict=False)
        return next((there for step, there in steps if step == "{}"), "")

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is this route's; ``path`` has no slash at its end."""
        if method != self.method:
            return False
        if "{}" not in self.path:
            return path == self.path
        wanted, given = self.path.split("/"), path.split("/")
        return len(wanted) == len(given) and all(
            _SEGMENT.fullmatch(there) is not None if step == "{}" else step == there
            for step, there in zip(wanted, given, strict=True)
        )


CHAT = Route(
    "chat.completions",
    "POST",
    "/v1/chat/completions",
    chat.REQUEST,
    chat.REPLY,
    chat.validate,
    chat.refused_reply,
    Events.CHAT,
    annotates=True,
    given=citations.followed_in_chat,
    moderates=inline.of_chat,
)
COMPLETIONS = Route(
    "completions",
    "POST",
    "/v1/completions",
    completions.REQUEST,
    completions.REPLY,
    completions.validate,
    completions.refused_reply,
    Events.COMPLETIONS,
    annotates=True,
)
EMBEDDINGS = Route(
    "embeddings", "POST", "/v1/embeddings", embeddings.REQUEST, embeddings.REPLY, embeddings.validate
)
IMAGES = Route(
    "images.generations", "POST", "/v1/images/generations", images.REQUEST, images.REPLY, images.validate
)
SPEECH = Route("audio.speech", "POST", "/v1/audio/speech", audio.REQUEST, audio.REPLY, audio.validate)
MODELS = Route("models", "GET", "/v1/models", reply=models.REPLY, query=models.QUERY, bodiless=True)
MODEL = replace(MODELS, name="model", path="/v1/models/{}", query=frozenset())
MODERATIONS = Route(
    "moderations", "POST", "/v1/moderations", moderations.REQUEST, validate=moderations.validate
)
"""Answered here: nothing of it is sent on."""
MESSAGES = Route(
    "messages",
    "POST",
    "/v1/messages",
    anthropic.REQUEST,
    anthropic.REPLY,
    anthropic.validate,
    anthropic.refused_reply,
    Events.ANTHROPIC,
    anthropic.error,
    anthropic.QUERY,
    sent=thinking.unsigned_request,
    given=thinking.unsigned_reply,
)
COUNT_TOKENS = Route(
    "messages.count_tokens",
    "POST",
    "/v1/messages/count_tokens",
    anthropic.REQUEST,
    anthropic.REPLY,
    anthropic.validate,
    error=anthropic.error,
    query=anthropic.QUERY,
    sent=thinking.unsigned_request,
)
_KEPT = Kept(responses.history, responses.keeps)
RESPONSES = Route(
    "responses",
    "POST",
    "/v1/responses",
    responses.REQUEST,
    responses.REPLY,
    responses.validate,
    responses.refused_reply,
    Events.RESPONSES,
    kept=_KEPT,
    given=citations.followed,
    moderates=inline.of_response,
)
RESPONSES_COMPACT = replace(
    RESPONSES,
    name="responses.compact",
    path="/v1/responses/compact",
    refused_reply=_no_reply,
    events=Events.NONE,
    moderates=None,
)
RESPONSES_INPUT_TOKENS = replace(
    RESPONSES_COMPACT, name="responses.input_tokens", path="/v1/responses/input_tokens"
)
RESPONSE = Route(
    "response",
    "GET",
    "/v1/responses/{}",
    reply=responses.REPLY,
    refused_reply=responses.refused_reply,
    events=Events.RESPONSES,
    query=responses.QUERY,
    bodiless=True,
    kept=_KEPT,
    given=citations.followed,
)
"""A stream of it begins at the beginning: what is taken up in the middle of a text cannot be screened."""
RESPONSE_CANCEL = replace(
    RESPONSE,
    name="response.cancel",
    method="POST",
    path="/v1/responses/{}/cancel",
    events=Events.NONE,
    query=frozenset(),
)
RESPONSE_DELETE = Route("response.delete", "DELETE", "/v1/responses/{}", reply=responses.REPLY, bodiless=True)
RESPONSE_INPUT_ITEMS = Route(
    "response.input_items",
    "GET",
    "/v1/responses/{}/input_items",
    reply=responses.INPUT_ITEMS,
    query=responses.ITEMS_QUERY,
    bodiless=True,
    kept=_KEPT,
)
ANY_JSON = Route("json", "POST", "")
"""A JSON endpoint of an app behind the middleware: no field of it is special."""

_API_VERSION = frozenset(("api-version",))
_BY_DEPLOYMENT = (CHAT, COMPLETIONS, EMBEDDINGS, IMAGES, SPEECH)
"""What Azure has under the name of a deployment too."""


def _on_azure(route: Route) -> tuple[Route, ...]:
    """Give a route of OpenAI's under the paths at which Azure has it."""
    rest = route.path.removeprefix("/v1")
    there = replace(
        route, name=f"azure.{route.name}", path=f"/openai{route.path}", query=route.query | _API_VERSION
    )
    old = replace(there, path=f"/openai{rest}")
    if route not in _BY_DEPLOYMENT:
        return (there, old)
    return (there, old, replace(_deployed(there), path=f"/openai/deployments/{{}}{rest}"))


def _deployed(route: Route) -> Route:
    """Give a route whose path names the model, so that the body need not."""

    def validate(body: Mapping[str, Any]) -> None:
        route.validate({"model": "", **body})

    return replace(route, validate=validate)


_RESPONSES = (
    RESPONSES,
    RESPONSES_COMPACT,
    RESPONSES_INPUT_TOKENS,
    RESPONSE,
    RESPONSE_CANCEL,
    RESPONSE_DELETE,
    RESPONSE_INPUT_ITEMS,
)
_OPENAI = (CHAT, COMPLETIONS, EMBEDDINGS, IMAGES, SPEECH, MODELS, MODEL, *_RESPONSES)
_AZURE = tuple(azure for route in _OPENAI for azure in _on_azure(route))

_ANTHROPIC = (MESSAGES, COUNT_TOKENS)

ROUTES: tuple[Route, ...] = (*_OPENAI, MODERATIONS, *_ANTHROPIC, *_AZURE)
"""Every route there is: a request that is none of these is refused."""


def find(method: str, path: str) -> Route | None:
    """Give the route of a request, or None for one that nobody described."""
    path = path.rstrip("/")
    return next((route for route in ROUTES if route.matches(method, path)), None)


def meets(method: str, template: str) -> Route | None:
    """Give the first route that has a path in common with a template, in whatever case it is written.

    Some providers read paths without regard to case, so another case must not be a way past the route.
    """
    steps = template.lower().split("/")
    return next((route for route in ROUTES if route.method == method and _meet(route, steps)), None)


def _meet(route: Route, steps: list[str]) -> bool:
    own = route.path.lower().split("/")
    return len(own) == len(steps) and all(
        "{}" in (here, there) or here == there for here, there in zip(own, steps, strict=True)
    )


def find_within(method: str, path: str) -> Route:
    """Give the route of a request to an application, wherever in it a known route is mounted.

    What an application says of moderation it says itself.
    """
    path = path.rstrip("/")
    return next(
        (
            route
            for route in ROUTES
            if route.method == method
            and "{}" not in route.path
            and route is not MODERATIONS
            and path.endswith(route.path)
        ),
        ANY_JSON,
    )


_WORDLESS = (
    "audio.speech",
    "embeddings",
    "messages.count_tokens",
    "models",
    "model",
    "moderations",
    "response.delete",
)
"""Routes whose replies hold no text of a model: numbers, sound, names."""


def rewritable() -> dict[str, frozenset[Direction]]:
    """Give, by the name of each route, the directions in which there are texts that can be rewritten."""
    found: dict[str, frozenset[Direction]] = {}
    for route in (*ROUTES, ANY_JSON):
        ways = set() if route.bodiless or route is MODERATIONS else {Direction.PROMPT}
        if route.name.removeprefix("azure.") not in _WORDLESS:
            ways.add(Direction.COMPLETION)
        found[route.name] = found.get(route.name, frozenset()) | ways
    return found
