"""Differences: none from a policy to itself, mirrored, and weaker exactly where some request is treated so."""

import json
import os
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from guard.decide.compare import weaker
from guard.decide.diff import Diff, diff
from guard.decide.evaluate import evaluate
from guard.decide.load import Known, load
from guard.decide.policy import Policy
from guard.decide.rules import EntityRule
from guard.decide.when import Context
from guard.errors import PolicyError
from guard.types import Action, Category, Decision, Direction, Finding, Kind, Severity, Span, Text

NAMES = ("US_SSN", "IBAN_CODE", "EMAIL_ADDRESS", "PERSON")
KNOWN = Known(
    entities=frozenset(NAMES),
    countries=frozenset(),
    detectors=frozenset({"one", "two"}),
    groups={"who/*": frozenset({"PERSON", "EMAIL_ADDRESS"})},
)
TEXTS = (Text("/a", "x" * 90),)
SCORES = (0.0, 0.1, 0.4, 0.45, 0.5, 0.7, 0.9, 1.0)
EVERY = [
    *(
        Finding(0, Span(10 * at, 10 * at + 4), name, Kind.ENTITY, score, "one")
        for at, name in enumerate((*NAMES, "OTHER"))
        for score in SCORES
    ),
    *(
        Finding(0, Span(80, 89), name, Kind.CATEGORY, score, "two", severity)
        for name in (Category.HATE, Category.VIOLENCE, Category.SEXUAL)
        for score in SCORES
        for severity in (Severity.LOW, Severity.MEDIUM, Severity.HIGH)
    ),
]
BESIDE = [
    (),
    *((Finding(0, Span(70, 74), name, Kind.ENTITY, 1.0, "one"),) for name in ("PERSON", "EMAIL_ADDRESS")),
]
CONTEXTS = [
    Context(app=app, model=model, labels=labels)
    for app, model, labels in product(("", "a", "b"), ("", "m1"), ({"x": "1"}, {"x": "2"}, {}))
]
LEVEL = st.sampled_from(["low", "medium", "high"])
SCORE = st.sampled_from([0.0, 0.4, 0.5, 0.9])


@st.composite
def entity_rules(draw: st.DrawFn, name: str) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "action": draw(st.sampled_from(["allow", "annotate", "redact", "redact", "block"]))
    }
    if rule["action"] == "redact":
        rule["operator"] = draw(st.sampled_from(["replace", "drop", "hash", "pseudonym", "mask"]))
        if rule["operator"] == "mask" and draw(st.booleans()):
            rule["keep_last"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 2)) == 0:
        rule["min_score"] = draw(SCORE)
    if name in ("US_SSN", "IBAN_CODE") and rule["action"] != "allow" and draw(st.integers(0, 3)) == 0:
        rule["only_with"] = [draw(st.sampled_from(["PERSON", "EMAIL_ADDRESS"]))]
    return rule


@st.composite
def halves(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from([*NAMES, "who/*", "*"]), max_size=4, unique=True))
    harm = draw(st.lists(st.sampled_from(["hate", "violence", "*"]), max_size=2, unique=True))
    levels = st.dictionaries(st.sampled_from(["annotate", "redact", "block"]), LEVEL, min_size=1)
    categories = {each: draw(levels) for each in harm}
    for each in categories.values():
        if draw(st.integers(0, 3)) == 0:
            each["min_score"] = draw(SCORE)
    return {"entities": {each: draw(entity_rules(each)) for each in names}, "categories": categories}


CONDITIONS = (
    {"id": "one", "apps": ["a"]},
    {"id": "two", "models": ["m*"]},
    {"id": "three", "if": 'labels.x == "1"'},
    {"id": "four", "apps": ["b"]},
)


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    when = draw(st.lists(st.sampled_from(CONDITIONS), max_size=2, unique_by=lambda each: each["id"]))
    made: dict[str, Any] = {"policy": "p", "prompt": draw(halves())}
    if draw(st.integers(0, 3)) == 0:
        made["min_score"] = draw(SCORE)
    made["when"] = [{**each, "prompt": draw(halves())} for each in when]
    return made


def loaded(written: dict[str, Any]) -> Policy:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(json.dumps(written), "utf-8")
        return load(path, KNOWN, Path(folder))


def decided(policy: Policy, found: Finding, others: tuple[Finding, ...]) -> Decision:
    verdict = evaluate(policy, Direction.PROMPT, TEXTS, [found, *others])
    return next(each for each in verdict.decisions if each.finding == found)


def lighter(one: Decision, other: Decision) -> bool:
    """Tell whether one decision is weaker than another."""
    rules = [EntityRule("", each.action, each.rewrite, 0.0) for each in (one, other)]
    if one.action is other.action is Action.REDACT and one.finding.kind is Kind.CATEGORY:
        return False
    return bool(weaker(*rules))


def some_weaker(before: Policy, after: Policy) -> bool:
    return any(
        lighter(decided(new, found, others), decided(old, found, others))
        for context in CONTEXTS
        for old, new in [(before.under(context), after.under(context))]
        for found, others in product(EVERY, BESIDE)
    )


POLICIES = int(os.environ.get("GUARD_FAULT_POLICIES", "60"))
pytestmark = pytest.mark.timeout(120 + POLICIES)
MANY = settings(max_examples=POLICIES, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(policies(), policies(), st.booleans())
def test_weaker_is_told_exactly_where_some_request_is_decided_weaker(
    one: dict[str, Any], two: dict[str, Any], near: bool
):
    try:
        before = loaded(one)
        after = loaded({**one, "prompt": two["prompt"]} if near else two)
    except PolicyError:
        assume(False)
    found = diff(before, after)
    actual = some_weaker(before, after)
    event(f"weaker: {actual}")
    assert bool(found.weaker) == actual
    back = diff(after, before)
    assert {each.mirrored for each in back.stricter} == set(found.weaker)
    assert {each.mirrored for each in back.weaker} == set(found.stricter)
    assert {each.mirrored for each in back.different} == set(found.different)
    assert diff(before, before) == diff(after, after) == Diff()
