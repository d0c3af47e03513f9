"""The release service over HTTP: for officers' workstations and consoles. It never sees text or a private key.

    POST /audit/v1/release    the members of a signed access; what opens its record, once that is on record
    GET  /audit/v1/health     whether accesses can be put on record

The signature is the credential, so there are no cookies, and no other site's page is let in.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from audit.errors import RecordError, ReleaseError
from audit.events import Access
from audit.release import REFUSALS, Release, Released, refusal

MAX_BODY: Final = 16 * 1024
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def application(release: Release, note: Callable[[str], None] = lambda _: None) -> Starlette:
    """Build the application.

    Args:
        release: what it asks; blocking, so it runs in threads.
        note: told what came of each request, as `released` or a code of `audit.release.REFUSALS`.
    """

    async def answered(request: Request) -> Response:
        try:
            asked = _access(await _body(request))
            released = await run_in_threadpool(release.release, asked)
        except ReleaseError as error:
            note(error.code)
            return _error(error)
        except ClientDisconnect:
            return Response()  # nobody is there to read it
        except Exception:  # noqa: BLE001 - fail closed: only our own codes are known to hold nothing of a store
            note("unavailable")
            return _error(refusal("unavailable"))
        note("released")
        return JSONResponse(_members(released), headers=_HEADERS)

    async def health(_request: Request) -> Response:
        ready = await run_in_threadpool(lambda: release.ready)
        return JSONResponse({"ready": ready}, 200 if ready else 503, headers=_HEADERS)

    async def unknown(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return _error(refusal("unknown_route"), status)

    app = Starlette(
        routes=[
            Route("/audit/v1/release", answered, methods=["POST"]),
            Route("/audit/v1/health", health, methods=["GET"]),
        ],
        exception_handlers={HTTPException: unknown},
    )
    app.router.redirect_slashes = False
    return app


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            raise refusal("too_large")
    return body


def _access(raw: bytes) -> Access:
    """Read a request.

    Raises:
        ReleaseError: not the members of an access, each once and in its format.
    """
    try:
        members = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
        if not isinstance(members, dict) or members.keys() != Access.keys():
            raise refusal("malformed")
        return Access.read(members)
    except (RecordError, TypeError, ValueError, RecursionError):
        raise refusal("malformed") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _members(released: Released) -> dict[str, Any]:
    return {
        "hdr": released.hdr.decode("ascii"),
        "leaf": released.leaf.hex(),
        "sealed": base64.b64encode(released.sealed).decode("ascii"),
        "share": base64.b64encode(released.share).decode("ascii"),
        "receipt": asdict(released.receipt),
    }


def _error(error: ReleaseError, status: int = 0) -> Response:
    headers = _HEADERS | ({"Retry-After": str(error.wait)} if error.wait else {})
    content = {"error": {"code": error.code, "message": REFUSALS[error.code][1]}}
    return JSONResponse(content, status or error.status, headers=headers)
