"""Rules under conditions: when they hold, what they take the place of, and that a doubt never weakens."""

from collections.abc import Callable

import pytest

from guard.decide.policy import Policy
from guard.decide.rules import EntityRule
from guard.decide.when import Cache, Context, Holds, Overlay, compiled, exactness
from guard.types import Action, Direction, Rewrite

Load = Callable[..., Policy]


@pytest.mark.parametrize(
    ("overlay", "context", "holds"),
    [
        (Overlay("a", {}, routes=frozenset({"chat"})), Context(route="chat"), Holds.YES),
        (Overlay("a", {}, routes=frozenset({"chat"})), Context(route="embeddings"), Holds.NO),
        (Overlay("a", {}, routes=frozenset({"chat"})), Context(route="azure.chat"), Holds.YES),
        (Overlay("a", {}, routes=frozenset({"azure.chat"})), Context(route="chat"), Holds.NO),
        (Overlay("a", {}, models=("gpt-4*",)), Context(model="gpt-4o-mini"), Holds.YES),
        (Overlay("a", {}, models=("gpt-4*",)), Context(model="my-gpt-4"), Holds.NO),
        (Overlay("a", {}, models=("gpt-4",)), Context(model="gpt-4o"), Holds.NO),
        (Overlay("a", {}, apps=frozenset({"x"})), Context(app="x"), Holds.YES),
        (Overlay("a", {}, apps=frozenset({"x"})), Context(), Holds.NO),
        (Overlay("a", {}, frozenset({"chat"}), ("m",), frozenset({"x"})), Context("chat", "m", "x"), Holds.YES),
        (Overlay("a", {}, frozenset({"chat"}), ("m",), frozenset({"x"})), Context("chat", "n", "x"), Holds.NO),
    ],
)  # fmt: skip
def test_all_conditions_that_are_given_must_hold(overlay: Overlay, context: Context, holds: Holds):
    assert overlay.holds(context) is holds


@pytest.mark.parametrize(
    ("source", "context", "holds"),
    [
        ('labels.team == "hr"', Context(labels={"team": "hr"}), Holds.YES),
        ('labels.team == "hr"', Context(labels={"team": "it"}), Holds.NO),
        ('labels.team == "hr"', Context(), Holds.UNSURE),
        ('has(labels.team) && labels.team == "hr"', Context(), Holds.NO),
        ('app != "x" && model.startsWith("gpt")', Context(app="y", model="gpt-4"), Holds.YES),
        ('route in ["chat", "messages"]', Context(route="chat"), Holds.YES),
        ("size(labels)", Context(), Holds.UNSURE),
        ("app + 1 == 2", Context(), Holds.UNSURE),
    ],
)
def test_an_expression_holds_or_not_or_cannot_be_worked_out(source: str, context: Context, holds: Holds):
    assert Overlay("a", {}, source=source, program=compiled(source)).holds(context) is holds


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("labels.team ==", "expected an expression in CEL"),
        ("team == 'hr'", "unknown variable `team`: expected app, labels, model, route"),
        ("", "expected an expression in CEL"),
    ],
)
def test_what_is_no_condition_is_refused(source: str, said: str):
    with pytest.raises(ValueError, match="^" + said):
        compiled(source)


BASE = "policy: p\nprompt: {entities: {US_SSN: redact, '*': annotate}}\nwhen:\n"


def action(policy: Policy, label: str, context: Context) -> tuple[Action, str]:
    rule = policy.under(context).directions[Direction.PROMPT].entity(label)
    assert rule is not None
    return rule.action, rule.id


@pytest.mark.parametrize(
    ("overlays", "label", "expected"),
    [
        ("- {id: a, apps: [x], prompt: {entities: {US_SSN: allow}}}", "US_SSN", (Action.ALLOW, "when.a.prompt.entities.US_SSN")),
        ("- {id: a, apps: [x], prompt: {entities: {'*': block}}}", "AGE", (Action.BLOCK, "when.a.prompt.entities.*")),
        # the more exact name decides
        ("- {id: a, apps: [x], prompt: {entities: {'*': block}}}", "US_SSN", (Action.REDACT, "prompt.entities.US_SSN")),
        ("- {id: a, apps: [x], prompt: {entities: {AGE: block}}}", "NRP", (Action.ANNOTATE, "prompt.entities.*")),
        ("- {id: a, apps: [y], prompt: {entities: {US_SSN: allow}}}", "US_SSN", (Action.REDACT, "prompt.entities.US_SSN")),
        # of several, the strictest
        ("- {id: a, apps: [x], prompt: {entities: {US_SSN: allow}}}\n- {id: b, models: ['m*'], prompt: {entities: {US_SSN: annotate}}}", "US_SSN", (Action.ANNOTATE, "when.b.prompt.entities.US_SSN")),
        # a doubt can make it stricter, never weaker
        ("- {id: a, if: 'labels.x == \"1\"', prompt: {entities: {US_SSN: allow}}}", "US_SSN", (Action.REDACT, "prompt.entities.US_SSN")),
        ("- {id: a, if: 'labels.x == \"1\"', prompt: {entities: {US_SSN: block}}}", "US_SSN", (Action.BLOCK, "when.a.prompt.entities.US_SSN")),
    ],
)  # fmt: skip
def test_what_decides_under_conditions(policy: Load, overlays: str, label: str, expected: tuple[Action, str]):
    made = policy(BASE + overlays)
    assert action(made, label, Context(app="x", model="m1")) == expected


def test_a_policy_without_conditions_is_the_same_for_every_request(policy: Load):
    made = policy("policy: p\nprompt: {entities: {US_SSN: redact}}")
    assert made.under(Context(app="x")) is made
    assert not made.conditional


def test_what_holds_for_requests_is_worked_out_once_and_keeps_the_version(policy: Load):
    made = policy(BASE + "- {id: a, apps: [x], prompt: {entities: {US_SSN: allow}}}")
    assert made.conditional
    held = made.under(Context(app="x"))
    assert held is made.under(Context(app="x", model="other"))
    assert held.version == made.version
    assert made.under(Context(app="y")) is made


def test_the_other_direction_is_left_alone(policy: Load):
    made = policy(BASE + "- {id: a, apps: [x], prompt: {entities: {US_SSN: allow}}}")
    held = made.under(Context(app="x"))
    assert held.directions[Direction.COMPLETION] == made.directions[Direction.COMPLETION]


def test_detectors_are_wanted_for_every_rule_that_can_hold(policy: Load):
    made = policy(
        BASE + "- {id: a, apps: [x], prompt: {entities: {AGE: block}, categories: {hate: {block: low}}}}"
    )
    wanted = made.wanted(Direction.PROMPT)
    assert {"US_SSN", "*", "AGE"} <= set(wanted.entities)
    assert "hate" in wanted.categories
    assert "AGE" not in made.directions[Direction.PROMPT].entities


@pytest.mark.parametrize(("key", "exact"), [("US_SSN", 2), ("us/*", 1), ("*", 0)])
def test_how_exactly_a_rule_names_something(key: str, exact: int):
    rule = EntityRule(f"when.a.prompt.entities.{key}", Action.BLOCK, Rewrite(), 0.4)
    assert exactness(rule, "US_SSN") == exact


def test_a_cache_forgets_what_was_not_asked_for_longest():
    cache = Cache()
    made: list[int] = []

    def get(what: int) -> int:
        return cache.get(what, lambda: made.append(what) or what)

    for each in (*range(64), 0, 64, 0):
        assert get(each) == each
    assert made == list(range(65))
    get(1)
    assert made[-1] == 1
