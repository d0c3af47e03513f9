"""Spans by OpenTelemetry: no way to carry text."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from guard import otel
from guard.metrics import Stage
from guard.telemetry import Label
from guard.types import Direction

CANARY = "Zelda Quillfeather zelda@example.org"
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def exported() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(exported: InMemorySpanExporter) -> Iterator[otel.Traced]:
    made = otel.through(exported)
    yield made
    made.close()


def ended(traced: otel.Traced, exported: InMemorySpanExporter) -> tuple[ReadableSpan, ...]:
    traced.close()
    return exported.get_finished_spans()


@pytest.mark.parametrize("value", [CANARY, "word", b"x", None, [CANARY], ValueError(CANARY), object()])
def test_an_attribute_takes_no_text(traced: otel.Traced, exported: InMemorySpanExporter, value: object):
    with traced.begin(Label("chat")) as span:
        with pytest.raises(TypeError, match=r"^action: expected a number, an enum or a Label$"):
            span.note(action=value)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^status: expected"):
            span.span(Stage.READ, status=value)  # type: ignore[arg-type]
    assert CANARY not in str([each.to_json() for each in ended(traced, exported)])


@pytest.mark.parametrize("name", ["text", "model", "prompt", "guard.action", "error"])
def test_only_attributes_of_the_list_are_told(traced: otel.Traced, name: str):
    with traced.begin(Label("chat")) as span, pytest.raises(TypeError, match=r"on the list$"):
        span.note(**{name: Label("x")})


def test_of_an_error_only_its_kind_is_told(traced: otel.Traced, exported: InMemorySpanExporter):
    with pytest.raises(ValueError, match="Zelda"), traced.begin(Label("chat")), _raising():
        raise AssertionError
    (span,) = ended(traced, exported)
    assert dict(span.attributes or {}) == {"guard.route": "chat", "error.type": "ValueError"}
    assert (span.events, span.status.description, span.status.is_ok) == ((), None, False)
    assert "Zelda" not in span.to_json()


class _raising:  # noqa: N801
    def __enter__(self) -> None:
        raise ValueError(CANARY)

    def __exit__(self, *_: object) -> None:
        """Never reached."""


@pytest.mark.parametrize(
    "header",
    [
        "",
        CANARY,
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        f"{PARENT}-{CANARY}",
        f"01{PARENT[2:]}-{'x' * 40}",
        PARENT.upper(),
        PARENT[:-1],
        "é" * 55,
    ],
)
def test_a_header_that_is_none_begins_a_trace_of_its_own(
    traced: otel.Traced, exported: InMemorySpanExporter, header: str
):
    with traced.begin(Label("chat"), header):
        pass
    (span,) = ended(traced, exported)
    assert span.parent is None


def test_a_header_names_the_parent_and_the_next_one_names_the_span(
    traced: otel.Traced, exported: InMemorySpanExporter
):
    with traced.begin(Label("chat"), PARENT) as span, span.span(Stage.UPSTREAM) as inner:
        sent = inner.carried((("accept", "*/*"), ("traceparent", PARENT)))
        assert inner.trace == span.trace == "4bf92f3577b34da6a3ce929d0e0e4736"
    child, whole = ended(traced, exported)
    assert whole.parent is not None
    assert f"{whole.parent.span_id:016x}" == "00f067aa0ba902b7"
    assert child.parent == whole.context
    assert sent == (
        ("accept", "*/*"),
        ("traceparent", f"00-4bf92f3577b34da6a3ce929d0e0e4736-{child.context.span_id:016x}-01"),
    )


def test_a_caller_who_samples_nothing_is_heeded(traced: otel.Traced, exported: InMemorySpanExporter):
    with traced.begin(Label("chat"), f"{PARENT[:-2]}00", status=1) as span:
        span.note(status=200)
        (header,) = span.carried(())
    assert ended(traced, exported) == ()
    assert header[1].endswith("-00")
    assert header[1].split("-")[1] == PARENT.split("-")[1]


def test_exchanges_do_not_find_each_other(traced: otel.Traced, exported: InMemorySpanExporter):
    with traced.begin(Label("one")), traced.begin(Label("two")) as second:
        second.note(direction=Direction.PROMPT, streamed=True)
    two, one = ended(traced, exported)
    assert (one.parent, two.parent) == (None, None)
    assert one.context.trace_id != two.context.trace_id
    assert dict(two.attributes or {}) == {
        "guard.route": "two",
        "guard.direction": "prompt",
        "guard.streamed": True,
    }


def test_the_service_has_a_name_that_operators_can_change(
    exported: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
):
    def name() -> object:
        made = otel.through(exported)
        with made.begin(Label("chat")):
            pass
        made.close()
        return exported.get_finished_spans()[-1].resource.attributes["service.name"]

    assert name() == "guard"
    exported = InMemorySpanExporter()
    monkeypatch.setenv("OTEL_SERVICE_NAME", "guard-eu")
    assert name() == "guard-eu"


def test_a_collector_gets_them(monkeypatch: pytest.MonkeyPatch):
    bodies: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        traced = otel.sending()
        with traced.begin(Label("chat.completions"), status=200):
            pass
        traced.close()
        server.shutdown()
        thread.join()
    (body,) = bodies
    (resource,) = ExportTraceServiceRequest.FromString(body).resource_spans
    assert [span.name for scope in resource.scope_spans for span in scope.spans] == ["chat.completions"]


def test_a_collector_that_is_away_holds_nothing_up_and_says_nothing_of_itself(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://jane:secret@127.0.0.1:{port}")
    traced = otel.sending()
    with traced.begin(Label("chat.completions")):
        pass
    began = time.monotonic()
    traced.close()
    assert time.monotonic() - began < 8
    said = capfd.readouterr()
    assert said.out == ""
    assert [json.loads(line)["event"] for line in said.err.splitlines()] == ["spans_lost"]
    assert "secret" not in said.err


class Raising(SpanExporter):
    """An exporter that tells what it was given."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        raise ValueError(CANARY)


def test_an_exporter_that_raises_is_told_by_a_count(capfd: pytest.CaptureFixture[str]):
    traced = otel.through(Raising())
    for _ in range(3):
        with traced.begin(Label("chat")):
            pass
    traced.close()
    told = json.loads(capfd.readouterr().err)
    assert (told["event"], told["spans"]) == ("spans_lost", 3)
    assert "Zelda" not in str(told)
