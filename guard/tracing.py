"""Spans of exchanges, for OpenTelemetry: off unless somebody asks, and what is off costs next to nothing.

What a span tells comes from an allow-list of names, and from the types that logs may hold: no way to carry
text. A span's parent is handed on, never found in the surroundings: a stream outlives the call that began it.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Final, Protocol, Self

from guard.errors import ConfigError
from guard.metrics import Spent, Stage
from guard.telemetry import Field, Label

Headers = tuple[tuple[str, str], ...]
PARENT: Final = "traceparent"
"""The header that names the span of whoever asks. https://www.w3.org/TR/trace-context/."""
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_EXPORTER: Final = "OTEL_TRACES_EXPORTER"
_ASKED: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Span(Protocol):
    """A stretch of time in an exchange; it ends with its block."""

    @property
    def trace(self) -> Label:
        """The id of the whole trace as logs show it, empty if nothing is traced."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End; of what was raised only its type is told."""

    def span(self, stage: Stage, **attributes: Field) -> "Span":
        """Give a span within this one."""

    def note(self, **attributes: Field) -> None:
        """Tell more of it.

        Raises:
            TypeError: an attribute is not on the list, or could hold free text: a caller's bug.
        """

    def carried(self, headers: Headers) -> Headers:
        """Give the headers of a request that is sent within it, so that who answers goes on with the trace."""


class Tracing(Protocol):
    """Where spans go."""

    def begin(self, name: Label, parent: str = "", **attributes: Field) -> Span:
        """Give the span of an exchange.

        Args:
            name: its route.
            parent: the header `PARENT` of whoever asks.
            attributes: what is told of it.
        """

    def close(self) -> None:
        """Send what is left, and stop."""


class Nothing:
    """A span of which nobody wants to know; there is one for all."""

    __slots__ = ()
    trace: Label = Label("")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        return None

    def span(self, stage: Stage, **attributes: Field) -> Span:
        """Give the same again."""
        del stage, attributes
        return self

    def note(self, **attributes: Field) -> None:
        """Tell nobody."""

    def carried(self, headers: Headers) -> Headers:
        """Leave the headers as they are."""
        return headers


NOTHING: Final = Nothing()


class Off:
    """Traces nothing."""

    __slots__ = ()

    def begin(self, name: Label, parent: str = "", **attributes: Field) -> Span:
        """Give the span that is none."""
        del name, parent, attributes
        return NOTHING

    def close(self) -> None:
        """Do nothing."""


OFF: Final = Off()


class Timed:
    """Counts and traces the time that its block takes: written out, for it comes many times an exchange.

    Args:
        span: the stage's.
        spent: where its time is counted.
    """

    __slots__ = ("_span", "_spent")

    def __init__(self, span: Span, spent: Spent) -> None:
        self._span = span
        self._spent = spent

    def __enter__(self) -> Span:
        self._span.__enter__()
        self._spent.__enter__()
        return self._span

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._spent.__exit__(kind, error, where)
        self._span.__exit__(kind, error, where)


def wanted(environment: Mapping[str, str]) -> bool:
    """Tell whether OpenTelemetry's own variables ask for traces: a collector's address, or an exporter."""
    exporter = _said(environment, _EXPORTER)
    if exporter:
        return exporter != "none"
    return any(_said(environment, each) for each in _ASKED)


def opened(*, asked: bool, environment: Mapping[str, str]) -> Tracing:
    """Give where spans go: nowhere, unless the setting ``tracing`` or OpenTelemetry's variables ask for it.

    Args:
        asked: the setting.
        environment: the variables; the exporter reads its own from there.

    Raises:
        ConfigError: the extra is missing, or the variables ask for an exporter that is not there.
    """
    if _said(environment, "OTEL_SDK_DISABLED") == "true" or not (asked or wanted(environment)):
        return OFF
    exporters = {_said(environment, _EXPORTER)} - {"", "none"}
    protocols = {_said(environment, each) for each in _PROTOCOLS} - {""}
    if not exporters <= {"otlp"} or not protocols <= {"http/protobuf"}:
        raise ConfigError("tracing: expected OTEL_TRACES_EXPORTER otlp, and http/protobuf as its protocol")
    try:
        from guard import otel  # noqa: PLC0415 - never imported while it is off
    except ImportError:
        raise ConfigError("tracing: OpenTelemetry is missing: install the extra `otel`") from None
    return otel.sending()


def _said(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, "").strip().lower()
