"""What happens when something around the filter fails: provider, audit store, detectors, the client."""

import asyncio
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aiohttp
import pytest
from houses import build

from audit.store.sqlite import SqliteStore
from audit.verify import verify
from guard.engine import Guard
from guard.exchange import Limits
from guard.place import STORE, open_service
from guard.service import Service
from guard.types import Direction, Finding, NotRun, Text

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
CHAT = "/v1/chat/completions"


def request(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}], **more}


async def post(url: str, body: Any) -> tuple[int, Any, str]:
    headers = {"authorization": "Bearer k"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{url}{CHAT}", json=body) as response,
    ):
        return response.status, response.headers, await response.text()


def code(text: str) -> str:
    return str(json.loads(text)["error"]["code"])


def records(folder: Path) -> int:
    """Return how many exchanges were flagged; its first records name key, ring and policy."""
    store = SqliteStore.read(folder / STORE)
    try:
        kinds = [row.kind for row in store.rows(1000)]
        assert kinds == ["flag"] * (len(kinds) - 3) + ["policy", "ring", "rotate"]
        return len(kinds) - 3
    finally:
        store.close()


# the provider


async def test_provider_not_there(sidecar: Callable[..., Any]) -> None:
    status, _, text = await post(sidecar(upstream="http://127.0.0.1:9").url, request("hi"))
    assert (status, code(text)) == (502, "upstream_unavailable")


async def test_provider_too_slow(sidecar: Callable[..., Any], serve: Callable[..., Any]) -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(7)

    status, _, text = await post(sidecar(upstream=serve(silent).url).url, request("hi"))
    assert (status, code(text)) == (504, "upstream_unavailable")


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_provider_errors_pass(sidecar: Callable[..., Any], provider: Any, status: int) -> None:
    provider.status = status
    provider.reply = {"error": {"message": f"sorry {MAIL}", "type": "t", "param": None, "code": "c"}}
    got, _, text = await post(sidecar().url, request("hi"))
    assert (got, code(text)) == (status, "c")
    assert MAIL not in text


@pytest.mark.parametrize("kind", ["text/html", "application/json", "application/octet-stream", ""])
async def test_replies_that_cannot_be_read(sidecar: Callable[..., Any], provider: Any, kind: str) -> None:
    provider.content_type = kind
    provider.reply = f"<html>{MAIL}</html>".encode()
    status, _, text = await post(sidecar().url, request("hi"))
    assert MAIL not in text
    assert (status, json.loads(text)["choices"][0]["finish_reason"]) == (200, "content_filter")
    provider.status = 502
    status, _, text = await post(sidecar().url, request("hi"))
    assert (status, code(text)) == (502, "upstream_error")
    assert MAIL not in text


async def test_reply_too_long(sidecar: Callable[..., Any], provider: Any, make_completion: Any) -> None:
    provider.reply = make_completion("x" * 100_000)
    status, _, text = await post(sidecar(limits=Limits(reply=50_000)).url, request("hi"))
    assert (status, code(text)) == (502, "upstream_unavailable")


@pytest.mark.parametrize(
    "bad",
    [
        b"data: {\n\n",
        b"data: [1]\n\n",
        b'data: {"choices": [3]}\n\n',
        b"data: \xff\xfe\n\n",
        b"data: " + b"x" * (2 << 20),
    ],
)
async def test_stream_that_is_no_stream(
    sidecar: Callable[..., Any], provider: Any, make_sse: Callable[..., Any], bad: bytes
) -> None:
    provider.content_type = "text/event-stream"
    provider.chunks = [*make_sse({"content": f"Ask {MAIL}. "}, done=False)[:-1], bad, b'data: {"x": 1}\n\n']
    _, _, text = await post(sidecar().url, request("hi", stream=True))
    events = [line.removeprefix("data: ") for line in text.splitlines() if line]
    assert events[-1] == "[DONE]"
    assert code(events[-2]) == "upstream_unavailable"
    assert MAIL not in text
    assert "Ask <EMAIL_ADDRESS>. " in text


async def test_stream_cut_off(sidecar: Callable[..., Any], serve: Callable[..., Any], make_sse: Any) -> None:
    async def cut(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        start = {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/event-stream")],
        }
        await send(start)
        for event in make_sse({"content": f"Ask {MAIL[:9]}"})[:1]:
            await send({"type": "http.response.body", "body": event, "more_body": True})
        await asyncio.sleep(0.1)
        raise RuntimeError("cut")

    _, _, text = await post(sidecar(upstream=serve(cut).url).url, request("hi", stream=True))
    events = [line.removeprefix("data: ") for line in text.splitlines() if line]
    assert code(events[-2]) == "upstream_unavailable"
    assert events[-1] == "[DONE]"


async def test_stream_without_done(sidecar: Callable[..., Any], provider: Any, make_sse: Any) -> None:
    provider.content_type = "text/event-stream; charset=utf-8"
    provider.chunks = make_sse({"content": f"Ask {MAIL}"}, done=False)
    _, _, text = await post(sidecar().url, request("hi", stream=True))
    assert "Ask <EMAIL_ADDRESS>" in text
    assert text.endswith("data: [DONE]\n\n")


# the client


async def test_client_gone_cancels_the_provider_and_keeps_the_record(
    sidecar: Callable[..., Any], provider: Any, make_sse: Any, folder: Path
) -> None:
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse(*({"content": "word "} for _ in range(400)))
    provider.pause = 0.05
    url = sidecar().url
    async with aiohttp.ClientSession(headers={"authorization": "Bearer k"}) as session:
        response = await session.post(f"{url}{CHAT}", json=request(f"I am {MAIL}", stream=True))
        assert response.status == 200
        response.close()
    assert await asyncio.to_thread(provider.cancelled.wait, 5)
    assert records(folder) == 1


# the audit store


async def test_store_not_writable(sidecar: Callable[..., Any], provider: Any, folder: Path) -> None:
    url = sidecar().url
    moved = folder.with_name("moved")
    folder.rename(moved)
    status, headers, text = await post(url, request(f"I am {MAIL}"))
    assert (status, code(text)) == (503, "audit_unavailable")
    assert "x-guard-record" not in headers
    assert provider.bodies == []
    status, _, _ = await post(url, request("hi"))
    assert status == 200
    async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as response:
        assert response.status == 503
    moved.rename(folder)
    for _ in range(40):
        status, headers, text = await post(url, request(f"I am {MAIL}"))
        if status == 200:
            break
        await asyncio.sleep(0.1)
    assert status == 200
    assert records(folder) == 1
    assert verify(folder / STORE).problems == ()


def _vanish(folder: Path) -> None:
    """Remove the store's folder, while the store may remove files of its own in it."""
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)


async def test_store_lost_before_the_reply(
    sidecar: Callable[..., Any], provider: Any, make_completion: Any, folder: Path
) -> None:
    url = sidecar().url
    provider.reply = make_completion(f"Ask {MAIL}")
    _vanish(folder)
    status, _, text = await post(url, request("hi"))
    assert (status, code(text)) == (503, "audit_unavailable")
    assert MAIL not in text


async def test_store_lost_before_a_stream(
    sidecar: Callable[..., Any], provider: Any, make_sse: Any, folder: Path
) -> None:
    url = sidecar().url
    provider.content_type = "text/event-stream"
    provider.chunks = make_sse({"content": f"Ask {MAIL}"})
    _vanish(folder)
    _, _, text = await post(url, request("hi", stream=True))
    events = [line.removeprefix("data: ") for line in text.splitlines() if line]
    assert code(events[-2]) == "audit_unavailable"
    assert "Ask" not in text


def test_a_policy_that_records_nothing_needs_no_store(tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("policy: p\nextends: [default]\naudit: {record: none}\n")
    service = open_service(policy, tmp_path / "nowhere")
    assert service.ready
    service.close()
    assert [path.name for path in tmp_path.iterdir()] == ["p.yaml"]


# detectors


class Broken:
    name = "broken"
    labels = frozenset({"EMAIL_ADDRESS"})

    def __init__(self, how: str) -> None:
        self._how = how

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        if self._how == "raises":
            raise ValueError(text.value)
        time.sleep(3)
        yield from ()


def broken(folder: Path, how: str, **limits: Any) -> Service:
    guard = Guard.load("default")
    detectors = {direction: (Broken(how),) for direction in Direction}
    rules = replace(guard.rules, detectors=MappingProxyType(detectors))
    service = open_service("default", folder, limits=Limits(**limits))
    service.guard = replace(guard, rules=rules)
    return service


@pytest.mark.parametrize("how", ["raises", "hangs"])
async def test_detector_that_fails_blocks(
    serve: Callable[..., Any], provider: Any, folder: Path, how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    service = broken(folder, how, screen_s=0.5)
    url = serve(build(service, provider.url)).url
    status, headers, text = await post(url, request(f"I am {MAIL}"))
    assert (status, code(text)) == (503, "filter_unavailable")
    assert provider.bodies == []
    if how == "raises":
        assert headers["x-guard-not-run"] == "broken=error"
    logged = capfd.readouterr()
    assert MAIL not in logged.out + logged.err + text
