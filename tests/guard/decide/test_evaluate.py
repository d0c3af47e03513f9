"""Findings and a policy give a verdict. What holds for all of them is in tests/property."""

from collections.abc import Callable

import pytest

from guard.decide.evaluate import evaluate
from guard.decide.policy import Policy
from guard.types import (
    Action,
    Direction,
    Finding,
    Kind,
    NotRun,
    Reason,
    Severity,
    Span,
    Text,
    Verdict,
    Why,
)

TEXTS = (Text("", "write to ann@acme.example or bob@other.example"),)
POLICY = """
policy: p
on_not_run: {lexicon: allow}
prompt:
  entities: {US_SSN: block, EMAIL_ADDRESS: {action: redact, operator: hash}, IBAN_CODE: allow, '*': annotate}
  categories: {hate: {annotate: low, block: high, min_score: 0.5}, violence: {redact: medium}}
completion:
  entities: {US_SSN: {action: annotate, min_score: 0}}
words:
  - {id: codenames, list: [x], action: block, directions: [prompt]}
  - {id: names, list: [x], action: redact}
allow:
  - {entity: EMAIL_ADDRESS, regex: '.*@acme\\.example'}
  - {entity: '*', values: [bob]}
topics:
  - {id: rivals, action: block, min_score: 0.6, directions: [prompt], examples: [a, b, c], not: [d, e, f]}
"""


def entity(label: str = "US_SSN", score: float = 0.9, start: int = 0, end: int = 3) -> Finding:
    return Finding(0, Span(start, end), label, Kind.ENTITY, score, "d")


def harm(label: str, severity: Severity, score: float = 0.9) -> Finding:
    return Finding(0, Span(0, 3), label, Kind.CATEGORY, score, "lexicon", severity)


def words(list_id: str) -> Finding:
    return Finding(0, Span(0, 3), f"words:{list_id}", Kind.WORDS, 1.0, f"words:{list_id}")


def topic(topic_id: str, score: float = 0.9) -> Finding:
    return Finding(0, Span(0, 40), f"topics:{topic_id}", Kind.TOPIC, score, "topics")


@pytest.fixture
def decide(policy: Callable[..., Policy]) -> Callable[..., Verdict]:
    made = policy(POLICY)

    def run(
        *findings: Finding, direction: Direction = Direction.PROMPT, gaps: tuple[NotRun, ...] = ()
    ) -> Verdict:
        return evaluate(made, direction, TEXTS, findings, gaps)

    return run


Decide = Callable[..., Verdict]


@pytest.mark.parametrize(
    ("finding", "action", "rule", "why"),
    [
        (entity(), Action.BLOCK, "prompt.entities.US_SSN", Why.RULE),
        (entity(score=0.4), Action.BLOCK, "prompt.entities.US_SSN", Why.RULE),
        (entity(score=0.39), Action.ALLOW, "prompt.entities.US_SSN", Why.BELOW),
        (entity("EMAIL_ADDRESS"), Action.REDACT, "prompt.entities.EMAIL_ADDRESS", Why.RULE),
        (entity("IBAN_CODE"), Action.ALLOW, "prompt.entities.IBAN_CODE", Why.RULE),
        (entity("URL"), Action.ANNOTATE, "prompt.entities.*", Why.RULE),
        (entity("URL", score=0.1), Action.ALLOW, "prompt.entities.*", Why.BELOW),
        (harm("hate", Severity.LOW), Action.ANNOTATE, "prompt.categories.hate", Why.RULE),
        (harm("hate", Severity.HIGH), Action.BLOCK, "prompt.categories.hate", Why.RULE),
        (harm("hate", Severity.HIGH, 0.4), Action.ALLOW, "prompt.categories.hate", Why.BELOW),
        (harm("hate", Severity.SAFE), Action.ALLOW, "prompt.categories.hate", Why.BELOW),
        (harm("violence", Severity.MEDIUM), Action.REDACT, "prompt.categories.violence", Why.RULE),
        (harm("violence", Severity.LOW), Action.ALLOW, "prompt.categories.violence", Why.BELOW),
        (harm("illicit", Severity.HIGH), Action.ALLOW, "", Why.NO_RULE),
        (words("codenames"), Action.BLOCK, "words.codenames", Why.RULE),
        (words("names"), Action.REDACT, "words.names", Why.RULE),
        (words("others"), Action.ALLOW, "", Why.NO_RULE),
        (entity("EMAIL_ADDRESS", start=9, end=25), Action.ALLOW, "allow.EMAIL_ADDRESS.0@p", Why.ALLOWED),
        (entity("EMAIL_ADDRESS", start=9, end=28), Action.REDACT, "prompt.entities.EMAIL_ADDRESS", Why.RULE),
        (entity("EMAIL_ADDRESS", start=29, end=46), Action.REDACT, "prompt.entities.EMAIL_ADDRESS", Why.RULE),
        (entity("URL", start=9, end=25), Action.ANNOTATE, "prompt.entities.*", Why.RULE),
        (entity("US_SSN", start=29, end=32), Action.ALLOW, "allow.*.1@p", Why.ALLOWED),
    ],
)
def test_one_finding(decide: Decide, finding: Finding, action: Action, rule: str, why: Why):
    verdict = decide(finding)
    (decision,) = verdict.decisions
    assert (decision.finding, decision.action, decision.rule, decision.why) == (finding, action, rule, why)
    assert verdict.action is action
    assert verdict.rules == ((rule,) if action else ())


@pytest.mark.parametrize(
    ("finding", "action"),
    [
        (entity(score=0), Action.ANNOTATE),
        (entity("EMAIL_ADDRESS"), Action.ALLOW),
        (harm("hate", Severity.HIGH), Action.ALLOW),
        (words("codenames"), Action.ALLOW),
        (words("names"), Action.REDACT),
    ],
)
def test_the_other_direction_has_its_own_rules(decide: Decide, finding: Finding, action: Action):
    assert decide(finding, direction=Direction.COMPLETION).action is action


@pytest.mark.parametrize("label", ["bob", "names"])
def test_only_entities_are_allowed_by_value(decide: Decide, label: str):
    bob = Finding(0, Span(29, 32), f"words:{label}", Kind.WORDS, 1.0, "d")
    assert decide(bob).decisions[0].why is not Why.ALLOWED


def test_the_rewrite_of_the_rule_goes_along(decide: Decide):
    (decision,) = decide(entity("EMAIL_ADDRESS")).decisions
    assert decision.rewrite.operator == "hash"


def test_the_strictest_decision_is_the_verdict_and_names_its_rules_once(decide: Decide):
    apart = [entity(start=4, end=7), entity("EMAIL_ADDRESS", start=8, end=9), entity("URL", start=10, end=12)]
    verdict = decide(entity(start=20, end=22), words("codenames"), *apart)
    assert verdict.action is Action.BLOCK
    assert verdict.rules == ("prompt.entities.US_SSN", "words.codenames")
    assert len(verdict.decisions) == 5


@pytest.mark.parametrize(
    ("strong", "weak", "covered"),
    [
        (entity(score=0.9), entity("EMAIL_ADDRESS", 0.5), True),
        (entity(score=0.9), entity("EMAIL_ADDRESS", 0.5, 2, 9), True),
        (entity(score=0.9), entity("EMAIL_ADDRESS", 0.5, 3, 9), False),
        (entity("EMAIL_ADDRESS", 0.9), entity(score=0.5), False),
        (entity("URL", 0.9), entity("EMAIL_ADDRESS", 0.5), False),
        (entity(score=0.9), entity("IBAN_CODE", 0.5), False),
        (entity(score=0.9), harm("hate", Severity.LOW, 0.5), False),
        (words("codenames"), entity(score=0.9), True),
    ],
)
def test_a_weaker_reading_of_the_same_stretch_does_not_count(
    decide: Decide, strong: Finding, weak: Finding, *, covered: bool
):
    alone, both = decide(weak), decide(strong, weak)
    (decision,) = (each for each in both.decisions if each.finding == weak)
    assert (decision.why is Why.COVERED) is covered
    assert decision.action is alone.action
    assert both.action is max(alone.action, decide(strong).action)
    if covered:
        assert both.rules == decide(strong).rules
        assert not decision.counts


def test_nothing_found_is_allowed_by_no_rule(decide: Decide):
    assert decide() == Verdict(Action.ALLOW)


def test_the_same_finding_twice_is_one(decide: Decide):
    assert len(decide(entity(), entity()).decisions) == 1


def test_a_gap_blocks_or_is_shown(decide: Decide):
    error, late = NotRun("patterns", Reason.ERROR, 0), NotRun("lexicon", Reason.TIMEOUT, 0)
    assert (decide(gaps=(late,)).action, decide(gaps=(late,)).rules) == (
        Action.ANNOTATE,
        ("on_not_run.lexicon",),
    )
    verdict = decide(gaps=(late, error))
    assert (verdict.action, verdict.rules) == (Action.BLOCK, ("on_not_run.patterns",))
    assert set(verdict.not_run) == {late, error}
    assert verdict.outage


def test_a_gap_and_a_finding_that_both_block_are_no_outage(decide: Decide):
    verdict = decide(entity(), gaps=(NotRun("patterns", Reason.ERROR, 0),))
    assert verdict.rules == ("on_not_run.patterns", "prompt.entities.US_SSN")
    assert not verdict.outage


def test_no_verdict_holds_a_value(decide: Decide):
    verdict = decide(entity("EMAIL_ADDRESS", start=9, end=25), entity("EMAIL_ADDRESS", start=29, end=46))
    assert "@" not in repr(verdict).replace("@p", "")


BESIDE = """
policy: p
prompt:
  entities:
    PERSON: redact
    AGE: {action: redact, only_with: [PERSON, US_SSN]}
    LOCATION: {action: redact, only_with: [PERSON]}
    NRP: {action: redact, only_with: [LOCATION, IBAN_CODE]}
    '*': annotate
  categories: {hate: {block: low}}
"""


@pytest.mark.parametrize(
    ("labels", "acted"),
    [
        (["LOCATION"], []),
        (["AGE"], []),
        (["PERSON"], ["PERSON"]),
        (["PERSON", "LOCATION"], ["LOCATION", "PERSON"]),
        (["US_SSN", "AGE"], ["AGE", "US_SSN"]),
        (["US_SSN", "LOCATION"], ["US_SSN"]),
        (["LOCATION", "AGE"], []),
        # What only counts beside something else accompanies nothing itself.
        (["NRP", "LOCATION"], []),
        (["PERSON", "NRP", "LOCATION"], ["LOCATION", "PERSON"]),
    ],
)
def test_what_only_counts_beside_something_else(
    policy: Callable[..., Policy], labels: list[str], acted: list[str]
):
    found = [entity(label, start=at * 5, end=at * 5 + 3) for at, label in enumerate(labels)]
    verdict = evaluate(policy(BESIDE), Direction.PROMPT, TEXTS, found)
    assert sorted(each.finding.label for each in verdict.decisions if each.action) == acted
    assert {each.why for each in verdict.decisions if not each.action} <= {Why.ALONE}


def test_harm_accompanies_no_entity(policy: Callable[..., Policy]):
    verdict = evaluate(
        policy(BESIDE), Direction.PROMPT, TEXTS, [entity("LOCATION"), harm("hate", Severity.HIGH)]
    )
    assert verdict.rules == ("prompt.categories.hate",)


def test_a_person_below_the_score_accompanies_nothing(policy: Callable[..., Policy]):
    found = [entity("LOCATION"), entity("PERSON", score=0.1, start=5, end=8)]
    assert evaluate(policy(BESIDE), Direction.PROMPT, TEXTS, found).action is Action.ALLOW


@pytest.mark.parametrize(
    ("finding", "direction", "action", "why"),
    [
        (topic("rivals"), Direction.PROMPT, Action.BLOCK, Why.RULE),
        (topic("rivals", 0.5), Direction.PROMPT, Action.ALLOW, Why.BELOW),
        (topic("rivals"), Direction.COMPLETION, Action.ALLOW, Why.NO_RULE),
        (topic("others"), Direction.PROMPT, Action.ALLOW, Why.NO_RULE),
        (topic("codenames"), Direction.PROMPT, Action.ALLOW, Why.NO_RULE),
    ],
)
def test_a_topic_is_decided_by_its_own_rule(
    decide: Decide, finding: Finding, direction: Direction, action: Action, why: Why
):
    (decision,) = decide(finding, direction=direction).decisions
    assert (decision.action, decision.why) == (action, why)


def test_a_topic_and_what_is_in_it_are_both_told(decide: Decide):
    verdict = decide(topic("rivals"), entity("US_SSN"))
    assert [each.why for each in verdict.decisions] == [Why.RULE, Why.RULE]
    assert verdict.rules == ("prompt.entities.US_SSN", "topics.rivals")


@pytest.mark.parametrize(
    ("says", "label", "validated", "allowed"),
    [
        ("", "US_SSN", False, True),
        ("", "US_SSN", True, False),
        (", validated: false", "US_SSN", True, False),
        (", validated: true", "US_SSN", True, True),
        ("", "EMAIL_ADDRESS", True, True),
    ],
)
def test_what_a_checksum_confirms_is_allowed_only_by_a_rule_that_says_so(
    policy: Callable[..., Policy], says: str, label: str, validated: bool, allowed: bool
):
    made = policy(
        f"policy: p\nprompt: {{entities: {{'*': block}}}}\nallow: [{{entity: '*', regex: '.*'{says}}}]\n"
    )
    found = Finding(0, Span(0, 3), label, Kind.ENTITY, 0.9, "d", validated=validated)
    (decision,) = evaluate(made, Direction.PROMPT, TEXTS, [found]).decisions
    assert (decision.why is Why.ALLOWED) == allowed
