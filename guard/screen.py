"""Texts and a policy give a Screening: the pure core, without IO and without state.

Detect on the originals, decide once, rewrite once; no stage sees another's output.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from guard.decide.evaluate import evaluate
from guard.decide.policy import DirectionRules, Mode, Policy
from guard.detect.detector import Detector, detect
from guard.errors import RewriteError
from guard.overlap import clusters, strength
from guard.transform.rewrite import rewrite
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
    Text,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy with the detectors it needs: what a screening is done with.

    Args:
        policy: the resolved policy.
        detectors: by direction.
        key: the tenant's secret, for pseudonyms and hashes.
    """

    policy: Policy
    detectors: Mapping[Direction, tuple[Detector, ...]]
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Screening:
    """What came of screening some Texts together.

    ``values`` are the Texts as they may leave: rewritten, or as they were. Where the action is
    BLOCK none of them may.
    """

    direction: Direction
    policy: str
    verdict: Verdict
    originals: tuple[Text, ...]
    values: tuple[str, ...] = field(repr=False)
    tokens: Mapping[str, str] = field(repr=False)
    enforced: bool = True

    @property
    def action(self) -> Action:
        """The verdict's action."""
        return self.verdict.action

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that gave the action."""
        return self.verdict.rules

    @property
    def not_run(self) -> tuple[NotRun, ...]:
        """The detectors that did not run to their end."""
        return self.verdict.not_run

    @property
    def flagged(self) -> bool:
        """Whether this leaves a record; a policy in shadow mode only counts."""
        return self.enforced and self.verdict.flagged

    @property
    def blocked(self) -> bool:
        """Whether nothing of these Texts may leave."""
        return self.enforced and self.action is Action.BLOCK

    @property
    def text(self) -> str | None:
        """The first Text as it may leave, None if it is blocked."""
        return None if self.blocked else self.values[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The entities and words the policy acts on, one for each stretch of text."""
        return tuple(decision.finding for decision in acted(self.verdict))

    @property
    def severities(self) -> Mapping[str, Severity]:
        """The highest severity of each category found, whatever the policy does about it."""
        worst: dict[str, Severity] = {}
        for finding in self._harm():
            worst[finding.label] = max(worst.get(finding.label, Severity.SAFE), finding.severity)
        return dict(sorted(worst.items()))

    @property
    def harm(self) -> Mapping[str, float]:
        """The highest score of each category found."""
        worst: dict[str, float] = {}
        for finding in self._harm():
            worst[finding.label] = max(worst.get(finding.label, 0.0), finding.score)
        return dict(sorted(worst.items()))

    def _harm(self) -> list[Finding]:
        found = (decision.finding for decision in self.verdict.decisions)
        return [finding for finding in found if finding.kind is Kind.CATEGORY]


def acted(verdict: Verdict) -> list[Decision]:
    """Give the strongest decision of each stretch of text that holds entities or words acted on."""
    decisions = (
        decision
        for decision in verdict.decisions
        if decision.action > Action.ALLOW and decision.finding.kind is not Kind.CATEGORY
    )
    return [min(cluster, key=strength) for cluster in clusters(decisions)]


def screen(texts: Sequence[Text], rules: Rules, direction: Direction) -> Screening:
    """Screen Texts that travel together.

    Args:
        texts: the strings of one message; JSON pointers give context and places.
        rules: the policy and its detectors.
        direction: prompt or completion.
    """
    detection = detect(texts, rules.detectors[direction])
    return conclude(texts, detection.findings, detection.not_run, rules, direction)


def conclude(
    texts: Sequence[Text],
    findings: Iterable[Finding],
    not_run: Iterable[NotRun],
    rules: Rules,
    direction: Direction,
) -> Screening:
    """Decide about what was found and rewrite accordingly."""
    policy = rules.policy
    verdict = evaluate(policy, direction, texts, findings, not_run)
    values = tuple(text.value for text in texts)
    tokens: Mapping[str, str] = {}
    enforced = policy.mode is Mode.ENFORCE
    if enforced and verdict.action is not Action.BLOCK:
        try:
            # A prompt leaves the tenant whole: a value removed once is removed everywhere in it. A
            # completion may have left in part before a value is known, so there spans are all there is.
            spread = direction is Direction.PROMPT
            rewritten = rewrite(values, verdict.decisions, rules.key, spread=spread)
        except RewriteError:
            # Never released half rewritten, whatever a policy says of detectors that did not run.
            gap = NotRun("rewrite", Reason.ERROR)
            verdict = replace(
                verdict, action=Action.BLOCK, rules=("rewrite",), not_run=(*verdict.not_run, gap)
            )
        else:
            values, tokens = rewritten.values, rewritten.tokens
    return Screening(direction, policy.version, verdict, tuple(texts), values, tokens, enforced)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch ``[low, high)`` of a Text that is to leave, with what stands around it."""

    text: Text
    low: int
    high: int


def screen_window(window: Window, rules: Rules, direction: Direction) -> tuple[Screening, int]:
    """Screen a stretch of a Text as it is in the whole of it.

    Returns:
        The screening of the stretch, and where the stretch ends: earlier than asked for if
        something found begins inside it and ends outside. Then the rest has to wait.
    """
    texts = (window.text,)
    detection = detect(texts, rules.detectors[direction])
    high = window.high
    if high < len(window.text.value):
        high = max(window.low, _uncrossed(high, detection.findings))
    if high == window.low < window.high:
        # All of it has to wait: what begins here, or before, is not over yet.
        return conclude((), (), (), rules, direction), high
    findings = [_late(each, window.low, rules.policy.directions[direction]) for each in detection.findings]
    inside = clip(findings, window.low, high)
    stretch = replace(window.text, value=window.text.value[window.low : high])
    return conclude((stretch,), inside, detection.not_run, rules, direction), high


def _late(finding: Finding, low: int, rules: DirectionRules) -> Finding:
    """Move harm that is refused, but was seen only after it had left, to where the stretch begins."""
    if finding.kind is not Kind.CATEGORY or finding.span.end > low:
        return finding
    rule = rules.category(finding.label)
    if rule is None or rule.action(finding.severity) is not Action.BLOCK:
        return finding
    return replace(finding, span=Span(low, low + 1))


def _uncrossed(end: int, findings: Iterable[Finding]) -> int:
    """Give the last place up to ``end`` that lies inside no finding."""
    spans = [each.span for each in findings]
    while crossing := [span.start for span in spans if span.start < end < span.end]:
        end = min(crossing)
    return end


def clip(findings: Iterable[Finding], low: int, high: int) -> tuple[Finding, ...]:
    """Give what findings hold of the stretch ``[low, high)``, with offsets that start at ``low``."""
    return tuple(
        replace(each, span=Span(max(each.span.start, low) - low, min(each.span.end, high) - low))
        for each in findings
        if each.span.start < high and each.span.end > low
    )
