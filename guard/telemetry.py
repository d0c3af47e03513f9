"""Logs and metrics. Neither has a way to carry text: events and labels are enums, counts and ids."""

import re
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from guard.types import Action, Direction, Verdict

_LABEL = re.compile(r"[A-Za-z0-9_.:@/*{}-]{0,100}")


class Label(str):
    """A string that is known to be an id or a name of ours.

    Raises:
        ValueError: if it does not look like one; the message does not repeat it.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        """Accept a short string of letters, digits and a few signs."""
        if not _LABEL.fullmatch(value):
            raise ValueError("expected an id or a name")
        return super().__new__(cls, value)


class Event(StrEnum):
    """Everything that is ever logged."""

    STARTED = "started"
    STOPPED = "stopped"
    EXCHANGE = "exchange"
    REFUSED = "refused"
    PASSED = "passed"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    AUDIT_DROPPED = "audit_dropped"
    FILTER_UNAVAILABLE = "filter_unavailable"
    UPSTREAM_FAILED = "upstream_failed"
    CLIENT_GONE = "client_gone"
    FAILED = "failed"


Field = int | float | bool | StrEnum | Label


@lru_cache(maxsize=1)
def _logger(stream: TextIO) -> Any:
    return structlog.wrap_logger(
        structlog.PrintLogger(file=stream),
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
    ).bind()


def event(what: Event, **fields: Field) -> None:
    """Log one event as a line of JSON on standard error.

    Raises:
        TypeError: if a field could hold free text: a caller's bug.
    """
    for name, value in fields.items():
        if not isinstance(value, int | float | StrEnum | Label):
            raise TypeError(f"{name}: expected a number, an enum or a Label")
    _logger(sys.stderr).info(what.value, **{name: _plain(value) for name, value in fields.items()})


def _plain(value: Field) -> int | float | str:
    return str(value) if isinstance(value, str) else value


class Metrics:
    """Counters and timings of one service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._screened = Counter(
            "guard_screenings",
            "Screenings by direction and action",
            ["direction", "action"],
            registry=self.registry,
        )
        self._findings = Counter(
            "guard_findings",
            "Findings acted on, by entity or category",
            ["direction", "label"],
            registry=self.registry,
        )
        self._not_run = Counter(
            "guard_not_run",
            "Detectors that did not run to their end",
            ["detector", "reason"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "guard_screen_seconds",
            "Time of one screening, or of one step of a stream",
            registry=self.registry,
            buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
        )
        self.audit_failures = Counter(
            "guard_audit_failures", "Records that could not be made durable", registry=self.registry
        )
        self.audit_dropped = Counter(
            "guard_audit_dropped",
            "Records that were counted in a gap instead of kept",
            registry=self.registry,
        )
        self.upstream_failures = Counter(
            "guard_upstream_failures", "Calls the provider did not answer", registry=self.registry
        )

        self._passed = Counter(
            "guard_passed",
            "Requests passed on unscreened, by policy",
            ["method", "route"],
            registry=self.registry,
        )
        self._breakers = Gauge(
            "guard_detector_breaker",
            "Further detectors: 0 asked, 1 about to be tried again, 2 left alone after failures",
            ["detector"],
            registry=self.registry,
        )

    def pass_on(self, method: str, path: str) -> None:
        """Count one request of a route that a policy has nothing looked at."""
        self._passed.labels(method, path).inc()

    def watch(self, detector: str, state: Callable[[], float]) -> None:
        """Show the state of a further detector, as it is when metrics are read."""
        self._breakers.labels(detector).set_function(state)

    def seconds(self, seconds: float) -> None:
        """Count the time of one screening."""
        self._seconds.observe(seconds)

    def screened(self, direction: Direction, verdict: Verdict) -> None:
        """Count one screening and what it found."""
        self._screened.labels(direction, Action(verdict.action).word).inc()
        for label, count in verdict.counts().items():
            self._findings.labels(direction, label).inc(count)
        for gap in verdict.not_run:
            self._not_run.labels(gap.detector, gap.reason).inc()

    def text(self) -> bytes:
        """Give the metrics in Prometheus' text format."""
        return generate_latest(self.registry)
