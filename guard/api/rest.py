"""Guard's own REST endpoints under ``/guard/``, with their OpenAPI description at ``/guard/docs``."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from guard.asgi import headers, peer
from guard.exchange import Refused
from guard.results import row
from guard.tenancy.callers import Callers
from guard.tenancy.turnstile import TooMany
from guard.types import Direction
from guard.wire import anthropic, refusal
from guard.wire.table import ROUTES, Events, Route


class Check(BaseModel):
    """Strings to be screened together, as one message."""

    model_config = ConfigDict(extra="forbid")

    direction: Direction = Direction.PROMPT
    texts: list[str] = Field(min_length=1, max_length=1024)


class Result(BaseModel):
    """What came of one string."""

    action: str
    rules: list[str]
    findings: list[dict[str, Any]]
    harm: dict[str, float]
    severity: dict[str, float]
    not_run: list[dict[str, str]]
    text: str | None


class Checked(BaseModel):
    """What came of all of them; ``texts`` are null where nothing may leave."""

    action: str
    rules: list[str]
    texts: list[str] | None
    results: list[Result]


def application(callers: Callers, routers: Iterable[APIRouter] = ()) -> FastAPI:
    """Build the application that answers under ``/guard/``.

    Args:
        callers: who may call, and by which policy what they send is screened.
        routers: the endpoints of other systems that are answered as well.
    """
    app = FastAPI(
        title="Guard",
        description=_described(_passes(callers)),
        openapi_url="/guard/openapi.json",
        docs_url=None,
        redoc_url=None,
    )

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, bad: RequestValidationError) -> Response:
        """Name the field at fault, without what was in it."""
        first = bad.errors()[0]
        known = (step for step in first["loc"][1:] if isinstance(step, int) or step in Check.model_fields)
        field = ".".join(str(step) for step in known)
        return _error(422, f"{field or 'body'}: {first['msg']}", param=field or None)

    @app.exception_handler(Refused)
    async def refused(_request: Request, instead: Refused) -> Response:
        """Answer as the data path does when nothing may leave."""
        return Response(instead.body, status_code=instead.status, media_type="application/json")

    @app.exception_handler(TooMany)
    async def busy(_request: Request, bad: TooMany) -> Response:
        """Say when it is worth another try."""
        answer = _error(bad.status, bad.message, code=bad.code)
        answer.headers["retry-after"] = str(bad.after)
        return answer

    @app.exception_handler(HTTPException)
    async def unknown(_request: Request, bad: HTTPException) -> Response:
        """Say where the endpoints are listed."""
        return _error(
            bad.status_code, "unknown route: `/guard/docs` lists what there is", code="unknown_route"
        )

    @app.post("/guard/v1/check")
    async def check(body: Check, request: Request, response: Response) -> Checked:
        """Screen strings without sending them anywhere; flagged ones leave a record."""
        caller = await callers.caller(headers(request.scope), peer(request.scope))
        if caller is None:
            raise Refused(401, refusal.error(401, "no key that is known", code="invalid_api_key"))
        with caller.tenant.turnstile.passage():
            screening, record = await caller.service.check(body.texts, body.direction, app=caller.app)
        response.headers["x-guard-policy"] = screening.policy
        if record is not None:
            response.headers["x-guard-record"] = record.rid
            response.headers["x-guard-receipt"] = record.receipt
        return Checked(
            action=screening.action.word,
            rules=list(screening.rules),
            texts=None if screening.blocked else list(screening.values),
            results=[Result(**row(screening, at)) for at in range(len(body.texts))],
        )

    for router in routers:
        app.include_router(router)

    @app.get("/guard/docs", include_in_schema=False)
    async def docs() -> Response:
        """Describe the endpoints as plain HTML: no script, nothing fetched from elsewhere."""
        return Response(_page(app, _passes(callers)), media_type="text/html")

    return app


def _error(status: int, message: str, *, code: str | None = None, param: str | None = None) -> Response:
    body = refusal.error(status, message, code=code, param=param)
    return Response(body, status_code=status, media_type="application/json")


def _passes(callers: Callers) -> tuple[str, ...]:
    """Give the routes that anybody's policy has passed on, where there is but one: those of a tenant are its own."""
    anybody = callers.roster.anybody
    return () if anybody is None else anybody.service.guard.policy.passes


def _described(passes: Iterable[str]) -> str:
    """Say in one paragraph which routes there are."""
    screened = ", ".join(f"{route.method} {route.path}" for route in ROUTES)
    passed = ", ".join(passes)
    also = f" Not screened, by policy: {passed}." if passed else ""
    return f"Screened routes of the sidecar: {screened}.{also} All others are refused."


def _routes(passes: Iterable[str]) -> str:
    """Write the routes as tables: those that are screened, and apart from them those that pass."""
    rows = "".join(
        f"<tr><td><code>{route.method} {route.path}</code><td>{_api(route)}"
        f"<td>{'streams' if route.events is not Events.NONE else ''}</tr>"
        for route in ROUTES
    )
    passed = "".join(
        f"<tr><td><code>{escape(route)}</code><td>not screened, by policy</tr>" for route in passes
    )
    also = f"<h2>Passed on</h2><table>{passed}</table>" if passed else ""
    return f"<h2>Screened</h2><table>{rows}</table>{also}<p>All others are refused.</p>"


def _api(route: Route) -> str:
    """Name the API that a route belongs to."""
    if route.path.startswith("/openai/"):
        return "Azure OpenAI"
    return "Anthropic" if route.error is anthropic.error else "OpenAI"


def _page(app: FastAPI, passes: Iterable[str]) -> str:
    """Write the OpenAPI description as a page without scripts."""
    description = app.openapi()
    rows = [
        f"<h2><code>{method.upper()} {path}</code></h2><p>{escape(operation.get('description', ''))}</p>"
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    ]
    schemas = escape(json.dumps(description["components"]["schemas"], indent=2))
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Guard</title><h1>Guard</h1>"
        f"{_routes(passes)}{''.join(rows)}"
        f"<h2>Schemas</h2><pre>{schemas}</pre><p><a href=/guard/openapi.json>openapi.json</a></p></html>"
    )
