"""Guard's own REST endpoints under ``/guard/``, with their OpenAPI description at ``/guard/docs``."""

import json
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from guard.results import row
from guard.service import Refused, Service
from guard.types import Direction
from guard.wire import refusal


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


def application(service: Service) -> FastAPI:
    """Build the application that answers under ``/guard/``."""
    app = FastAPI(
        title="Guard",
        description="Screened routes of the sidecar: POST /v1/chat/completions, GET /v1/models. All others are refused.",
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

    @app.exception_handler(HTTPException)
    async def unknown(_request: Request, bad: HTTPException) -> Response:
        """Say where the endpoints are listed."""
        return _error(
            bad.status_code, "unknown route: `/guard/docs` lists what there is", code="unknown_route"
        )

    @app.post("/guard/v1/check")
    async def check(body: Check, response: Response) -> Checked:
        """Screen strings without sending them anywhere; flagged ones leave a record."""
        screening, record = await service.check(body.texts, body.direction)
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

    @app.get("/guard/docs", include_in_schema=False)
    async def docs() -> Response:
        """Describe the endpoints as plain HTML: no script, nothing fetched from elsewhere."""
        return Response(_page(app), media_type="text/html")

    return app


def _error(status: int, message: str, *, code: str | None = None, param: str | None = None) -> Response:
    body = refusal.error(status, message, code=code, param=param)
    return Response(body, status_code=status, media_type="application/json")


def _page(app: FastAPI) -> str:
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
        f"<p>{escape(app.description)}</p>{''.join(rows)}"
        f"<h2>Schemas</h2><pre>{schemas}</pre><p><a href=/guard/openapi.json>openapi.json</a></p></html>"
    )
