"""Metrics: numbers, enums and names of ours; no way to carry text."""

import re

from guard.metrics import Gauged, Metrics, Stage
from guard.telemetry import Label
from guard.types import (
    Action,
    Decision,
    Direction,
    Finding,
    Kind,
    NotRun,
    Reason,
    Span,
    Verdict,
    Why,
)


def decision(label: str, action: Action, why: Why = Why.RULE) -> Decision:
    return Decision(Finding(0, Span(0, 5), label, Kind.ENTITY, 0.9, "d"), action, "r", why)


def sample(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_screenings_are_counted_by_what_was_found():
    metrics = Metrics()
    verdict = Verdict(
        Action.REDACT,
        ("r",),
        (
            decision("EMAIL_ADDRESS", Action.REDACT),
            decision("EMAIL_ADDRESS", Action.REDACT),
            decision("URL", Action.ALLOW),
            decision("US_SSN", Action.REDACT, Why.COVERED),
        ),
        (NotRun("lexicon", Reason.TIMEOUT, 0), NotRun("lexicon", Reason.TIMEOUT, 1)),
    )
    metrics.of("acme").screened(Direction.PROMPT, verdict)
    metrics.of("acme").screened(Direction.PROMPT, Verdict(Action.ALLOW))
    assert sample(metrics, "guard_screenings_total", tenant="acme", direction="prompt", action="redact") == 1
    assert sample(metrics, "guard_screenings_total", tenant="acme", direction="prompt", action="allow") == 1
    assert (
        sample(metrics, "guard_screenings_total", tenant="acme", direction="completion", action="allow")
        is None
    )
    assert (
        sample(metrics, "guard_findings_total", tenant="acme", direction="prompt", label="EMAIL_ADDRESS") == 2
    )
    assert sample(metrics, "guard_findings_total", tenant="acme", direction="prompt", label="URL") is None
    assert sample(metrics, "guard_findings_total", tenant="acme", direction="prompt", label="US_SSN") is None
    assert sample(metrics, "guard_not_run_total", tenant="acme", detector="lexicon", reason="timeout") == 2


def test_failures_are_counted():
    metrics = Metrics()
    metrics.of("acme").audit_failed()
    metrics.of("acme").upstream_failed()
    assert sample(metrics, "guard_audit_failures_total", tenant="acme") == 1
    assert sample(metrics, "guard_upstream_failures_total", tenant="acme") == 1


def test_what_passes_is_counted_by_its_route():
    metrics = Metrics()
    metrics.of("acme").pass_on("GET", "/v1/files/{}")
    metrics.of("acme").pass_on("GET", "/v1/files/{}")
    assert sample(metrics, "guard_passed_total", tenant="acme", method="GET", route="/v1/files/{}") == 2
    assert sample(metrics, "guard_passed_total", tenant="acme", method="POST", route="/v1/files/{}") is None
    assert (
        sample(metrics, "guard_screenings_total", tenant="acme", direction="prompt", action="allow") is None
    )


def test_tenants_count_apart():
    metrics = Metrics()
    metrics.of("umbrella").screened(Direction.PROMPT, Verdict(Action.ALLOW))
    assert (
        sample(metrics, "guard_screenings_total", tenant="acme", direction="prompt", action="allow") is None
    )


def test_the_text_of_the_metrics_holds_names_and_numbers_only():
    metrics = Metrics()
    metrics.of("acme").screened(
        Direction.COMPLETION, Verdict(Action.BLOCK, ("r",), (decision("words:names", Action.BLOCK),))
    )
    text = metrics.text().decode()
    assert 'guard_findings_total{direction="completion",label="words:names",tenant="acme"} 1.0' in text
    values = re.findall(r'="([^"]*)"', text)
    assert all(Label(value) or value == "" for value in values if value != "+Inf")


def test_only_what_is_in_force_is_shown():
    metrics = Metrics()
    shown = [(Gauged.POLICY, ("acme", "mask", "mask@1", "enforce"), 1.0)]
    metrics.look_at(lambda: shown)
    assert (
        sample(metrics, "guard_policy_info", tenant="acme", policy="mask", version="mask@1", mode="enforce")
        == 1
    )
    shown[:] = [(Gauged.POLICY, ("acme", "mask", "mask@2", "shadow"), 1.0)]
    assert (
        sample(metrics, "guard_policy_info", tenant="acme", policy="mask", version="mask@2", mode="shadow")
        == 1
    )
    assert "mask@1" not in metrics.text().decode()
    shown.clear()
    assert "mask" not in metrics.text().decode()


def test_reloads_and_their_mistakes():
    metrics = Metrics()
    metrics.reloaded(3)
    assert sample(metrics, "guard_reload_mistakes") == 3
    metrics.reloaded(0)
    assert sample(metrics, "guard_reload_mistakes") == 0
    assert sample(metrics, "guard_reloads_total", result="failed") == 1
    assert sample(metrics, "guard_reloads_total", result="done") == 1


def test_what_is_looked_at_is_read_when_metrics_are():
    metrics = Metrics()
    waiting = [3.0]
    metrics.look_at(lambda: [(Gauged.AUDIT_WAITING, ("acme",), waiting[0])])
    assert sample(metrics, "guard_audit_waiting", tenant="acme") == 3
    waiting[0] = 0
    assert sample(metrics, "guard_audit_waiting", tenant="acme") == 0
    assert sample(metrics, "guard_audit_missing", tenant="acme") is None


def test_stages_and_limits():
    metrics = Metrics()
    with metrics.spent(Stage.UPSTREAM):
        pass
    metrics.of("acme").limited()
    assert sample(metrics, "guard_stage_seconds_count", stage="upstream") == 1
    assert sample(metrics, "guard_stage_seconds_count", stage="record") == 0
    assert sample(metrics, "guard_rate_limited_total", tenant="acme") == 1


def test_a_thousand_idle_tenants_take_no_room():
    metrics = Metrics()
    before = len(metrics.text())
    for at in range(1000):
        metrics.of(f"tenant{at}")
    assert len(metrics.text()) == before
