"""Logs and metrics: numbers, enums and names of ours; no way to carry text."""

import json
import re
from datetime import datetime
from typing import Any

import pytest

from guard.telemetry import Event, Label, Metrics, event
from guard.types import (
    Action,
    Decision,
    Direction,
    Finding,
    Kind,
    NotRun,
    Reason,
    Severity,
    Span,
    Verdict,
    Why,
)

CANARY = "Zelda Quillfeather zelda@example.org"


@pytest.mark.parametrize(
    "value",
    ["", "chat.completions", "EMAIL_ADDRESS", "default@30c55ebf9594", "a/b:c*", "/v1/files/{}", "x" * 100],
)
def test_a_label_is_an_id_or_a_name(value: str):
    assert Label(value) == value


@pytest.mark.parametrize(
    "value", [CANARY, "two words", "x" * 101, "naïve", "a\n", "\n", "a,b", '"', "+1415", "a=b", "😀"]
)
def test_a_label_is_no_text(value: str):
    with pytest.raises(ValueError, match=r"^expected an id or a name$"):
        Label(value)


def test_a_label_plus_text_is_no_label():
    assert type(Label("a") + "b") is str
    assert not hasattr(Label("a"), "__dict__")


def logged(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return dict(json.loads(line))


def test_an_event_is_one_line_of_json_on_standard_error(capsys: pytest.CaptureFixture[str]):
    event(
        Event.EXCHANGE,
        status=200,
        seconds=0.5,
        blocked=True,
        route=Label("chat.completions"),
        direction=Direction.PROMPT,
        severity=Severity.HIGH,
    )
    found = logged(capsys)
    assert datetime.fromisoformat(found.pop("timestamp")).tzinfo
    assert found == {
        "event": "exchange",
        "status": 200,
        "seconds": 0.5,
        "blocked": True,
        "route": "chat.completions",
        "direction": "prompt",
        "severity": 6,
    }


@pytest.mark.parametrize("what", Event)
def test_every_event_is_a_word(what: Event, capsys: pytest.CaptureFixture[str]):
    event(what)
    assert logged(capsys)["event"] == what.value
    assert re.fullmatch(r"[a-z_]+", what.value)


@pytest.mark.parametrize(
    "value", [CANARY, "", "word", b"bytes", None, [CANARY], {"a": CANARY}, ValueError(CANARY), (1,), object()]
)
def test_an_event_takes_no_text(value: object, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(TypeError, match=r"^detail: expected a number, an enum or a Label$"):
        event(Event.FAILED, status=1, detail=value)
    assert capsys.readouterr().err == ""


def test_an_event_is_one_of_those_there_are():
    with pytest.raises(AttributeError):
        event(CANARY)


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
    metrics.screened(Direction.PROMPT, verdict)
    metrics.screened(Direction.PROMPT, Verdict(Action.ALLOW))
    assert sample(metrics, "guard_screenings_total", direction="prompt", action="redact") == 1
    assert sample(metrics, "guard_screenings_total", direction="prompt", action="allow") == 1
    assert sample(metrics, "guard_screenings_total", direction="completion", action="allow") is None
    assert sample(metrics, "guard_findings_total", direction="prompt", label="EMAIL_ADDRESS") == 2
    assert sample(metrics, "guard_findings_total", direction="prompt", label="URL") is None
    assert sample(metrics, "guard_findings_total", direction="prompt", label="US_SSN") is None
    assert sample(metrics, "guard_not_run_total", detector="lexicon", reason="timeout") == 2


def test_times_and_failures_are_counted():
    metrics = Metrics()
    metrics.seconds(0.02)
    metrics.audit_failures.inc()
    metrics.upstream_failures.inc()
    assert sample(metrics, "guard_screen_seconds_count") == 1
    assert sample(metrics, "guard_screen_seconds_bucket", le="0.01") == 0
    assert sample(metrics, "guard_screen_seconds_bucket", le="0.025") == 1
    assert sample(metrics, "guard_audit_failures_total") == 1
    assert sample(metrics, "guard_upstream_failures_total") == 1


def test_what_passes_is_counted_by_its_route():
    metrics = Metrics()
    metrics.pass_on("GET", "/v1/files/{}")
    metrics.pass_on("GET", "/v1/files/{}")
    assert sample(metrics, "guard_passed_total", method="GET", route="/v1/files/{}") == 2
    assert sample(metrics, "guard_passed_total", method="POST", route="/v1/files/{}") is None
    assert sample(metrics, "guard_screenings_total", direction="prompt", action="allow") is None


def test_two_services_count_apart():
    one, other = Metrics(), Metrics()
    one.screened(Direction.PROMPT, Verdict(Action.ALLOW))
    assert sample(other, "guard_screenings_total", direction="prompt", action="allow") is None


def test_the_text_of_the_metrics_holds_names_and_numbers_only():
    metrics = Metrics()
    metrics.screened(
        Direction.COMPLETION, Verdict(Action.BLOCK, ("r",), (decision("words:names", Action.BLOCK),))
    )
    text = metrics.text().decode()
    assert 'guard_findings_total{direction="completion",label="words:names"} 1.0' in text
    values = re.findall(r'="([^"]*)"', text)
    assert all(Label(value) or value == "" for value in values if value != "+Inf")


def test_the_state_of_a_further_detector_is_read_when_metrics_are():
    metrics = Metrics()
    state = [0.0]
    metrics.watch("our-moderation", lambda: state[0])
    assert sample(metrics, "guard_detector_breaker", detector="our-moderation") == 0
    state[0] = 2
    assert sample(metrics, "guard_detector_breaker", detector="our-moderation") == 2
    assert sample(metrics, "guard_detector_breaker", detector="another") is None
