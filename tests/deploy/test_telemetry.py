"""The dashboard and the alerts ask for metrics and labels that there are, and say in which unit they show them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from guard.metrics import Gauged, Metrics, Stage
from guard.types import Action, Decision, Direction, Finding, Kind, NotRun, Reason, Span, Verdict, Why

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana/guard.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((DEPLOY / "prometheus/alerts.yaml").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
TARGETS = [(panel["title"], each["expr"]) for panel in PANELS for each in panel["targets"]]
# What whoever scrapes adds, and what a histogram is made of.
SCRAPED = {"instance", "job", "le"}
UNITS = {"s", "short", "reqps", "cps", "percentunit"}


def sampled() -> Metrics:
    """Metrics in which everything was counted once."""
    metrics = Metrics()
    counts = metrics.of("acme")
    finding = Finding(0, Span(0, 5), "EMAIL_ADDRESS", Kind.ENTITY, 0.9, "d")
    verdict = Verdict(
        Action.REDACT,
        ("r",),
        (Decision(finding, Action.REDACT, "r", Why.RULE),),
        (NotRun("lexicon", Reason.TIMEOUT, 0),),
    )
    counts.screened(Direction.PROMPT, verdict)
    counts.pass_on("GET", "/v1/files/{}")
    for count in (
        counts.audit_failed,
        counts.audit_dropped,
        counts.audit_excepted,
        counts.upstream_failed,
        counts.limited,
    ):
        count()
    for stage in Stage:
        with metrics.spent(stage):
            pass
    metrics.reloaded(1)
    metrics.look_at(
        lambda: [
            (Gauged.POLICY, ("acme", "p", "p@1", "enforce"), 1),
            (Gauged.BREAKER, ("acme", "ours"), 2),
            (Gauged.AUDIT_WAITING, ("acme",), 3),
            (Gauged.AUDIT_MISSING, ("acme",), 0),
            (Gauged.EXCEPTION_EXPIRY, ("acme", "e1", "relax"), 4e9),
        ]
    )
    return metrics


FAMILIES = list(text_string_to_metric_families(sampled().text().decode()))
LABELS = {sample.name: set(sample.labels) for family in FAMILIES for sample in family.samples}


def problems(expression: str) -> list[str]:
    """Names of metrics and labels in a PromQL expression that there are not."""
    # What stands in quotes is a value, or a name that Grafana fills in.
    bare = re.sub(r'"[^"]*"', '""', expression)
    named = re.findall(r"\bguard_[a-z_]+", bare)
    if not named:
        return ["no metric"]
    found = [name for name in named if name not in LABELS]
    there = set().union(*(LABELS.get(name, set()) for name in named)) | SCRAPED
    for name, inside in re.findall(r"\b(guard_[a-z_]+)\{([^}]*)\}", bare):
        asked = re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)", inside)
        found += [f"{name}: {label}" for label in asked if label not in LABELS.get(name, set()) | SCRAPED]
    for inside in re.findall(r"\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)", bare):
        found += [label for label in re.findall(r"[a-z_]+", inside) if label not in there]
    return found


def test_everything_that_is_counted_is_sampled_here():
    assert [family.name for family in FAMILIES if not family.samples] == []
    assert len(FAMILIES) >= 20


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sum(rate(guard_screenings_total[5m]))", []),
        ('sum by (tenant) (guard_in_flight{tenant="a"})', ["guard_in_flight: tenant", "tenant"]),
        ("sum(guard_screenings)", ["guard_screenings"]),
        ("sum by (user) (guard_findings_total)", ["user"]),
        ('guard_findings_total{label=~"guard_none", model!="x"}', ["guard_findings_total: model"]),
        ("histogram_quantile(0.9, sum by (le, stage) (rate(guard_stage_seconds_bucket[5m])))", []),
        ("up == 0", ["no metric"]),
    ],
)
def test_what_there_is_not_is_found(expression: str, expected: list[str]):
    assert problems(expression) == expected


@pytest.mark.parametrize(("title", "expression"), TARGETS)
def test_panels_ask_for_what_there_is(title: str, expression: str):
    assert problems(expression) == [], title


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_alerts_ask_for_what_there_is_and_say_what_to_do(rule: dict[str, Any]):
    assert problems(rule["expr"]) == []
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert set(rule["annotations"]) == {"summary", "description"}
    # A label that a rule has summed away would be shown as nothing.
    said = " ".join(rule["annotations"].values())
    kept = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"by \(([^)]*)\)", rule["expr"]))))
    assert set(re.findall(r"\$labels\.([a-z_]+)", said)) <= kept


def test_what_must_wake_somebody_is_there():
    assert {
        "GuardAuditUnavailable",
        "GuardDetectorsNotRunning",
        "GuardPolicyBroken",
        "GuardExceptionExpiring",
        "GuardBreakerOpen",
    } <= {rule["alert"] for rule in RULES}
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_everything_that_is_counted_is_shown():
    shown = " ".join(expression for _, expression in TARGETS)
    missing = [family.name for family in FAMILIES if not re.search(rf"\b{family.name}(_|\b)", shown)]
    assert [name for name in missing if not name.endswith("_created")] == []


def test_the_dashboard_is_one_that_grafana_takes_over_as_it_is():
    assert DASHBOARD["schemaVersion"] >= 39
    assert "id" not in DASHBOARD
    rows = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]
    assert rows == [
        "Traffic and decisions",
        "Findings by type",
        "Latency per stage",
        "Not run and failures",
        "Audit",
        "Policies and reloads",
        "Exceptions about to expire",
    ]
    source, tenant = DASHBOARD["templating"]["list"]
    assert (source["type"], source["query"], source["name"]) == ("datasource", "prometheus", "datasource")
    assert problems(tenant["definition"]) == []
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_says_what_it_shows_and_in_which_unit(panel: dict[str, Any]):
    assert panel["title"]
    assert panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"] in UNITS
    assert all(each["datasource"]["uid"] == "${datasource}" for each in (panel, *panel["targets"]))


def test_panels_do_not_lie_on_each_other():
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        mine = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not mine & taken, panel["title"]
        taken |= mine
