"""Metrics, in Prometheus' terms. They have no way to carry text: labels are enums, ids of tenants, names in policies.

All tenants of a process count in one registry. What a caller says never becomes a label.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from time import perf_counter
from types import TracebackType
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from guard.types import Action, Direction, Verdict

_BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)


class Stage(StrEnum):
    """What an exchange spends its time on."""

    READ = "read"
    SCREEN = "screen"
    RECORD = "record"
    UPSTREAM = "upstream"
    WRITE = "write"


class Gauged(StrEnum):
    """What is looked at when metrics are read, for each tenant: what is gone by then is not shown."""

    POLICY = "guard_policy_info"
    BREAKER = "guard_detector_breaker"
    AUDIT_WAITING = "guard_audit_waiting"
    AUDIT_MISSING = "guard_audit_missing"
    EXCEPTION_EXPIRY = "guard_exception_expiry_timestamp_seconds"


_SAID: Final = {
    Gauged.POLICY: ("Policies in force", ("tenant", "policy", "version", "mode")),
    Gauged.BREAKER: (
        "Further detectors: 0 asked, 1 about to be tried again, 2 left alone after failures",
        ("tenant", "detector"),
    ),
    Gauged.AUDIT_WAITING: ("Records that wait to be written", ("tenant",)),
    Gauged.AUDIT_MISSING: ("Records that were not kept and that the log does not tell of yet", ("tenant",)),
    Gauged.EXCEPTION_EXPIRY: ("When a signed exception in force expires", ("tenant", "exception", "grants")),
}
Reading = tuple[Gauged, tuple[str, ...], float]
"""A gauge, the values of its labels, and what it shows."""


class Metrics:
    """Counters and timings of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        self.screenings = Counter(
            "guard_screenings", "Screenings by action", ["tenant", "direction", "action"], registry=registry
        )
        self.findings = Counter(
            "guard_findings",
            "Findings acted on, by entity or category",
            ["tenant", "direction", "label"],
            registry=registry,
        )
        self.not_run = Counter(
            "guard_not_run",
            "Detectors that did not run to their end",
            ["tenant", "detector", "reason"],
            registry=registry,
        )
        self.audit_failures = Counter(
            "guard_audit_failures", "Records that could not be made durable", ["tenant"], registry=registry
        )
        self.audit_dropped = Counter(
            "guard_audit_dropped",
            "Records that were counted in a gap instead of kept",
            ["tenant"],
            registry=registry,
        )
        self.audit_excepted = Counter(
            "guard_audit_excepted",
            "Flagged exchanges of which an exception keeps no record",
            ["tenant"],
            registry=registry,
        )
        self.upstream_failures = Counter(
            "guard_upstream_failures", "Calls the provider did not answer", ["tenant"], registry=registry
        )
        self.passed = Counter(
            "guard_passed",
            "Requests passed on unscreened, by policy",
            ["tenant", "method", "route"],
            registry=registry,
        )
        self.refused = Counter(
            "guard_rate_limited", "Requests beyond what a tenant may use", ["tenant"], registry=registry
        )
        self.in_flight = Gauge("guard_in_flight", "Exchanges under way", registry=registry)
        self.waiting = Gauge("guard_screen_waiting", "Screenings that wait for a thread", registry=registry)
        stages = Histogram(
            "guard_stage_seconds",
            "Time that exchanges spend, by stage: of a stream, each step is a screening",
            ["stage"],
            registry=registry,
            buckets=_BUCKETS,
        )
        self._stages = {stage: stages.labels(stage) for stage in Stage}
        self._reloads = Counter(
            "guard_reloads", "Sets of policies and tenants that were read", ["result"], registry=registry
        )
        self._mistakes = Gauge(
            "guard_reload_mistakes",
            "Mistakes that keep a newer set from coming into force",
            registry=registry,
        )
        self._counts: dict[str, Counts] = {}
        self._looked = _Looked()
        registry.register(self._looked)

    def of(self, tenant: str) -> "Counts":
        """Give the counters of one tenant; they take next to nothing before something is counted."""
        if tenant not in self._counts:
            self._counts[tenant] = Counts(self, tenant)
        return self._counts[tenant]

    def spent(self, stage: Stage) -> "Spent":
        """Count the time of a stage."""
        return Spent(self._stages[stage])

    def reloaded(self, mistakes: int) -> None:
        """Count that files were read again.

        Args:
            mistakes: how many kept them from coming into force.
        """
        self._reloads.labels("failed" if mistakes else "done").inc()
        self._mistakes.set(mistakes)

    def look_at(self, readings: Callable[[], Iterable[Reading]]) -> None:
        """Show further readings, taken when metrics are read; from then on no others."""
        self._looked.readings = readings

    def text(self) -> bytes:
        """Give the metrics in Prometheus' text format."""
        return generate_latest(self.registry)


class Counts:
    """What is counted of one tenant.

    Args:
        metrics: of the process.
        tenant: the tenant's id.
    """

    def __init__(self, metrics: Metrics, tenant: str) -> None:
        self._metrics = metrics
        self._tenant = tenant
        # A counter is looked up once: to find it by its labels takes longer than to count.
        self._screenings: dict[tuple[Direction, Action], Counter] = {}
        self._findings: dict[tuple[Direction, str], Counter] = {}

    def pass_on(self, method: str, path: str) -> None:
        """Count one request of a route that a policy has nothing looked at."""
        self._metrics.passed.labels(self._tenant, method, path).inc()

    def screened(self, direction: Direction, verdict: Verdict) -> None:
        """Count one screening and what it found."""
        action = Action(verdict.action)
        screenings = self._screenings.get((direction, action))
        if screenings is None:
            screenings = self._metrics.screenings.labels(self._tenant, direction, action.word)
            self._screenings[direction, action] = screenings
        screenings.inc()
        for label, count in verdict.counts().items():
            findings = self._findings.get((direction, label))
            if findings is None:
                findings = self._metrics.findings.labels(self._tenant, direction, label)
                self._findings[direction, label] = findings
            findings.inc(count)
        for gap in verdict.not_run:
            self._metrics.not_run.labels(self._tenant, gap.detector, gap.reason).inc()

    def audit_failed(self) -> None:
        """Count a record that could not be made durable."""
        self._metrics.audit_failures.labels(self._tenant).inc()

    def audit_dropped(self) -> None:
        """Count a record that was counted in a gap instead of kept."""
        self._metrics.audit_dropped.labels(self._tenant).inc()

    def audit_excepted(self) -> None:
        """Count what was flagged and is not recorded, by a signed exception."""
        self._metrics.audit_excepted.labels(self._tenant).inc()

    def upstream_failed(self) -> None:
        """Count a call that the provider did not answer."""
        self._metrics.upstream_failures.labels(self._tenant).inc()

    def limited(self) -> None:
        """Count a request beyond what the tenant may use."""
        self._metrics.refused.labels(self._tenant).inc()


class Spent:
    """Counts the time that its block takes.

    Args:
        seconds: where it is counted.
    """

    __slots__ = ("_began", "_seconds")

    def __init__(self, seconds: Histogram) -> None:
        self._seconds = seconds
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._seconds.observe(perf_counter() - self._began)


class _Looked(Collector):
    """Shows what is looked at only when somebody reads metrics."""

    def __init__(self) -> None:
        self.readings: Callable[[], Iterable[Reading]] = lambda: ()

    def collect(self) -> Iterator[Metric]:
        """Give the gauges."""
        families = {
            each: GaugeMetricFamily(each.value, said, labels=list(labels))
            for each, (said, labels) in _SAID.items()
        }
        for each, labels, value in self.readings():
            families[each].add_metric(list(labels), value)
        yield from families.values()
