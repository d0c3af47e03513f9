"""Error bodies in OpenAI's shape, with Azure's details where content was filtered.

Names rules, entities and places; never a value.
"""

import json
from typing import Any

from guard.types import Action, Category, Decision, Kind, Severity, Text, Verdict

_BINARY = {Category.PROMPT_ATTACK: "jailbreak"}
_TYPES = {401: "authentication_error", 404: "invalid_request_error"}


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


def outage() -> bytes:
    """Write the error body for a filter that did not run (HTTP 503)."""
    return error(
        503, "a detector did not run, and the policy lets nothing pass without it", code="filter_unavailable"
    )


def blocked_prompt(verdict: Verdict, texts: tuple[Text, ...], policy: str) -> bytes:
    """Write the error body of a prompt that a policy refuses (HTTP 400)."""
    deciding = [decision for decision in verdict.decisions if decision.action is Action.BLOCK]
    what = ", ".join(sorted({decision.finding.label for decision in deciding}))
    results = _filter_results(deciding)
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


def blocked_completion(verdict: Verdict, policy: str) -> bytes:
    """Write the error body of a reply that a policy refuses, on a route without a reply for that."""
    what = ", ".join(
        sorted({each.finding.label for each in verdict.decisions if each.action is Action.BLOCK})
    )
    message = f"the reply was refused by policy {policy}: {what} (rules {', '.join(verdict.rules)})"
    return error(400, message, code="content_filter")


def _filter_results(deciding: list[Decision]) -> dict[str, dict[str, Any]]:
    results: dict[str, dict[str, Any]] = {}
    for finding in (decision.finding for decision in deciding):
        if finding.kind is not Kind.CATEGORY:
            results.setdefault("personal_information", {"filtered": True, "detected": True})
        elif finding.label in _BINARY:
            results[_BINARY[Category(finding.label)]] = {"filtered": True, "detected": True}
        else:
            known = results.get(finding.label, {}).get("severity", "safe")
            worst = max(Severity[known.upper()], finding.severity)
            results[finding.label] = {"filtered": True, "severity": worst.name.lower()}
    return results
