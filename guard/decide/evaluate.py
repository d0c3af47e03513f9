"""Findings and a policy give a verdict: pure, and in whatever order the findings come.

The verdict's action is the strictest of all decisions, so one more finding can only keep it or
raise it; every finding is decided on its own, before overlapping ones are merged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from guard.decide.policy import AllowRule, Policy, Topic, WordList
from guard.decide.rules import DirectionRules, EntityRule
from guard.overlap import clusters, strength
from guard.types import Action, Decision, Direction, Finding, Kind, NotRun, Text, Verdict, Why

_VALUES: Final = frozenset((Kind.ENTITY, Kind.WORDS))
"""Kinds of findings that are a value: harm and topics are what a stretch is about, whatever else is in it."""


def evaluate(
    policy: Policy,
    direction: Direction,
    texts: Sequence[Text],
    findings: Iterable[Finding],
    not_run: Iterable[NotRun] = (),
) -> Verdict:
    """Decide about every finding and every gap.

    Args:
        policy: the rules.
        direction: which of its two halves applies.
        texts: what was screened; allow rules look at the found values in it.
        findings: all of them, overlapping or not, in any order.
        not_run: the detectors that did not run to their end.
    """
    gaps = tuple(sorted(set(not_run), key=lambda gap: (gap.detector, gap.reason, gap.text or 0)))
    rules = policy.directions[direction]
    distinct = {_order(each): each for each in findings}
    decided = [_decide(policy, rules, direction, texts, distinct[each]) for each in sorted(distinct)]
    decisions = _covered(_accompanied(rules, decided))
    said = [(decision.action, decision.rule) for decision in decisions if decision.counts]
    said += [(policy.on_not_run.action(gap.detector), f"on_not_run.{gap.detector}") for gap in gaps]
    action = max((action for action, _ in said), default=Action.ALLOW)
    deciding = {rule for each, rule in said if each is action}
    return Verdict(action, tuple(sorted(deciding)), tuple(decisions), gaps)


def _accompanied(rules: DirectionRules, decisions: list[Decision]) -> list[Decision]:
    """Leave alone what only counts beside something else, where that is not there."""
    labels = {each.finding.label for each in decisions if each.finding.kind is Kind.ENTITY}
    beside = {label: rule.only_with for label in labels if (rule := rules.entity(label)) and rule.only_with}
    if not beside:
        return decisions

    def needed(each: Decision) -> frozenset[str]:
        return (
            beside.get(each.finding.label, frozenset()) if each.finding.kind is Kind.ENTITY else frozenset()
        )

    # What itself only counts beside something else accompanies nothing.
    there = {each.finding.label for each in decisions if each.action > Action.ALLOW and not needed(each)}

    def alone(each: Decision) -> bool:
        wanted = needed(each)
        return each.why is Why.RULE and bool(wanted) and wanted.isdisjoint(there)

    return [replace(each, action=Action.ALLOW, why=Why.ALONE) if alone(each) else each for each in decisions]


def _covered(decisions: list[Decision]) -> list[Decision]:
    """Mark weaker readings of a stretch whose strongest reading is acted on at least as strictly.

    The digits of an account number also look like a telephone number: that is not a second finding.
    """
    others = [each for each in decisions if each.finding.kind in _VALUES and each.action > Action.ALLOW]
    covered: set[int] = set()  # by identity: no two decisions are about the same finding
    for cluster in clusters(others):
        if len(cluster) == 1:
            continue
        strongest = min(cluster, key=strength)
        covered |= {
            id(each)
            for each in cluster
            if each is not strongest
            and each.action <= strongest.action
            and each.finding.span.overlaps(strongest.finding.span)
        }
    return [replace(each, why=Why.COVERED) if id(each) in covered else each for each in decisions]


def _order(finding: Finding) -> tuple[int, int, int, str, str, float, int, str, bool, bool]:
    """Give what puts findings in an order of their own: all that they hold, so that equal ones are one."""
    span = finding.span
    return (
        finding.text,
        span.start,
        span.end,
        finding.label,
        finding.detector,
        finding.score,
        finding.severity,
        finding.kind,
        finding.validated,
        finding.by_context,
    )


def _decide(
    policy: Policy, rules: DirectionRules, direction: Direction, texts: Sequence[Text], finding: Finding
) -> Decision:
    if finding.kind is Kind.CATEGORY:
        return _category(rules, finding)
    if policy.allow and finding.kind is Kind.ENTITY:
        allowed = _allowed(policy.allow, texts, finding)
        if allowed is not None:
            return Decision(finding, Action.ALLOW, allowed.id, Why.ALLOWED)
    if finding.kind is Kind.WORDS or finding.kind is Kind.TOPIC:
        rule = _listed(policy, direction, finding)
    else:
        rule = rules.entity(finding.label)
    if rule is None:
        return Decision(finding, Action.ALLOW, "", Why.NO_RULE)
    if finding.score < rule.min_score:
        return Decision(finding, Action.ALLOW, rule.id, Why.BELOW)
    return Decision(finding, rule.action, rule.id, Why.RULE, rule.rewrite)


def _listed(policy: Policy, direction: Direction, finding: Finding) -> EntityRule | None:
    """Give the rule of a list of words or of a topic."""
    kind, _, name = finding.label.partition(":")
    of_its_kind: Iterable[WordList | Topic] = policy.words if kind == "words" else policy.topics
    listed = (each.rule for each in of_its_kind if each.id == name and direction in each.directions)
    return next(listed, None)


def _category(rules: DirectionRules, finding: Finding) -> Decision:
    rule = rules.category(finding.label)
    if rule is None:
        return Decision(finding, Action.ALLOW, "", Why.NO_RULE)
    action = rule.action(finding.severity) if finding.score >= rule.min_score else Action.ALLOW
    return Decision(finding, action, rule.id, Why.RULE if action else Why.BELOW)


def _allowed(rules: Sequence[AllowRule], texts: Sequence[Text], finding: Finding) -> AllowRule | None:
    value = texts[finding.text].value[finding.span.start : finding.span.end]
    return next(
        (rule for rule in rules if rule.covers(finding.label, value, validated=finding.validated)), None
    )
