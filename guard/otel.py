"""Spans by OpenTelemetry's SDK. Imported only where tracing is on.

Nothing here records an exception, a status in words or an event: these are where SDKs carry text along.
"""

import os
from collections.abc import Sequence
from importlib.metadata import version
from types import TracebackType
from typing import Final, Self

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from guard.metrics import Stage
from guard.telemetry import Event, Field, Label, event, hushed, plain

_PARENT: Final = "traceparent"
_LONGEST: Final = 55
"""Characters of the header: a longer one is of a version that this does not know, or none."""
_ATTRIBUTES: Final = {
    "action": "guard.action",
    "direction": "guard.direction",
    "findings": "guard.findings",
    "kind": "error.type",
    "policy": "guard.policy",
    "records": "guard.records",
    "route": "guard.route",
    "status": "http.response.status_code",
    "streamed": "guard.streamed",
    "tenant": "guard.tenant",
    "texts": "guard.texts",
}
"""Everything that is ever told of a span, and what it is called."""
_TIMEOUTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")
_PATIENCE_S: Final = 2.0
"""Seconds for some spans to be sent, where nobody says otherwise: a process that stops waits for the last."""
_CARRIER: Final = TraceContextTextMapPropagator()
Headers = tuple[tuple[str, str], ...]


class Recorded:
    """A span.

    Args:
        tracer: makes spans within it.
        span: OpenTelemetry's own.
    """

    __slots__ = ("_context", "_span", "_tracer")

    def __init__(self, tracer: Tracer, span: Span) -> None:
        self._tracer = tracer
        self._span = span
        self._context = set_span_in_context(span, Context())

    @property
    def trace(self) -> Label:
        """The id of the whole trace as logs show it."""
        return Label(format_trace_id(self._span.get_span_context().trace_id))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if kind is not None:
            self.note(kind=Label(kind.__name__))
            self._span.set_status(StatusCode.ERROR)
        self._span.end()

    def span(self, stage: Stage, **attributes: Field) -> "Recorded":
        """Give a span within this one."""
        sort = SpanKind.CLIENT if stage is Stage.UPSTREAM else SpanKind.INTERNAL
        return Recorded(
            self._tracer, self._tracer.start_span(stage.value, self._context, sort, _named(attributes))
        )

    def note(self, **attributes: Field) -> None:
        """Tell more of it.

        Raises:
            TypeError: an attribute is not on the list, or could hold free text: a caller's bug.
        """
        self._span.set_attributes(_named(attributes))

    def carried(self, headers: Headers) -> Headers:
        """Give the headers of a request that is sent within it: this span is the parent of what is done there."""
        said: dict[str, str] = {}
        _CARRIER.inject(said, self._context)
        return (*(header for header in headers if header[0] != _PARENT), *said.items())


class Traced:
    """Sends spans to an exporter, some at a time and from a thread of its own.

    Args:
        provider: OpenTelemetry's own.
    """

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("guard")

    def begin(self, name: Label, parent: str = "", **attributes: Field) -> Recorded:
        """Give the span of an exchange.

        Args:
            name: its route.
            parent: the header ``traceparent`` of whoever asks.
            attributes: what is told of it.
        """
        # The header `tracestate` is left where it is: it holds whatever somebody writes there.
        carrier = {_PARENT: parent} if 0 < len(parent) <= _LONGEST else {}
        context = _CARRIER.extract(carrier, Context())
        named = _named({"route": name, **attributes})
        return Recorded(self._tracer, self._tracer.start_span(str(name), context, SpanKind.SERVER, named))

    def close(self) -> None:
        """Send what is left, and stop."""
        self._provider.shutdown()


class Told(SpanExporter):
    """Tells the log how many spans an exporter lost, and nothing else of what went wrong.

    Args:
        exporter: sends them.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans."""
        try:
            result = self._exporter.export(spans)
        except Exception:  # noqa: BLE001  # whatever it is, exchanges go on, and it may say anything
            result = SpanExportResult.FAILURE
        if result is not SpanExportResult.SUCCESS:
            event(Event.SPANS_LOST, spans=len(spans))
        return result

    def shutdown(self) -> None:
        """Stop."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what is left."""
        return self._exporter.force_flush(timeout_millis)


def through(exporter: SpanExporter) -> Traced:
    """Give what sends spans by an exporter."""
    # Operators say more of this process, or otherwise, by OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME.
    own = Resource({"service.name": "guard", "service.version": version("guard")})
    provider = TracerProvider(resource=own.merge(OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(Told(exporter)))
    return Traced(provider)


def sending() -> Traced:
    """Give what sends spans to the collector that OpenTelemetry's variables name."""
    hushed("opentelemetry")
    said = any(os.environ.get(each) for each in _TIMEOUTS)
    return through(OTLPSpanExporter(timeout=None if said else _PATIENCE_S))


def _named(attributes: dict[str, Field]) -> dict[str, int | float | str]:
    unknown = [name for name in attributes if name not in _ATTRIBUTES]
    if unknown:
        raise TypeError(f"{', '.join(unknown)}: expected an attribute that is on the list")
    return {_ATTRIBUTES[name]: value for name, value in plain(attributes).items()}
