"""Verdicts: no order matters, one more finding never weakens, a gap never passes silently."""

import re
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from guard.decide.evaluate import evaluate
from guard.decide.policy import AllowRule, Evidence, Hold, Mode, OnNotRun, Policy, Record, Topic, WordList
from guard.decide.rules import CategoryRule, DirectionRules, EntityRule
from guard.types import (
    Action,
    Category,
    Direction,
    Finding,
    Kind,
    NotRun,
    Operator,
    Reason,
    Rewrite,
    Severity,
    Span,
    Text,
    Verdict,
    Why,
)

ENTITIES = ("US_SSN", "EMAIL_ADDRESS", "IBAN_CODE")
CATEGORIES = ("hate", "violence", "self_harm")
LISTS = ("a", "b")
TOPICS = ("t", "u")
DETECTORS = ("d1", "d2", "encoder")
TEXTS = (Text("/a", "ann@acme.example 536-90-4399"), Text("/b", "ann ann"))

SCORES = st.sampled_from([0.0, 0.1, 0.4, 0.5, 0.9, 1.0])
SPANS = st.tuples(st.integers(0, 6), st.integers(1, 6)).map(lambda at: Span(at[0], at[0] + at[1]))
FINDINGS = st.one_of(
    st.builds(
        Finding,
        st.integers(0, 1),
        SPANS,
        st.sampled_from(ENTITIES),
        st.just(Kind.ENTITY),
        SCORES,
        st.sampled_from(DETECTORS),
        st.just(Severity.SAFE),
        st.booleans(),
    ),
    st.builds(
        Finding,
        st.integers(0, 1),
        SPANS,
        st.sampled_from(CATEGORIES),
        st.just(Kind.CATEGORY),
        SCORES,
        st.just("encoder"),
        st.sampled_from(Severity),
    ),
    st.builds(
        Finding,
        st.integers(0, 1),
        SPANS,
        st.sampled_from([f"words:{each}" for each in LISTS]),
        st.just(Kind.WORDS),
        st.just(1.0),
        st.just("words"),
    ),
    st.builds(
        Finding,
        st.integers(0, 1),
        SPANS,
        st.sampled_from([f"topics:{each}" for each in TOPICS]),
        st.just(Kind.TOPIC),
        SCORES,
        st.just("topics"),
    ),
)
GAPS = st.builds(
    NotRun, st.sampled_from(DETECTORS), st.sampled_from(Reason), st.one_of(st.none(), st.integers(0, 1))
)
ENTITY_RULES = st.builds(
    EntityRule,
    st.text("abc", min_size=1, max_size=3),
    st.sampled_from(Action),
    st.builds(Rewrite, st.sampled_from(Operator)),
    SCORES,
)
LEVELS = st.dictionaries(
    st.sampled_from([Action.ANNOTATE, Action.REDACT, Action.BLOCK]), st.sampled_from(list(Severity)[1:])
).map(lambda levels: tuple(levels.items()))
RULES = st.builds(
    DirectionRules,
    st.dictionaries(st.sampled_from([*ENTITIES, "*"]), ENTITY_RULES, min_size=2),
    st.dictionaries(
        st.sampled_from([*CATEGORIES, "*"]),
        st.builds(CategoryRule, st.text("xyz", min_size=1), LEVELS, SCORES),
    ),
)
ALLOW = st.builds(
    AllowRule,
    st.text("pq", min_size=1, max_size=3),
    st.sampled_from([*ENTITIES, "*"]),
    st.frozensets(st.sampled_from(["ann", "ann@acm", "536"])),
    st.sampled_from([None, re.compile("a.*"), re.compile(".")]),
)
POLICIES = st.builds(
    Policy,
    id=st.just("p"),
    digest=st.just("0" * 64),
    mode=st.sampled_from(Mode),
    on_not_run=st.builds(
        OnNotRun,
        st.sampled_from([Action.BLOCK, Action.ANNOTATE]),
        st.dictionaries(st.sampled_from(DETECTORS), st.sampled_from([Action.BLOCK, Action.ANNOTATE])),
    ),
    directions=st.tuples(RULES, RULES).map(
        lambda both: MappingProxyType(dict(zip(Direction, both, strict=True)))
    ),
    words=st.lists(
        st.builds(
            WordList,
            st.sampled_from(LISTS),
            st.just(("x",)),
            ENTITY_RULES,
            st.frozensets(st.sampled_from(Direction)),
        ),
        max_size=2,
        unique_by=lambda each: each.id,
    ).map(tuple),
    topics=st.lists(
        st.builds(
            Topic,
            st.sampled_from(TOPICS),
            st.just(("x",)),
            st.just(("y",)),
            ENTITY_RULES,
            st.frozensets(st.sampled_from(Direction)),
        ),
        max_size=2,
        unique_by=lambda each: each.id,
    ).map(tuple),
    allow=st.lists(ALLOW, max_size=2).map(tuple),
    countries=st.just(frozenset()),
    recognisers=st.just(()),
    hold=st.just(Hold()),
    record=st.just(Record.FLAGGED),
    evidence=st.just(Evidence.REDACTED),
)
INPUTS = st.tuples(
    POLICIES, st.sampled_from(Direction), st.lists(FINDINGS, max_size=6), st.lists(GAPS, max_size=4)
)
Inputs = tuple[Policy, Direction, list[Finding], list[NotRun]]


def decide(policy: Policy, direction: Direction, findings: list[Finding], gaps: list[NotRun]) -> Verdict:
    return evaluate(policy, direction, TEXTS, findings, gaps)


def said(verdict: Verdict) -> set[tuple[Finding, Action, str]]:
    """What each finding got; a stronger one beside it may take the telling from it, never the action."""
    return {(each.finding, each.action, each.rule) for each in verdict.decisions}


def same(one: Verdict, other: Verdict) -> bool:
    """Equal but for the order in which findings and gaps are listed."""
    return (one.action, one.rules, set(one.decisions), set(one.not_run)) == (
        other.action,
        other.rules,
        set(other.decisions),
        set(other.not_run),
    )


@given(INPUTS, st.randoms(use_true_random=False))
def test_the_order_of_findings_and_gaps_never_matters(inputs: Inputs, random: object):
    policy, direction, findings, gaps = inputs
    before = decide(*inputs)
    random.shuffle(findings)
    random.shuffle(gaps)
    assert same(decide(policy, direction, findings, gaps), before)


@given(INPUTS, st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(inputs: Inputs, random: object):
    policy, direction, findings, gaps = inputs
    before = decide(*inputs)
    rules = policy.directions[direction]
    entities, categories = list(rules.entities.items()), list(rules.categories.items())
    random.shuffle(entities)
    random.shuffle(categories)
    shuffled = {each: policy.directions[each] for each in reversed(Direction)}
    shuffled[direction] = DirectionRules(dict(entities), dict(categories))
    changed = {name: getattr(policy, name) for name in Policy.__slots__}
    changed |= {"directions": shuffled, "words": policy.words[::-1], "topics": policy.topics[::-1]}
    assert same(decide(Policy(**changed), direction, findings, gaps), before)


@given(INPUTS, FINDINGS)
def test_one_more_finding_never_weakens(inputs: Inputs, more: Finding):
    policy, direction, findings, gaps = inputs
    before, after = decide(*inputs), decide(policy, direction, [*findings, more], gaps)
    assert after.action >= before.action
    assert said(before) <= said(after)
    assert before.not_run == after.not_run


@given(INPUTS, GAPS)
def test_one_more_gap_never_weakens_and_never_passes_silently(inputs: Inputs, more: NotRun):
    policy, direction, findings, gaps = inputs
    before, after = decide(*inputs), decide(policy, direction, findings, [*gaps, more])
    assert after.action >= max(before.action, Action.ANNOTATE)
    assert more in after.not_run
    if policy.on_not_run.action(more.detector) is Action.BLOCK:
        assert after.action is Action.BLOCK
        assert f"on_not_run.{more.detector}" in after.rules


@given(INPUTS)
def test_the_verdict_is_the_strictest_of_what_decides(inputs: Inputs):
    policy, _, findings, gaps = inputs
    verdict = decide(*inputs)
    assert {each.finding for each in verdict.decisions} == set(findings)
    assert set(verdict.not_run) == set(gaps)
    actions = [each.action for each in verdict.decisions]
    actions += [policy.on_not_run.action(each.detector) for each in gaps]
    assert verdict.action is max(actions, default=Action.ALLOW)
    told = {each.rule for each in verdict.decisions if each.counts and each.action is verdict.action}
    assert told <= set(verdict.rules)
    assert bool(verdict.rules) == (verdict.action > Action.ALLOW)
    assert verdict.flagged == (verdict.action > Action.ALLOW)


@given(INPUTS)
def test_a_named_rule_wins_over_every(inputs: Inputs):
    policy, direction, *_ = inputs
    rules = policy.directions[direction]
    for decision in decide(*inputs).decisions:
        finding = decision.finding
        if decision.why == "rule" and finding.kind is Kind.ENTITY and finding.label in rules.entities:
            assert decision.rule == rules.entities[finding.label].id
        if decision.why == "rule" and finding.kind is Kind.CATEGORY and finding.label in rules.categories:
            assert decision.rule == rules.categories[finding.label].id


@given(INPUTS)
def test_what_is_not_told_is_beside_something_stronger(inputs: Inputs):
    decisions = decide(*inputs).decisions
    for covered in (each for each in decisions if each.why is Why.COVERED):
        assert any(
            each.counts
            and each.action >= covered.action
            and each.finding.text == covered.finding.text
            and each.finding.span.overlaps(covered.finding.span)
            for each in decisions
        )


def test_the_categories_here_are_real():
    assert set(CATEGORIES) <= set(Category)
