"""What all endpoints share: keys, bodies, mistakes in each system's own shape, nothing said twice."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

from guard.api.dropin.endpoint import Call, Endpoint, System, answer, parsed, router
from guard.errors import WireError
from guard.exchange import Answer
from guard.forward import Upstream
from guard.passing import Passing
from guard.service import Service
from guard.tenancy.callers import Callers
from guard.tenancy.roster import Tenant, alone
from guard.tenancy.turnstile import Bounds, Turnstile

NOBODY = Tenant(
    "default", cast("Service", None), cast("Upstream", None), cast("Passing", None), Turnstile(Bounds()), 1
)

SECRET = "zebracrossing@leak.example.org"
LITELLM = "/beta/litellm_basic_guardrail_api"
AZURE = "/contentsafety/text:analyze?api-version=2024-09-01"
BEDROCK = "/guardrail/patterns/version/DRAFT/apply"

# A request of each operation that takes text, with the secret where text goes, and how its errors look.
REQUESTS: dict[str, tuple[str, dict[str, Any], Callable[[Any], str]]] = {
    "presidio": ("/analyze", {"text": SECRET, "language": "en"}, lambda body: body["error"]),
    "presidio list": ("/analyze", {"text": [SECRET], "language": "en"}, lambda body: body["error"]),
    "litellm": (
        LITELLM,
        {"input_type": "request", "texts": [SECRET], "request_data": {}},
        lambda body: body["error"]["message"],
    ),
    "litellm reply": (
        LITELLM,
        {"input_type": "response", "texts": [SECRET], "request_data": {}},
        lambda body: body["error"]["message"],
    ),
    "azure": (AZURE, {"text": SECRET}, lambda body: body["error"]["message"]),
    "bedrock": (
        BEDROCK,
        {"source": "INPUT", "content": [{"text": {"text": SECRET}}]},
        lambda body: body["message"],
    ),
    "llm-guard": ("/analyze/prompt", {"prompt": SECRET}, lambda body: body["message"]),
    "llm-guard output": ("/analyze/output", {"prompt": "", "output": SECRET}, lambda body: body["message"]),
    "llm-guard scan": ("/scan/prompt", {"prompt": SECRET}, lambda body: body["message"]),
    "llm-guard scan output": ("/scan/output", {"prompt": "", "output": SECRET}, lambda body: body["message"]),
    "agentgateway": (
        "/request",
        {"body": {"messages": [{"role": "user", "content": SECRET}]}},
        lambda body: body["error"]["message"],
    ),
    "agentgateway reply": (
        "/response",
        {"body": {"choices": [{"message": {"role": "assistant", "content": SECRET}}]}},
        lambda body: body["error"]["message"],
    ),
}
every = pytest.mark.parametrize(("path", "body", "said"), REQUESTS.values(), ids=list(REQUESTS))


@every
def test_whoever_has_no_key_that_is_known_is_refused(
    call: Any, path: str, body: dict[str, Any], said: Callable[[Any], str]
) -> None:
    for key, more in (("", {}), ("wrong", {}), ("", {"headers": {"x-api-key": "wrong"}})):
        sent = call(path, body, key=key, **more)
        assert sent.status == (403 if path == BEDROCK else 401)
        assert said(sent.body)
        assert SECRET not in sent.text


@pytest.mark.parametrize("header", ["x-api-key", "api-key", "ocp-apim-subscription-key"])
def test_a_key_counts_in_any_of_the_headers(call: Any, other_key: str, header: str) -> None:
    for path, body, _ in REQUESTS.values():
        assert call(path, body, key="", headers={header: other_key}).status == 200


def test_lists_need_a_key_and_a_health_probe_does_not(call: Any) -> None:
    for path in ("/recognizers", "/supportedentities", "/anonymizers"):
        assert call(path, method="GET", key="").status == 401
        assert call(path, method="GET").status == 200
    assert call("/health", method="GET", key="").status == 200


@every
def test_what_is_flagged_is_on_record_and_nowhere_else(
    call: Any, places: Path, capfd: pytest.CaptureFixture[str], path: str, body: dict[str, Any], said: Any
) -> None:
    sent = call(path, body)
    assert sent.status == 200
    assert sent.headers["x-guard-action"] == "redact"
    logged = capfd.readouterr()
    on_disk = b"".join(each.read_bytes() for each in places.rglob("*") if each.is_file())
    everywhere = on_disk + (logged.out + logged.err).encode() + str(sent.headers).encode()
    for form in (SECRET.encode(), base64.b64encode(SECRET.encode())[:-4], SECRET.encode().hex().encode()):
        assert form not in everywhere
    assert SECRET not in sent.text


BODIES: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 400),
    "not json": (SECRET.encode(), 400),
    "cut off": (b'{"text": "' + SECRET.encode(), 400),
    "not utf-8": (b'{"text": "\xff\xfe"}', 400),
    "not an object": (f'["{SECRET}"]'.encode(), 400),
    "fifty levels deep": (b'{"text": ' + b"[" * 50 + b"]" * 50 + b"}", 400),
    "a member named twice": (f'{{"text": 1, "text": "{SECRET}"}}'.encode(), 400),
    "too long": (b'{"text": "' + b"x" * (1 << 20) + b'"}', 413),
    "too many strings": (b'{"text": [' + b'"a",' * 50_001 + b'"a"]}', 413),
}


@pytest.mark.parametrize("wrong", list(BODIES))
@pytest.mark.parametrize("name", ["presidio", "litellm", "azure", "bedrock", "llm-guard", "agentgateway"])
def test_unreadable_bodies_are_4xx_in_the_systems_own_shape(
    call: Any, capfd: pytest.CaptureFixture[str], name: str, wrong: str
) -> None:
    path, _, said = REQUESTS[name]
    body, status = BODIES[wrong]
    sent = call(path, body)
    assert sent.status == status
    assert said(sent.body)
    logged = capfd.readouterr()
    assert SECRET not in sent.text + logged.out + logged.err + str(sent.headers)


@every
def test_an_audit_outage_is_a_503(
    start: Callable[..., Any], places: Path, path: str, body: dict[str, Any], said: Callable[[Any], str]
) -> None:
    call = start("policy: patterns\nprompt: &e {entities: {EMAIL_ADDRESS: redact}}\ncompletion: *e\n")
    away = places.with_name("away")
    places.rename(away)
    try:
        sent = call(path, body)
        assert sent.status == 503
        assert SECRET not in sent.text
        assert "recorded" in said(sent.body)
    finally:
        away.rename(places)


class Broken:
    """A recogniser that breaks down on every text."""

    name = "broken"
    supported_entities = ("BROKEN",)

    def analyze(self, *_: Any) -> list[Any]:
        raise RuntimeError(SECRET)


@every
def test_a_detector_that_did_not_run_is_a_503(
    start: Callable[..., Any],
    capfd: pytest.CaptureFixture[str],
    path: str,
    body: dict[str, Any],
    said: Callable[[Any], str],
) -> None:
    policy = (
        "policy: patterns\nprompt: &e {entities: {BROKEN: redact}}\ncompletion: *e\naudit: {record: none}\n"
    )
    sent = start(policy, recognisers=[Broken()])(path, body)
    logged = capfd.readouterr()
    assert sent.status == 503
    assert "did not run" in said(sent.body)
    assert SECRET not in sent.text + logged.out + logged.err


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_refused(call: Any, method: str) -> None:
    for path in ("/analyze", LITELLM, "/request"):
        assert call(path, method=method).status in (404, 405)


def test_lone_surrogates_are_no_crash(call: Any) -> None:
    text = "\\ud83d to jane@example.org"
    bodies = {
        "/analyze": f'{{"text": "{text}"}}',
        "/anonymize": f'{{"text": "{text}", "analyzer_results": []}}',
        "/analyze/prompt": f'{{"prompt": "{text}"}}',
        LITELLM: f'{{"input_type": "request", "texts": ["{text}"], "request_data": {{}}}}',
        AZURE: f'{{"text": "{text}"}}',
        BEDROCK: f'{{"source": "INPUT", "content": [{{"text": {{"text": "{text}"}}}}]}}',
        "/request": f'{{"body": {{"messages": [{{"role": "user", "content": "{text}"}}]}}}}',
    }
    for path, body in bodies.items():
        sent = call(path, body.encode())
        assert sent.status in (200, 400, 422), path
        assert sent.status != 200 or path == "/anonymize" or sent.headers["x-guard-action"] == "redact"


def test_where_keys_are_configured_guards_own_endpoint_asks_for_one_too(call: Any) -> None:
    body = {"texts": ["hello"]}
    assert call("/guard/v1/check", body).status == 200
    for key in ("", "wrong"):
        sent = call("/guard/v1/check", body, key=key)
        assert (sent.status, sent.body["error"]["code"]) == (401, "invalid_api_key")


def test_a_bug_of_ours_lets_nothing_pass_and_says_no_more_than_its_kind(
    call: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async def broken(_call: Call) -> Answer:
        raise RuntimeError(SECRET)

    system = System(
        "presidio", (Endpoint("GET", "/broken", broken, ""),), lambda bad: answer(bad.message, (), bad.status)
    )
    app = FastAPI()
    app.include_router(router(system, Callers(alone(NOBODY))))
    reply = TestClient(app).get("/broken")
    logged = capfd.readouterr()
    assert reply.status_code == 503
    assert '"kind": "RuntimeError"' in logged.err
    assert SECRET not in reply.text + logged.out + logged.err


def test_mistakes_name_fields_and_never_members_that_a_caller_made_up() -> None:
    class Inner(BaseModel):
        number: int

    class Outer(BaseModel):
        known: dict[str, Inner]

    with pytest.raises(WireError) as bad:
        parsed(Outer, {"known": {SECRET: {"number": SECRET}}})
    assert (bad.value.param, bad.value.status) == ("known.number", 400)
    assert SECRET not in bad.value.message
    assert parsed(Outer, {"known": {"a": {"number": 1}}, "more": 1}).known["a"].number == 1
