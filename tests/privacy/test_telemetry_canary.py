"""Unique values wherever somebody can write: none of them in metrics, spans or logs, whatever becomes of the exchange."""

import base64
import json
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from audit import keyfile
from guard import otel
from guard.api.rest import application
from guard.forward import HttpUpstream, Reply, Request, Upstream
from guard.metrics import Metrics
from guard.proxy import Sidecar
from guard.telemetry import Event, Label, event
from guard.tenancy import sources
from guard.tenancy.credentials import digest
from guard.tenancy.opener import Opener, Shared
from guard.tenancy.reload import Reloader
from guard.tenancy.tenants import Tenants

CHAT = "/v1/chat/completions"
POLICY = """
policy: p
prompt: &both {entities: {EMAIL_ADDRESS: redact, US_SSN: block, NOT_SCANNABLE: annotate}, categories: {hate: {block: high}}}
completion: *both
audit: {record: RECORD}
MORE
"""
BUG = "bug"


@dataclass
class Canaries:
    """Words that look like the names of things, so that no pattern for names keeps them out."""

    given: list[str] = field(default_factory=list)

    def __call__(self) -> str:
        self.given.append(f"zq7{len(self.given):03d}kanari")
        return self.given[-1]

    def found(self, text: str) -> list[str]:
        return [each for each in self.given if any(form in text for form in forms(each))]


def forms(value: str) -> list[str]:
    raw = value.encode()
    # A value in the middle of something longer has one of three forms in base64, without its ends.
    packed = [base64.b64encode(b"x" * at + raw).decode().rstrip("=")[(0, 2, 3)[at] : -1] for at in range(3)]
    percent = "".join(f"%{byte:02x}" for byte in raw)
    return [value, value.upper(), *packed, raw.hex(), percent, percent.upper(), repr(list(raw))[1:-1]]


class Broken:
    """A provider's client with a bug that tells what it was given."""

    def send(self, request: Request) -> AbstractAsyncContextManager[Reply]:
        raise RuntimeError(request.body.decode())

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass
class Watched:
    """A sidecar for several tenants, and everything that it tells."""

    url: str
    metrics: Metrics
    exporter: InMemorySpanExporter
    traced: otel.Traced
    tenants: Tenants
    place: Path
    capture: pytest.CaptureFixture[str]

    def told(self) -> dict[str, str]:
        self.traced.close()
        spans = self.exporter.get_finished_spans()
        assert spans
        logs = self.capture.readouterr()
        return {
            "metrics": self.metrics.text().decode(),
            "spans": "".join(each.to_json() for each in spans),
            "packed spans": encode_spans(spans).SerializeToString().decode("latin-1"),
            "logs": logs.out + logs.err,
        }


@pytest.fixture
def canary() -> Canaries:
    return Canaries()


@pytest.fixture
def watched(
    tmp_path: Path,
    serve: Callable[..., Any],
    provider: Any,
    canary: Canaries,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Watched:
    keyfile.create(tmp_path / "acme", "ada", "correct horse", "hybrid", "acme", cost=keyfile.FLOOR)
    monkeypatch.setenv("ACME_PROVIDER_KEY", f"sk-{canary()}")
    odd = f"detectors: [{{name: ours, kind: http, url: '{provider.url}/odd', labels: [hate]}}]"
    for name, record, more in (("keeps", "flagged", ""), ("asks", "none", odd), ("plain", "none", "")):
        text = POLICY.replace("RECORD", record).replace("MORE", more)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "tenants.yaml").write_text(
        "tenants:\n"
        f"  acme: {{policy: keeps.yaml, keys: ['{digest('acme-key')}'], upstream: {{key_env: ACME_PROVIDER_KEY}}}}\n"
        f"  odd: {{policy: asks.yaml, keys: ['{digest('odd-key')}']}}\n"
        f"  gone: {{policy: plain.yaml, keys: ['{digest('gone-key')}'], upstream: {{url: 'http://127.0.0.1:9'}}}}\n"
        f"  bug: {{policy: plain.yaml, keys: ['{digest('bug-key')}'], upstream: {{url: 'http://{BUG}.example.org'}}}}\n",
        encoding="utf-8",
    )
    exporter, metrics = InMemorySpanExporter(), Metrics()
    traced = otel.through(exporter)

    def upstream(url: str) -> Upstream:
        return Broken() if BUG in url else HttpUpstream(url or provider.url, connect_s=1, read_s=3)

    opener = Opener(Shared(upstream, tmp_path, tracing=traced), metrics)
    tenants = Tenants(opener, Reloader(sources.many(tmp_path / "tenants.yaml", tmp_path), opener, every_s=0))
    server = serve(Sidecar(tenants, application(tenants.callers)))
    return Watched(server.url, metrics, exporter, traced, tenants, tmp_path, capfd)


def request(canary: Canaries, text: str = "", *, stream: bool = False) -> dict[str, Any]:
    """A request with a canary wherever it has a string."""
    call = {"name": canary(), "arguments": json.dumps({canary(): f"{canary()}@example.org"})}
    return {
        "model": canary(),
        "stream": stream,
        "messages": [
            {"role": "system", "content": f"{canary()} {text}"},
            {"role": "user", "name": canary(), "content": [{"type": "text", "text": f"{canary()} {text}"}]},
            {"role": "assistant", "tool_calls": [{"id": canary(), "type": "function", "function": call}]},
            {"role": "tool", "tool_call_id": canary(), "content": canary()},
        ],
        "tools": [{"type": "function", "function": {"name": canary(), "description": canary()}}],
        "metadata": {canary(): canary()},
        "user": canary(),
        "stop": [canary()],
        canary(): {"new": [canary()]},
    }


def headers(canary: Canaries, key: str) -> dict[str, str]:
    """Headers with a canary in each that can hold one."""
    return {
        "authorization": f"Bearer {canary()}",
        "x-guard-key": key,
        "x-guard-app": canary(),
        "x-guard-labels": f"{canary()}={canary()}",
        "x-guard-session": canary(),
        "x-guard-annotations": canary(),
        "x-request-id": canary(),
        "traceparent": f"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-{canary()}",
        "tracestate": f"{canary()}={canary()}",
        "baggage": f"{canary()}={canary()}",
        "user-agent": canary(),
        "openai-organization": canary(),
        "cookie": canary(),
    }


async def ask(watched: Watched, path: str, sent: dict[str, str], **more: Any) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{watched.url}{path}", headers=sent, **more) as response,
    ):
        await response.read()
        return response.status


async def test_nothing_that_is_told_holds_a_canary(
    watched: Watched,
    canary: Canaries,
    provider: Any,
    make_completion: Callable[..., Any],
    make_sse: Callable[..., Any],
) -> None:
    async def chat(key: str, text: str = "", *, stream: bool = False, **more: str) -> int:
        sent = {**headers(canary, key), **more}
        return await ask(watched, CHAT, sent, json=request(canary, text, stream=stream))

    provider.reply = make_completion(f"{canary()} {canary()}@example.org", **{canary(): canary()})
    assert await chat("acme-key") == 200  # an address in a tool call: redacted, and on record
    assert await chat("acme-key", traceparent=f"00-{'4b' * 16}-{'00f1' * 4}-01") == 200
    assert await chat("acme-key", "536-22-8726") == 400  # blocked
    provider.reply = make_completion(f"{canary()} 536-22-8726")
    assert await chat("acme-key") == 200  # the reply is blocked
    assert await chat("odd-key") == 503  # a detector answers what is no answer, with a canary
    assert await chat("gone-key") == 502  # nobody there
    assert await chat("bug-key") == 503  # a bug that raises with the text
    provider.reply, provider.status = (
        {"error": {"message": canary(), "type": canary(), "code": canary()}},
        500,
    )
    assert await chat("acme-key") == 500
    provider.reply = f"<html>{canary()}".encode()
    assert await chat("acme-key") == 500
    provider.status, provider.content_type = 200, "text/event-stream"
    provider.chunks = make_sse({"content": f"{canary()} "}, {"content": f"{canary()}@example.org"})
    assert await chat("acme-key", stream=True) == 200
    provider.chunks = [*provider.chunks[:1], f"data: {{{canary()}\n\n".encode()]
    assert await chat("acme-key", stream=True) == 200  # it breaks off in the middle
    sent = headers(canary, "acme-key")
    assert await ask(watched, CHAT, sent, data=f'{{"model": "{canary()}"') == 400
    assert await ask(watched, CHAT, sent, data=f'{{"{canary()}": 1}}') == 400
    assert await ask(watched, f"{CHAT}?{canary()}={canary()}", sent, json={}) == 400
    assert await ask(watched, f"/v1/{canary()}", sent, json={}) == 404
    assert await ask(watched, CHAT, headers(canary, canary()), json={}) == 401
    check = {"direction": "prompt", "texts": [f"{canary()}@example.org"]}
    assert await ask(watched, "/guard/v1/check", headers(canary, "acme-key"), json=check) == 200
    assert await ask(watched, "/guard/v1/check", headers(canary, "acme-key"), json={canary(): 1}) == 422
    policy = watched.place / "keeps.yaml"
    policy.write_text(f"{policy.read_text()}\n{canary()}: {canary()}\nwords: [{{id: {canary()}}}]\n")
    watched.tenants.look()
    assert watched.tenants.standing.problems
    policy.write_text(f"{canary()}: [{canary()}")
    watched.tenants.look()
    assert len(canary.given) > 400
    for where, text in watched.told().items():
        assert canary.found(text) == [], where


async def test_what_a_caller_says_adds_no_series(watched: Watched, canary: Canaries) -> None:
    def series() -> set[str]:
        return {line.rpartition(" ")[0] for line in watched.metrics.text().decode().splitlines()}

    assert await ask(watched, CHAT, headers(canary, "acme-key"), json=request(canary)) == 200
    before = series()
    shown = {line.partition("{")[0] for line in before if 'tenant="acme"' in line}
    assert {"guard_policy_info", "guard_audit_waiting", "guard_screenings_total"} <= shown
    for _ in range(5):
        assert await ask(watched, CHAT, headers(canary, "acme-key"), json=request(canary)) == 200
        assert await ask(watched, f"/v1/{canary()}", headers(canary, canary()), json={}) == 401
    assert series() == before
    watched.told()


@pytest.mark.parametrize("at", range(9))
async def test_the_search_can_find(watched: Watched, canary: Canaries, at: int) -> None:
    value = canary()
    said = "".join(each for each in forms(value)[at] if re.match(r"[\w ,%=+/]", each))
    event(Event.MISTAKE, place=_label(said))
    watched.metrics.of(said).limited()
    with watched.traced.begin(Label("chat")) as span:
        span.note(kind=_label(said))
    for where, text in watched.told().items():
        assert canary.found(text) == [value], where


def _label(said: str) -> Label:
    """Something that is no label and says it is one."""
    return str.__new__(Label, said)
