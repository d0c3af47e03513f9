"""Spans: off unless asked for, and then of every stage of an exchange."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import guard
from guard import otel
from guard.engine import Guard
from guard.errors import ConfigError, UpstreamError
from guard.forward import Reply, Request
from guard.metrics import Stage
from guard.service import Service
from guard.telemetry import Label
from guard.tracing import NOTHING, OFF, Tracing, opened, wanted
from guard.types import Direction
from guard.wire.table import CHAT

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
REPLY = b'{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."}}]}'
POLICY = "policy: p\nprompt: {entities: {EMAIL_ADDRESS: redact, US_SSN: block}}\naudit: {record: none}\n"


@dataclass
class Upstream:
    """A provider in this process."""

    content_type: str = "application/json"
    pieces: tuple[bytes, ...] = (REPLY,)
    failing: bool = False
    seen: list[Request] = field(default_factory=list)

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Reply]:
        self.seen.append(request)
        if self.failing:
            raise UpstreamError("gone")

        async def body() -> AsyncIterator[bytes]:
            for piece in self.pieces:
                yield piece

        yield Reply(200, (("content-type", self.content_type),), body())

    async def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture
def exported() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(exported: InMemorySpanExporter) -> Tracing:
    return otel.through(exported)


@pytest.fixture
def service(tmp_path: Path) -> Callable[..., Service]:
    path = tmp_path / "p.yaml"
    path.write_text(POLICY, encoding="utf-8")

    def make(tracing: Tracing = OFF) -> Service:
        return Service(Guard.load(path, key=b"k" * 32), None, tenant="acme", tracing=tracing)

    return make


async def exchange(
    service: Service, upstream: Upstream, text: str, *, stream: bool = False, **headers: str
) -> int:
    said = f'{{"model":"m","stream":{str(stream).lower()},"messages":[{{"role":"user","content":"{text}"}}]}}'
    request = Request("POST", CHAT.path, headers=tuple(headers.items()), body=said.encode())
    async with service.exchange(CHAT, request, upstream) as answer:
        if not isinstance(answer.body, bytes):
            async for _ in answer.body:
                pass
    return answer.status


def test_what_is_off_is_one_thing_that_does_nothing():
    span = OFF.begin(Label("chat"), PARENT, status=1)
    assert span is NOTHING
    with span as entered, entered.span(Stage.READ, texts=1) as inner:
        inner.note(anything=Label("x"))
        assert inner is NOTHING
    headers = (("traceparent", PARENT),)
    assert inner.carried(headers) is headers
    assert inner.trace == ""
    OFF.close()


def test_what_is_off_hides_no_error():
    with pytest.raises(KeyError), NOTHING:
        raise KeyError("x")


def test_what_is_off_costs_less_than_a_microsecond():
    def once() -> float:
        began = time.perf_counter()
        for _ in range(10_000):
            with NOTHING.span(Stage.SCREEN, texts=1):
                pass
        return (time.perf_counter() - began) / 10_000

    assert min(once() for _ in range(10)) < 1e-6


def test_what_is_off_is_never_imported():
    said = (
        "import os, sys, guard.tracing, guard.service, guard.tenancy.opener\n"
        "assert guard.tracing.opened(asked=False, environment={}) is guard.tracing.OFF\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "x"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, False),
        ({"OTEL_TRACES_EXPORTER": "none", **ENDPOINT}, False),
        (ENDPOINT, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
    ],
)
def test_opentelemetrys_variables_ask_for_it(environment: dict[str, str], *, expected: bool):
    assert wanted(environment) is expected


@pytest.mark.parametrize(
    ("environment", "asked"), [({}, False), ({"OTEL_SDK_DISABLED": "true", **ENDPOINT}, True)]
)
def test_it_stays_off(environment: dict[str, str], *, asked: bool):
    assert opened(asked=asked, environment=environment) is OFF


@pytest.mark.parametrize(("environment", "asked"), [({}, True), (ENDPOINT, False)])
def test_it_is_on(environment: dict[str, str], *, asked: bool):
    tracing = opened(asked=asked, environment=environment)
    assert isinstance(tracing, otel.Traced)
    tracing.close()


@pytest.mark.parametrize(
    "environment",
    [
        {"OTEL_TRACES_EXPORTER": "jaeger"},
        {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", **ENDPOINT},
        {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "grpc", **ENDPOINT},
    ],
)
def test_an_exporter_that_is_not_there_is_refused(environment: dict[str, str]):
    with pytest.raises(ConfigError, match="expected OTEL_TRACES_EXPORTER otlp"):
        opened(asked=False, environment=environment)


def test_without_the_extra_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "guard.otel", None)
    monkeypatch.delattr(guard, "otel", raising=False)
    with pytest.raises(ConfigError, match="install the extra `otel`"):
        opened(asked=True, environment={})
    assert opened(asked=False, environment={}) is OFF


def tree(spans: tuple[ReadableSpan, ...]) -> list[tuple[str, str]]:
    names = {each.context.span_id: each.name for each in spans}
    return [(each.name, names.get(each.parent.span_id, "caller") if each.parent else "") for each in spans]


async def test_an_exchange_is_a_span_and_its_stages_are_within(
    service: Callable[..., Service], traced: Tracing, exported: InMemorySpanExporter, capsys: Any
):
    upstream = Upstream()
    assert await exchange(service(traced), upstream, "mail jane@example.org", traceparent=PARENT) == 200
    traced.close()
    spans = exported.get_finished_spans()
    assert tree(spans) == [
        ("read", "chat.completions"),
        ("screen", "chat.completions"),
        ("write", "chat.completions"),
        ("upstream", "chat.completions"),
        ("read", "chat.completions"),
        ("screen", "chat.completions"),
        ("chat.completions", "caller"),
    ]
    assert {f"{each.context.trace_id:032x}" for each in spans} == {PARENT.split("-")[1]}
    whole = dict(spans[-1].attributes or {})
    assert whole.pop("guard.policy").startswith("p@")
    assert whole == {
        "guard.route": "chat.completions",
        "guard.tenant": "acme",
        "guard.action": "redact",
        "guard.records": 0,
        "http.response.status_code": 200,
    }
    assert dict(spans[1].attributes or {}) == {
        "guard.direction": "prompt",
        "guard.texts": spans[1].attributes["guard.texts"],
        "guard.findings": 1,
    }
    # The provider goes on from the span in which it was asked; the log names the trace.
    assert upstream.seen[0].headers == (
        ("traceparent", f"00-{PARENT.split('-')[1]}-{spans[3].context.span_id:016x}-01"),
    )
    assert f'"trace": "{PARENT.split("-")[1]}"' in capsys.readouterr().err


async def test_without_tracing_the_header_goes_on_unchanged(service: Callable[..., Service], capsys: Any):
    upstream = Upstream()
    await exchange(service(), upstream, "hi", traceparent=PARENT)
    assert upstream.seen[0].headers == (("traceparent", PARENT),)
    said = capsys.readouterr().err
    assert '"tenant": "acme"' in said
    assert '"trace"' not in said


async def test_without_tracing_none_is_added(service: Callable[..., Service]):
    upstream = Upstream()
    await exchange(service(), upstream, "hi")
    assert upstream.seen[0].headers == ()


async def test_what_is_refused_ends_before_the_provider(
    service: Callable[..., Service], traced: Tracing, exported: InMemorySpanExporter
):
    upstream = Upstream()
    assert await exchange(service(traced), upstream, "ssn 536-22-8726") == 400
    traced.close()
    spans = exported.get_finished_spans()
    assert (tree(spans)[-1], upstream.seen) == (("chat.completions", ""), [])
    assert [each.name for each in spans] == ["read", "screen", "chat.completions"]
    assert (spans[-1].attributes or {})["guard.action"] == "block"
    assert spans[-1].status.is_unset


async def test_a_stream_is_one_span_whatever_its_length(
    service: Callable[..., Service], traced: Tracing, exported: InMemorySpanExporter
):
    chunk = b'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"Some words. "}}]}\n\n'
    upstream = Upstream("text/event-stream", (*[chunk] * 50, b"data: [DONE]\n\n"))
    made = service(traced)
    assert await exchange(made, upstream, "hi", stream=True) == 200
    traced.close()
    names = [each.name for each in exported.get_finished_spans()]
    assert names == ["read", "screen", "upstream", "screen", "chat.completions"]
    assert made.metrics.registry.get_sample_value("guard_stage_seconds_count", {"stage": "screen"}) > 20


async def test_a_provider_that_fails_is_told_by_the_kind_of_error(
    service: Callable[..., Service], traced: Tracing, exported: InMemorySpanExporter
):
    assert await exchange(service(traced), Upstream(failing=True), "hi") == 502
    traced.close()
    asked = exported.get_finished_spans()[-2]
    assert (asked.name, dict(asked.attributes or {})) == ("upstream", {"error.type": "UpstreamError"})
    assert (asked.status.is_ok, asked.status.description, asked.events) == (False, None, ())


async def test_what_is_checked_outside_an_exchange_is_traced_too(
    service: Callable[..., Service], traced: Tracing, exported: InMemorySpanExporter
):
    await service(traced).check(["jane@example.org"], Direction.PROMPT)
    traced.close()
    assert tree(exported.get_finished_spans()) == [("screen", "check"), ("check", "")]
