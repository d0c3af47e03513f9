"""The sidecar's own edges; exchanges through it are tested with the official client in tests/conformance."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from houses import House

from guard.api.rest import application
from guard.forward import Reply, Request
from guard.place import open_service
from guard.proxy import Gate, Sidecar

CHAT = "/v1/chat/completions"
BODY = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


async def call(method: str, url: str, **more: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.request(method, url, **more) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("header", ["authorization", "api-key", "x-api-key"])
async def test_any_of_the_key_headers_is_enough(
    sidecar: Callable[..., Any], provider: Any, header: str
) -> None:
    status, _ = await call("POST", f"{sidecar().url}{CHAT}", json=BODY, headers={header: "k"})
    assert (status, provider.headers[-1][header]) == (200, "k")


async def test_no_key_is_needed_where_the_gate_says_so(sidecar: Callable[..., Any]) -> None:
    assert (await call("POST", f"{sidecar(gate=Gate(key_needed=False)).url}{CHAT}", json=BODY))[0] == 200


async def test_headers_that_are_nobodys_business_stay_here(
    sidecar: Callable[..., Any], provider: Any
) -> None:
    sent = {
        "authorization": "Bearer k",
        "x-request-id": "r1",
        "x-stainless-lang": "python",
        "cookie": "session=jane",
        "x-customer": "jane@example.org",
        "referer": "https://example.org/jane",
        "x-title": "app",
    }
    url = sidecar(gate=Gate(forwarded=("x-title",))).url
    await call("POST", f"{url}{CHAT}", json=BODY, headers=sent)
    got = provider.headers[-1]
    assert {"authorization", "x-request-id", "x-stainless-lang", "x-title"} <= set(got)
    assert not any("jane" in value for value in got.values())


@pytest.mark.parametrize(
    ("path", "query", "passes"),
    [
        ("/openai/deployments/gpt-4o/chat/completions", "api-version=2024-10-21", True),
        ("/v1/messages", "beta=true", True),
        (CHAT, "", True),
        (CHAT, "api-version=2024-10-21", False),
        (CHAT, "note=jane@example.org", False),
        ("/openai/deployments/gpt-4o/chat/completions", "api-version=jane@example.org", False),
        ("/openai/deployments/gpt-4o/chat/completions", "api-version=call%20me", False),
        ("/openai/deployments/gpt-4o/chat/completions", "note=x", False),
    ],
)
async def test_of_a_query_only_what_the_route_has_is_passed_on(
    sidecar: Callable[..., Any], provider: Any, path: str, query: str, *, passes: bool
) -> None:
    url = f"{sidecar().url}{path}?{query}"
    key = {"authorization": "Bearer k"}
    status, body = await call("POST", url, json={**BODY, "max_tokens": 9}, headers=key)
    assert (status == 200, len(provider.bodies)) == (passes, int(passes))
    assert "jane" not in body


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_other_methods_of_a_route_are_unknown(
    sidecar: Callable[..., Any], provider: Any, method: str
) -> None:
    status, _ = await call(method, f"{sidecar().url}{CHAT}", headers={"authorization": "k"})
    assert (status, provider.bodies) == (404, [])


async def test_trailing_slash_is_the_same_route_and_screened(
    sidecar: Callable[..., Any], provider: Any
) -> None:
    body = {**BODY, "user": "jane@example.org"}
    status, _ = await call("POST", f"{sidecar().url}{CHAT}/", json=body, headers={"authorization": "k"})
    assert status == 200
    assert b"jane@" not in provider.bodies[-1]


async def test_health_ready_metrics_and_docs(sidecar: Callable[..., Any]) -> None:
    url = sidecar().url
    assert await call("GET", f"{url}/healthz") == (200, "ok\n")
    for _ in range(50):
        if (ready := await call("GET", f"{url}/readyz"))[0] == 200:
            break
        await asyncio.sleep(0.1)
    assert ready == (200, "ready\n")
    await call(
        "POST", f"{url}{CHAT}", json={**BODY, "user": "jane@example.org"}, headers={"authorization": "k"}
    )
    status, metrics = await call("GET", f"{url}/metrics")
    assert status == 200
    assert 'guard_findings_total{direction="prompt",label="EMAIL_ADDRESS",tenant="default"} 1.0' in metrics
    assert "jane" not in metrics
    status, page = await call("GET", f"{url}/guard/docs")
    assert status == 200
    assert "/guard/v1/check" in page
    assert "http://" not in page.replace(url, "")
    assert "https://" not in page
    assert (await call("GET", f"{url}/guard/openapi.json"))[0] == 200


async def test_compressed_requests_are_not_guessed_at(sidecar: Callable[..., Any], provider: Any) -> None:
    import gzip
    import json

    headers = {"authorization": "k", "content-type": "application/json", "content-encoding": "gzip"}
    data = gzip.compress(json.dumps(BODY).encode())
    status, _ = await call("POST", f"{sidecar().url}{CHAT}", data=data, headers=headers)
    assert (status, provider.bodies) == (400, [])


class Buggy:
    """An upstream whose code is wrong: before it answers, or in the middle of a stream."""

    def __init__(self, *, begun: bool) -> None:
        self._begun = begun

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Reply]:
        if not self._begun:
            raise LookupError(request.body.decode())
        yield Reply(200, (("content-type", "text/event-stream"),), self._pieces(request))

    async def _pieces(self, request: Request) -> AsyncIterator[bytes]:
        yield b'data: {"choices": [{"index": 0, "delta": {"role": "assistant"}}]}\n\n'
        raise LookupError(request.body.decode())

    async def close(self) -> None:
        """There is nothing to let go of."""


@pytest.mark.parametrize("begun", [False, True])
async def test_a_bug_says_no_more_than_its_kind(
    folder: Path, capsys: pytest.CaptureFixture[str], begun: bool
) -> None:
    service = open_service("default", folder)
    sent: list[Any] = []
    text = {"model": "m", "messages": [{"role": "user", "content": "Zelda Quill asks"}]}
    body = [{"type": "http.request", "body": json.dumps(text).encode()}]

    async def receive() -> Any:
        return body.pop() if body else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"api-key", b"k")]
    scope = {"type": "http", "method": "POST", "path": CHAT, "headers": headers, "query_string": b""}
    house = House(service, Buggy(begun=begun))
    await Sidecar(house, application(house.callers))(scope, receive, send)
    service.close()
    assert sent[0]["status"] == (200 if begun else 503)
    assert begun == bool(sent[-1].get("more_body"))  # a stream that broke off is not ended as a whole one
    said = capsys.readouterr()
    assert "LookupError" in said.err
    for leaked in ("Zelda", "asks", "Traceback"):
        assert leaked not in said.err + said.out + str([each.get("body") for each in sent])
