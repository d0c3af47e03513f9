"""A policy and a verdict in words."""

from collections.abc import Iterator

from guard.decide.policy import RECORDABLE, Policy, Record
from guard.decide.rules import DirectionRules
from guard.decide.when import Overlay
from guard.types import Action, Category, Decision, Direction, Operator, Verdict, Why


def policy(rules: Policy) -> Iterator[str]:
    """Say what a policy does, rule by rule."""
    gaps = {Action.BLOCK: "blocks", Action.ANNOTATE: "is shown and let through"}
    yield f"{rules.version}, mode {rules.mode}"
    yield f"a detector that does not run {gaps[rules.on_not_run.default]}"
    for name, action in sorted(rules.on_not_run.by_detector.items()):
        yield f"  {name}: {gaps[action]}"
    for direction in Direction:
        yield f"{direction}:"
        yield from (f"  {line}" for line in _half(rules.directions[direction]))
        yield from (f"  {line}" for line in _listed(rules, direction))
    for overlay in rules.overlays:
        yield f"when {overlay.id} ({_conditions(overlay)}), in the place of these:"
        for direction in Direction:
            for line in _half(overlay.directions[direction]):
                yield f"  {direction} {line}"
    for custom in rules.customs:
        yield f"own entity {custom.name}: a pattern that scores {custom.score:g}"
    for each in rules.plugged:
        where = " and ".join(sorted(each.directions))
        yield f"asks {each.name} ({each.kind}) about each {where}, for at most {each.timeout_s:g} s"
    for allow in rules.allow:
        yield f"allowed: {allow.entity} ({allow.id})"
    yield from (f"not screened, by policy: {route}" for route in rules.passes)
    yield f"streams are held by {rules.hold}; {rules.record} exchanges are recorded, evidence {rules.evidence}"
    if rules.record is not Record.NONE:
        yield f"records count as kept by {rules.durability}; their content is kept for {rules.keep_days} days"
        yield f"records may show {', '.join(sorted(RECORDABLE - rules.never_record)) or 'no entity'}, no other entity"
        yield f"no excerpt is kept of {', '.join(sorted(rules.never_record & frozenset(Category)))}"


def _half(half: DirectionRules) -> Iterator[str]:
    """Say what the rules of a direction do; a rule for a group stands for each of its entities, and is told once."""
    for name, rule in sorted({rule.id: rule for rule in half.entities.values()}.items()):
        label = name.rpartition(".entities.")[2]
        how = f" by {rule.rewrite.operator}" if rule.action is Action.REDACT else ""
        beside = f", only with {' or '.join(sorted(rule.only_with))}" if rule.only_with else ""
        yield f"{label}: {rule.action.word}{how} from score {rule.min_score:g}{beside}"
    for label, harm in sorted(half.categories.items()):
        levels = ", ".join(f"{action.word} from {level.name.lower()}" for action, level in harm.levels)
        yield f"{label}: {levels}"


def _listed(rules: Policy, direction: Direction) -> Iterator[str]:
    for words in rules.words:
        if direction in words.directions:
            yield f"words:{words.id} ({len(words.words)}): {words.rule.action.word}"
    for topic in rules.topics:
        if direction in topic.directions:
            yield f"topics:{topic.id}: {topic.rule.action.word} from score {topic.rule.min_score:g}"


def _conditions(overlay: Overlay) -> str:
    named = {"route": sorted(overlay.routes), "model": overlay.models, "app": sorted(overlay.apps)}
    said = [f"{what} {' or '.join(names)}" for what, names in named.items() if names]
    return ", ".join([*said, *([overlay.source] if overlay.source else [])])


def verdict(found: Verdict) -> Iterator[str]:
    """Say why a verdict is what it is, finding by finding; values are never repeated."""
    because = f" by {', '.join(found.rules)}" if found.rules else ""
    yield f"{found.action.word}{because}"
    for gap in found.not_run:
        yield f"  {gap.detector} did not run: {gap.reason}"
    for decision in found.decisions:
        yield f"  {_decision(decision)}"


def _decision(decision: Decision) -> str:
    finding = decision.finding
    what = f"{finding.label} at {finding.span.start}:{finding.span.end} of text {finding.text}"
    sure = f"score {finding.score:.2f}" + (", checksum or registry confirmed" if finding.validated else "")
    if finding.severity:
        sure += f", severity {finding.severity.name.lower()}"
    why = {
        Why.RULE: f"{decision.action.word} by {decision.rule}",
        Why.NO_RULE: "allowed: no rule names it",
        Why.BELOW: f"allowed: below the level of {decision.rule}",
        Why.ALLOWED: f"allowed by {decision.rule}",
        Why.COVERED: "another reading of a stronger finding",
        Why.ALONE: f"allowed: {decision.rule} acts only beside something else",
    }[decision.why]
    if decision.action is Action.REDACT and decision.rewrite.operator is not Operator.REPLACE:
        why += f" ({decision.rewrite.operator})"
    return f"{what} ({finding.detector}, {sure}): {why}"
