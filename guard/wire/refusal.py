"""Error bodies, in OpenAI's shape unless told otherwise, with Azure's details where content was filtered.

Names rules, entities and places; never a value.
"""

import json
from typing import Any, Protocol

from guard.types import Action, Text, Verdict
from guard.wire import annotations

_TYPES = {401: "authentication_error", 404: "invalid_request_error"}


class ErrorBody(Protocol):
    """Writes an error body in the shape of one API."""

    def __call__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        inner: dict[str, Any] | None = None,
    ) -> bytes:
        """Write it; what the API has no place for is left out."""


def error(
    status: int,
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,
    inner: dict[str, Any] | None = None,
) -> bytes:
    """Write an error body: message, type, param and code are always there."""
    server = 500
    kind = _TYPES.get(status, "server_error" if status >= server else "invalid_request_error")
    body: dict[str, Any] = {"message": message, "type": kind, "param": param, "code": code}
    if inner is not None:
        body["innererror"] = inner
    return json.dumps({"error": body}).encode()


def outage(error: ErrorBody = error) -> bytes:
    """Write the error body for a filter that did not run (HTTP 503)."""
    return error(
        503, "a detector did not run, and the policy lets nothing pass without it", code="filter_unavailable"
    )


def blocked_prompt(verdict: Verdict, texts: tuple[Text, ...], policy: str, error: ErrorBody = error) -> bytes:
    """Write the error body of a prompt that a policy refuses (HTTP 400)."""
    deciding = [decision for decision in verdict.decisions if decision.action is Action.BLOCK]
    what = ", ".join(sorted({decision.finding.label for decision in deciding}))
    results = annotations.found(deciding)
    return error(
        400,
        f"the prompt was refused by policy {policy}: {what} (rules {', '.join(verdict.rules)})",
        code="content_filter",
        param=texts[deciding[0].finding.text].place or None if deciding else None,
        # Azure's SDKs read the singular name, its documentation also shows the plural.
        inner={
            "code": "ResponsibleAIPolicyViolation",
            "content_filter_result": results,
            "content_filter_results": results,
        },
    )


def blocked_completion(verdict: Verdict, policy: str, error: ErrorBody = error) -> bytes:
    """Write the error body of a reply that a policy refuses, on a route without a reply for that."""
    what = ", ".join(
        sorted({each.finding.label for each in verdict.decisions if each.action is Action.BLOCK})
    )
    message = f"the reply was refused by policy {policy}: {what} (rules {', '.join(verdict.rules)})"
    return error(400, message, code="content_filter")
