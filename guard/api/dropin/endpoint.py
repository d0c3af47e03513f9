"""What the endpoints of all systems share: who calls, what was sent, how an answer and a mistake look."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from guard.asgi import ClientGone, headers, peer, read_body
from guard.errors import WireError
from guard.exchange import Answer, Refused
from guard.forward import Headers
from guard.screen import Issued, Screening
from guard.service import Examined, Service
from guard.telemetry import Event, Label, event
from guard.tenancy.callers import Callers
from guard.tenancy.roster import Caller
from guard.types import Action, Direction, Text
from guard.wire import jsontext

_JSON = ("content-type", "application/json")
_DIRECTION = "x-guard-direction"
_OUTAGE = "a detector did not run, and the policy lets nothing pass without it"
ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an endpoint.

    Args:
        caller: who calls.
        route: what records and logs call the endpoint.
        body: the JSON object that was sent, empty for a GET.
        path: the parameters in the path.
        query: the parameters behind it.
        headers: the request's, names in lower case.
    """

    caller: Caller
    route: str
    body: Mapping[str, Any] = field(repr=False)
    path: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    headers: Headers = field(repr=False)

    @property
    def service(self) -> Service:
        """Screens by the policy of the caller's tenant."""
        return self.caller.service

    @property
    def direction(self) -> Direction:
        """Which half of the policy applies, where the other system has no word for it.

        Raises:
            WireError: if the header says something else than a direction.
        """
        said = dict(self.headers).get(_DIRECTION, Direction.PROMPT.value)
        if said not in frozenset(Direction):
            raise WireError(f"header {_DIRECTION}: expected one of {', '.join(Direction)}")
        return Direction(said)

    async def examine(
        self,
        texts: Sequence[Text],
        direction: Direction,
        *,
        request_id: str = "",
        issued: Issued | None = None,
        known: Callable[[Screening], bool] = lambda _: False,
    ) -> Examined:
        """Screen what was sent; what is flagged is on record when this returns.

        Raises:
            Refused: if it cannot be recorded, or took too long.
            WireError: if a detector did not run and the policy lets nothing pass without it (503).
        """
        examined = await self.service.examine(
            texts,
            direction,
            self.route,
            app=self.caller.app,
            request_id=request_id,
            issued=issued,
            known=known,
        )
        if examined.screening.blocked and examined.screening.verdict.outage:
            raise outage()
        return examined


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of a system.

    Args:
        method: the HTTP method.
        path: the path, parameters in braces.
        handler: answers a call, or is the answer to anybody, as for a health probe.
        summary: one sentence for the list of endpoints.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Answer]] | Answer
    summary: str


@dataclass(frozen=True, slots=True)
class System:
    """A system whose endpoints are answered.

    Args:
        name: how settings, records and logs call it.
        endpoints: its operations.
        failure: writes a mistake as the system does.
    """

    name: str
    endpoints: tuple[Endpoint, ...]
    failure: Callable[[WireError], Answer]


def outage() -> WireError:
    """Give what is said when a detector did not run."""
    return WireError(_OUTAGE, status=HTTPStatus.SERVICE_UNAVAILABLE, code="filter_unavailable")


def answer(content: Any, more: Headers = (), status: int = 200) -> Answer:
    """Give an answer in JSON."""
    return Answer(status, (_JSON, *more), json.dumps(content).encode())


def parsed(model: type[ModelT], body: Mapping[str, Any], status: int = 400) -> ModelT:
    """Read a body as a model.

    Args:
        model: the model.
        body: the JSON object.
        status: the status of the answer to one that cannot be.

    Raises:
        WireError: naming the first field at fault, without what was in it.
    """
    try:
        return model.model_validate(body)
    except ValidationError as bad:
        first = bad.errors(include_url=False, include_input=False, include_context=False)[0]
        place = _place(first["loc"], _names(model))
        raise WireError(f"{place or 'body'}: {first['msg']}", param=place or None, status=status) from None


@lru_cache(maxsize=64)
def _names(model: type[BaseModel]) -> frozenset[str]:
    """Give the names of a model's fields and of those inside it: any other is somebody's text."""
    schema = model.model_json_schema()
    parts = (schema, *schema.get("$defs", {}).values())
    return frozenset(name for part in parts for name in part.get("properties", ()))


def _place(steps: Sequence[int | str], names: frozenset[str]) -> str:
    place = ""
    for step in steps:
        if isinstance(step, int):
            place += f"[{step}]"
        elif step in names:
            place += f".{step}"
    return place.lstrip(".")


def refusal(screening: Screening) -> str:
    """Say why something was refused: policy, labels and rules."""
    blocking = (each for each in screening.verdict.decisions if each.action is Action.BLOCK)
    what = ", ".join(sorted({each.finding.label for each in blocking}))
    return f"refused by policy {screening.policy}: {what} (rules {', '.join(screening.rules)})"


def labels(service: Service, direction: Direction) -> frozenset[str]:
    """Give every label that the policy looks for."""
    rules = service.guard.rules
    return frozenset(label for detector in rules.detectors[direction] for label in detector.labels)


def router(system: System, callers: Callers) -> APIRouter:
    """Give the routes of a system.

    Args:
        system: the system.
        callers: who may call.
    """
    made = APIRouter()
    for each in system.endpoints:
        made.add_api_route(
            each.path,
            _route(system, each, callers),
            methods=[each.method],
            description=each.summary,
            name=f"{system.name} {each.method} {each.path}",
            tags=[system.name],
        )
    return made


def _route(system: System, endpoint: Endpoint, callers: Callers) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        try:
            made = await _answer(system, endpoint, callers, request)
        except WireError as bad:
            made = _failed(system, bad)
        except Refused as refused:
            error = json.loads(refused.body)["error"]
            made = _failed(system, WireError(error["message"], status=refused.status, code=error["code"]))
        except ClientGone:
            raise
        except Exception as bug:  # noqa: BLE001  # a bug lets nothing pass, and says no more than its kind
            event(Event.FAILED, kind=Label(type(bug).__name__))
            made = _failed(system, outage())
        return Response(made.body, status_code=made.status, headers=dict(made.headers))

    return respond


def _failed(system: System, bad: WireError) -> Answer:
    event(Event.REFUSED, route=Label(f"dropin.{system.name}"), status=bad.status)
    return system.failure(bad)


async def _answer(system: System, endpoint: Endpoint, callers: Callers, request: Request) -> Answer:
    if isinstance(endpoint.handler, Answer):
        return endpoint.handler
    sent = headers(request.scope)
    caller = await callers.caller(sent, peer(request.scope))
    if caller is None:
        raise WireError("no key that is known", status=HTTPStatus.UNAUTHORIZED, code="invalid_api_key")
    with caller.tenant.turnstile.passage():
        body: Mapping[str, Any] = {}
        if endpoint.method != "GET":
            data = await read_body(request.receive, caller.tenant.body, dict(sent).get("content-length", ""))
            body = await caller.service.aside(partial(_loaded, data))
        call = Call(
            caller, f"dropin.{system.name}", body, dict(request.path_params), dict(request.query_params), sent
        )
        return await endpoint.handler(call)


def _loaded(data: bytes) -> Mapping[str, Any]:
    jsontext.read(data)  # refuses what two readers could read differently
    return jsontext.load(data)
