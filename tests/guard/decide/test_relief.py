"""Signed exceptions: for whom they hold, what they lower, and what they cannot."""

from collections.abc import Callable

import pytest

from guard.decide.policy import Policy
from guard.decide.relief import Relief, relaxed
from guard.decide.when import Context
from guard.types import Action, Direction

Load = Callable[..., Policy]
TEXT = """policy: p
prompt:
  entities: {US_SSN: block, IBAN_CODE: {action: block, floor: true}, '*': redact}
  categories: {hate: {annotate: low, block: medium}, sexual/minors: {block: low}, violence: {block: low, floor: true}}
completion:
  entities: {US_SSN: block}
"""
ALLOW, ANNOTATE, REDACT, BLOCK = Action
PROMPT, COMPLETION = Direction


def relief(labels: str, to: Action = ANNOTATE, **scope: frozenset[str]) -> Relief:
    return Relief("0123456789ab", frozenset(labels.split()), to, **scope)  # type: ignore[arg-type]


def entity(policy: Policy, label: str, direction: Direction = PROMPT) -> tuple[Action, str]:
    rule = policy.directions[direction].entity(label)
    assert rule is not None
    return rule.action, rule.id


def test_a_rule_is_lowered_and_says_by_what(policy: Load):
    made = relaxed(policy(TEXT), [relief("US_SSN")], Context())
    assert entity(made, "US_SSN") == (ANNOTATE, "prompt.entities.US_SSN~01234567")
    assert entity(made, "US_SSN", COMPLETION) == (ANNOTATE, "completion.entities.US_SSN~01234567")
    assert entity(made, "AGE") == (REDACT, "prompt.entities.*")


def test_a_label_that_only_every_governs_is_lowered_alone(policy: Load):
    made = relaxed(policy(TEXT), [relief("AGE", ALLOW)], Context())
    assert entity(made, "AGE") == (ALLOW, "prompt.entities.*~01234567")
    assert entity(made, "NRP") == (REDACT, "prompt.entities.*")


def test_harm_is_lowered_at_every_severity(policy: Load):
    made = relaxed(policy(TEXT), [relief("hate")], Context())
    rule = made.directions[PROMPT].categories["hate"]
    assert {action for action, _ in rule.levels} == {ANNOTATE}
    assert rule.id == "prompt.categories.hate~01234567"


def test_nothing_is_raised(policy: Load):
    made = relaxed(policy(TEXT), [relief("AGE", BLOCK), relief("hate", BLOCK)], Context())
    assert made.directions == policy(TEXT).directions or entity(made, "AGE") == (REDACT, "prompt.entities.*")
    assert made.directions[PROMPT].categories == policy(TEXT).directions[PROMPT].categories


@pytest.mark.parametrize("label", ["IBAN_CODE", "violence", "sexual/minors"])
def test_floors_and_the_abuse_of_children_are_never_lowered(policy: Load, label: str):
    made, before = relaxed(policy(TEXT), [relief(label, ALLOW)], Context()), policy(TEXT)
    for find in ("entity", "category"):
        after = getattr(made.directions[PROMPT], find)(label)
        rule = getattr(before.directions[PROMPT], find)(label)
        if rule is not None and label in (
            *before.directions[PROMPT].entities,
            *before.directions[PROMPT].categories,
        ):
            assert after == rule


def test_what_is_stricter_than_its_floor_is_lowered_to_it(policy: Load):
    above = "policy: p\nextends: [f.yaml]\nprompt: {entities: {US_SSN: block}}\n"
    made = policy(above, f_yaml="policy: f\nprompt: {entities: {US_SSN: {action: redact, floor: true}}}\n")
    assert entity(relaxed(made, [relief("US_SSN", ALLOW)], Context()), "US_SSN")[0] is REDACT


@pytest.mark.parametrize(
    ("scope", "holds"),
    [
        ({}, True),
        ({"apps": frozenset({"x"})}, True),
        ({"apps": frozenset({"y"})}, False),
        ({"routes": frozenset({"chat.completions"})}, True),
        ({"routes": frozenset({"embeddings"})}, False),
        ({"apps": frozenset({"x"}), "routes": frozenset({"embeddings"})}, False),
        ({"directions": frozenset({COMPLETION})}, False),
    ],
)
def test_it_holds_where_its_scope_says(policy: Load, scope: dict[str, frozenset[str]], holds: bool):
    context = Context(route="azure.chat.completions", app="x")
    made = relaxed(policy(TEXT), [relief("US_SSN", **scope)], context)
    assert (entity(made, "US_SSN")[0] is ANNOTATE) == holds


def test_without_one_that_holds_the_policy_stays_itself(policy: Load):
    made = policy(TEXT)
    assert relaxed(made, [], Context()) is made
    assert relaxed(made, [relief("US_SSN", apps=frozenset({"y"}))], Context(app="x")) is made


def test_the_same_reliefs_are_worked_out_once(policy: Load):
    made = policy(TEXT)
    both = [relief("US_SSN"), Relief("b", frozenset({"AGE"}), ALLOW)]
    assert relaxed(made, both, Context()) is relaxed(made, both[::-1], Context())
