"""Floors: whatever extends a policy is refused, or decides at least as strictly as its floors alone."""

import json
import os
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from guard.decide.compare import weaker
from guard.decide.evaluate import evaluate
from guard.decide.load import Known, load
from guard.decide.policy import Mode, Policy
from guard.decide.relief import Relief, relaxed
from guard.decide.when import Context
from guard.errors import PolicyError
from guard.types import Action, Decision, Direction, Finding, Kind, Severity, Span, Text, Verdict

MANY = int(os.environ.get("GUARD_FAULT_POLICIES", "300"))
pytestmark = pytest.mark.timeout(120 + MANY)
NAMES = ("US_SSN", "IBAN_CODE", "EMAIL_ADDRESS", "PERSON", "LOCATION")
KNOWN = Known(
    entities=frozenset(NAMES),
    countries=frozenset({"us", "de"}),
    detectors=frozenset({"one", "two"}),
    groups={"us/*": frozenset({"US_SSN"}), "who/*": frozenset({"PERSON", "EMAIL_ADDRESS", "LOCATION"})},
)
HARM = ("hate", "violence")
TEXTS = (Text("/a", "ann@acme.example 536-90-4399"),)
FINDINGS = st.one_of(
    st.builds(
        Finding,
        st.just(0),
        st.integers(0, 5).map(lambda at: Span(at, at + 4)),
        st.sampled_from(NAMES),
        st.just(Kind.ENTITY),
        st.sampled_from([0.1, 0.4, 0.5, 0.7, 1.0]),
        st.just("one"),
        st.just(Severity.SAFE),
        st.booleans(),
    ),
    st.builds(
        Finding,
        st.just(0),
        st.just(Span(0, 9)),
        st.sampled_from(HARM),
        st.just(Kind.CATEGORY),
        st.sampled_from([0.1, 0.4, 0.5, 0.7, 1.0]),
        st.just("two"),
        st.sampled_from([Severity.LOW, Severity.MEDIUM, Severity.HIGH]),
    ),
)
CONTEXTS = st.builds(
    Context,
    route=st.sampled_from(["", "chat"]),
    model=st.sampled_from(["", "m1", "m2"]),
    app=st.sampled_from(["", "a", "b"]),
    labels=st.sampled_from([{}, {"x": "1"}, {"x": "2"}]),
)
EVERY_CONTEXT = [
    Context(*each) for each in product(("", "chat"), ("", "m1"), ("", "a"), ({}, {"x": "1"}, {"x": "2"}))
]
EVERY_FINDING = [
    *(
        Finding(0, Span(at, at + 4), name, Kind.ENTITY, score, "one", validated=sure)
        for at, name in enumerate(NAMES)
        for score in (0.1, 0.45, 0.7, 1.0)
        for sure in (False, True)
    ),
    *(
        Finding(0, Span(0, 9), name, Kind.CATEGORY, score, "two", severity)
        for name in HARM
        for score in (0.1, 0.45, 1.0)
        for severity in (Severity.LOW, Severity.MEDIUM, Severity.HIGH)
    ),
]
SCORES = st.sampled_from([0.0, 0.4, 0.5, 0.9])
LEVEL = st.sampled_from(["low", "medium", "high"])


@st.composite
def entity_rules(draw: st.DrawFn, name: str, *, floor: bool) -> dict[str, Any]:
    action = draw(st.sampled_from(["allow", "annotate", "redact", "block", "block"]))
    rule: dict[str, Any] = {"action": action}
    if action == "redact":
        rule["operator"] = draw(st.sampled_from(["replace", "drop", "hash", "pseudonym", "mask"]))
        if rule["operator"] == "mask" and draw(st.booleans()):
            rule["keep_last"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 3)) == 0:
        rule["min_score"] = draw(SCORES)
    if name in NAMES and action != "allow" and draw(st.integers(0, 5)) == 0:
        rule["only_with"] = draw(
            st.lists(st.sampled_from(["PERSON", "EMAIL_ADDRESS"]), min_size=1, unique=True)
        )
    if floor and action != "allow" and draw(st.booleans()):
        rule["floor"] = True
    return rule


@st.composite
def harm_rules(draw: st.DrawFn, *, floor: bool) -> dict[str, Any]:
    rule: dict[str, Any] = draw(
        st.dictionaries(st.sampled_from(["annotate", "redact", "block"]), LEVEL, min_size=1)
    )
    if draw(st.integers(0, 4)) == 0:
        rule["min_score"] = draw(SCORES)
    if floor and draw(st.booleans()):
        rule["floor"] = True
    return rule


@st.composite
def halves(draw: st.DrawFn, *, floor: bool, least: int = 0) -> dict[str, Any]:
    names = draw(
        st.lists(st.sampled_from([*NAMES, "us/*", "who/*", "*"]), min_size=least, max_size=4, unique=True)
    )
    harms = draw(st.lists(st.sampled_from([*HARM, "*"]), max_size=2, unique=True))
    return {
        "entities": {name: draw(entity_rules(name, floor=floor)) for name in names},
        "categories": {name: draw(harm_rules(floor=floor)) for name in harms},
    }


@st.composite
def overlays(draw: st.DrawFn, number: int) -> dict[str, Any]:
    conditions = {
        "apps": ["a"],
        "models": ["m*"],
        "routes": ["chat"],
        "if": draw(st.sampled_from(['labels.x == "1"', 'app != "b"', "size(labels) > 0"])),
    }
    kept = draw(st.lists(st.sampled_from(sorted(conditions)), min_size=1, max_size=2, unique=True))
    return {
        "id": f"o{number}",
        **{name: conditions[name] for name in kept},
        "prompt": draw(halves(floor=False, least=1)),
    }


@st.composite
def floor_policies(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {
        "policy": "floor",
        "stream": {"hold": "all"},
        "prompt": draw(halves(floor=True)),
        "completion": draw(halves(floor=True)),
    }
    if draw(st.booleans()):
        made["min_score"] = draw(SCORES)
    if draw(st.booleans()):
        made["on_not_run"] = draw(st.sampled_from(["block", "allow"]))
    return made


@st.composite
def extensions(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {"policy": "p", "extends": ["floor.yaml"], "prompt": draw(halves(floor=False))}
    if draw(st.booleans()):
        made["completion"] = draw(halves(floor=False))
    if draw(st.integers(0, 2)) == 0:
        made["when"] = [draw(overlays(number)) for number in range(draw(st.integers(1, 2)))]
    for key, choices in {
        "min_score": [0.0, 0.9],
        "mode": ["enforce", "shadow"],
        "on_not_run": ["allow", {"one": "allow"}, "block"],
        "allow": [
            [{"entity": "EMAIL_ADDRESS", "regex": ".*"}],
            [{"entity": "*", "regex": ".*"}],
            [{"entity": "US_SSN", "regex": ".*", "validated": True}],
        ],
    }.items():
        if draw(st.integers(0, 19 if key in ("mode", "on_not_run") else 5)) == 0:
            made[key] = draw(st.sampled_from(choices))
    return made


def loaded(folder: Path, name: str, content: dict[str, Any]) -> Policy | None:
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps(content), "utf-8")
    try:
        return load(path, KNOWN, folder)
    except PolicyError:
        return None


@settings(max_examples=MANY, suppress_health_check=list(HealthCheck), deadline=None)
@given(floor_policies(), extensions(), st.sampled_from(Direction), st.lists(FINDINGS, max_size=6))
def test_no_extension_weakens_a_floor(
    below: dict[str, Any], above: dict[str, Any], direction: Direction, findings: list[Finding]
):
    with tempfile.TemporaryDirectory() as name:
        floor = loaded(Path(name), "floor", below)
        policy = None if floor is None else loaded(Path(name), "p", above)
    if floor is None or policy is None:
        event("refused")
        return
    event("loaded, with floors" if floor.floors else "loaded")
    if not floor.floors:
        return
    assert policy.mode is not Mode.SHADOW or floor.mode is Mode.SHADOW
    for detector in ("one", "two", "three"):
        assert policy.on_not_run.action(detector) >= floor.on_not_run.action(detector)
    reliefs = [Relief("x", frozenset((*NAMES, *HARM)), Action.ALLOW)]
    for there in (EVERY_FINDING, findings):
        least = evaluate(floor, direction, TEXTS, there).decisions
        seen: set[int] = set()
        for context in EVERY_CONTEXT:
            held = policy.under(context)
            if id(held) not in seen:
                seen.add(id(held))
                at_least(floor, direction, least, evaluate(held, direction, TEXTS, there))
                less = relaxed(held, reliefs, context)
                at_least(floor, direction, least, evaluate(less, direction, TEXTS, there))


def at_least(floor: Policy, direction: Direction, least: tuple[Decision, ...], verdict: Verdict) -> None:
    """Check that what the rules of floors act on is acted on as strictly."""
    found = {each.finding: each.action for each in verdict.decisions}
    for decision in least:
        finding = decision.finding
        for each in floor.floors.get(direction, {}).get(finding.label, ()):
            if each.rule.id == decision.rule:
                assert found[finding] >= decision.action, (finding, decision.rule, verdict)


@settings(max_examples=MANY, suppress_health_check=list(HealthCheck), deadline=None)
@given(extensions(), CONTEXTS, st.randoms(use_true_random=False), st.sampled_from(Direction), st.data())
def test_the_order_of_rules_and_conditions_in_a_file_never_matters(
    content: dict[str, Any], context: Context, random: Any, direction: Direction, data: st.DataObject
):
    content = {**content, "extends": [], "stream": {"hold": "all"}}
    shuffled = json.loads(json.dumps(content))
    for half in (shuffled, *shuffled.get("when", ())):
        for way in ("prompt", "completion"):
            for kind, rules in half.get(way, {}).items():
                items = list(rules.items())
                random.shuffle(items)
                half[way][kind] = dict(items)
    random.shuffle(shuffled.get("when", []))
    with tempfile.TemporaryDirectory() as name:
        one, other = loaded(Path(name), "p", content), loaded(Path(name), "q", shuffled)
    assert (one is None) == (other is None)
    if one is None or other is None:
        return
    findings = data.draw(st.lists(FINDINGS, max_size=6))
    before = evaluate(one.under(context), direction, TEXTS, findings)
    assert evaluate(other.under(context), direction, TEXTS, findings) == before


@settings(max_examples=MANY, suppress_health_check=list(HealthCheck), deadline=None)
@given(extensions(), CONTEXTS, st.frozensets(st.sampled_from([*NAMES, *HARM])), st.sampled_from(Action))
def test_a_relief_touches_no_other_label(
    content: dict[str, Any], context: Context, labels: frozenset[str], to: Action
):
    with tempfile.TemporaryDirectory() as name:
        policy = loaded(Path(name), "p", {**content, "extends": [], "stream": {"hold": "all"}})
    if policy is None:
        return
    before = policy.under(context)
    after = relaxed(before, [Relief("relief-1", labels, to)], context)
    for direction in Direction:
        ours, theirs = before.directions[direction], after.directions[direction]
        for each in (*NAMES, *HARM):
            for rule, less in (
                (ours.entity(each), theirs.entity(each)),
                (ours.category(each), theirs.category(each)),
            ):
                if each not in labels:
                    assert rule == less
                elif rule is not None and less is not None:
                    assert not weaker(rule, less)
