"""Texts and a policy give a Screening: the pure core, without IO and without state.

Detect on the originals, decide once, rewrite once; no stage sees another's output.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from guard.decide.evaluate import evaluate
from guard.decide.policy import Mode, Policy
from guard.detect.detector import BUDGET_S, Detector, detect
from guard.detect.memory import Memory
from guard.errors import RewriteError
from guard.overlap import clusters, strength
from guard.segments import BEFORE, NEAR, Cut, Cutting, Segments
from guard.transform.operators.pseudonym import NO_SESSION, Session
from guard.transform.rewrite import rewrite
from guard.types import (
    JUDGED,
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
    readable,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy with the detectors it needs: what a screening is done with.

    Args:
        policy: the resolved policy.
        detectors: by direction.
        key: the tenant's secret, for pseudonyms and hashes.
        memory: what was found in the tenant's Texts before, None if nothing is remembered.
        session: what pseudonyms go by besides the key.
    """

    policy: Policy
    detectors: Mapping[Direction, tuple[Detector, ...]]
    key: bytes = field(repr=False)
    memory: Memory | None = field(default=None, compare=False)
    session: Session = NO_SESSION


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
        if decision.action > Action.ALLOW and decision.finding.kind not in JUDGED
    )
    return [min(cluster, key=strength) for cluster in clusters(decisions)]


class Issued(Protocol):
    """What an exchange put in the place of values, tokens and stand-ins: `guard.transform.restore.Restorer`."""

    @property
    def longest(self) -> int:
        """The code points of the longest of them, 0 if there is none."""

    def uncut(self, text: str, end: int) -> int:
        """Give the last place up to ``end`` that lies inside none of them."""

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Give where they stand in a text, in order."""


def cutting(policy: Policy, issued: Issued | None = None) -> Cutting:
    """Give how completions are cut into stretches, streamed or not.

    Args:
        policy: says how much is held back, and which phrases must be seen whole.
        issued: what the exchange put in the place of values, which must be seen whole too.
    """
    longest = max((len(word) for each in policy.words for word in each.words), default=0)
    hold = policy.hold
    if issued is None or not issued.longest:
        return Cutting(hold.window, max(NEAR, longest), whole=hold.whole)
    reach, before = max(NEAR, longest, issued.longest), max(BEFORE, 4 * issued.longest + 4)
    return Cutting(hold.window, reach, before, issued.uncut, hold.whole)


def screen(
    texts: Sequence[Text],
    rules: Rules,
    direction: Direction,
    issued: Issued | None = None,
) -> Screening:
    """Screen Texts that travel together.

    A completion is read stretch by stretch, as its stream would be: what is found does not depend on
    how it was sent.

    Args:
        texts: the strings of one message; JSON pointers give context and places.
        rules: the policy and its detectors.
        direction: prompt or completion.
        issued: what the exchange put in the place of values, for a completion to it.
    """
    how = cutting(rules.policy, issued)
    if direction is Direction.PROMPT or how.whole:
        detection = detect(texts, rules.detectors[direction], rules.memory)
        return conclude(texts, _real(detection.findings, texts, issued), detection.not_run, rules, direction)
    findings: list[Finding] = []
    not_run: list[NotRun] = []
    until = time.monotonic() + BUDGET_S
    for index, text in enumerate(texts):
        segments = Segments(how)
        segments.add(text.value)
        segments.close()
        while (cut := segments.next()) is not None:
            if time.monotonic() > until:
                not_run += (NotRun(each.name, Reason.TIMEOUT, index) for each in rules.detectors[direction])
                break
            window = Window.of(cut, text)
            looked = look(window, rules, direction, issued)
            start = cut.at + cut.low
            findings += (_moved(each, start, index) for each in looked.findings)
            not_run += (replace(each, text=index) for each in looked.not_run)
            segments.take(looked.high)
        if not text.scannable:
            findings += (replace(each, text=index) for each in detect([text], ()).findings)
    return conclude(texts, findings, not_run, rules, direction)


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
            rewritten = rewrite(values, verdict.decisions, rules.key, session=rules.session, spread=spread)
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

    @classmethod
    def of(cls, cut: Cut, text: Text) -> "Window":
        """Give the window of a stretch of a text; names in its pointer are near its beginning only."""
        part = replace(text, value=readable(cut.value), pointer="" if cut.at else text.pointer)
        return cls(part, cut.low, cut.high)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in a stretch, with offsets from its beginning, and where it ends.

    It ends earlier than asked for if something found begins inside it and ends outside: then the rest
    has to wait, all of it if ``high`` is where it begins.
    """

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    high: int


def look(window: Window, rules: Rules, direction: Direction, issued: Issued | None = None) -> Look:
    """Look for what there is in a stretch of a Text, as it is in the whole of it."""
    detection = detect((window.text,), rules.detectors[direction])
    found = _real(detection.findings, (window.text,), issued)
    high = window.high
    if high < len(window.text.value):
        crossing = (each for each in found if _stays_whole(each, rules.policy, direction))
        high = max(window.low, _uncrossed(high, crossing))
    if high == window.low < window.high:
        return Look((), (), high)
    findings = [_late(each, window.low, rules.policy, direction) for each in found]
    return Look(clip(findings, window.low, high), detection.not_run, high)


def screen_window(
    window: Window, rules: Rules, direction: Direction, issued: Issued | None = None
) -> tuple[Screening, int]:
    """Screen a stretch of a Text as it is in the whole of it.

    Args:
        window: the stretch in its surroundings.
        rules: the policy and its detectors.
        direction: prompt or completion.
        issued: what the exchange put in the place of values, for a completion to it.

    Returns:
        The screening of the stretch, and where the stretch ends, as `Look` says.
    """
    looked = look(window, rules, direction, issued)
    if looked.high == window.low < window.high:
        return conclude((), (), (), rules, direction), looked.high
    stretch = replace(window.text, value=window.text.value[window.low : looked.high])
    return conclude((stretch,), looked.findings, looked.not_run, rules, direction), looked.high


def _real(findings: Iterable[Finding], texts: Sequence[Text], issued: Issued | None) -> tuple[Finding, ...]:
    """Leave out what was found in tokens and stand-ins: they look like somebody's data, and are nobody's."""
    if issued is None or not issued.longest:
        return tuple(findings)
    invented = [tuple(issued.spans(text.value)) for text in texts]
    return tuple(
        each
        for each in findings
        if each.kind in JUDGED
        or not any(start <= each.span.start and each.span.end <= end for start, end in invented[each.text])
    )


def _stays_whole(finding: Finding, policy: Policy, direction: Direction) -> bool:
    """Tell whether a finding must not be cut: what is rewritten is; harm that is only noted need not be."""
    if finding.kind is not Kind.CATEGORY:
        return finding.kind is not Kind.TOPIC
    rule = policy.directions[direction].category(finding.label)
    return rule is not None and rule.action(finding.severity) is Action.REDACT


def _moved(finding: Finding, start: int, index: int) -> Finding:
    return replace(finding, text=index, span=Span(finding.span.start + start, finding.span.end + start))


def _late(finding: Finding, low: int, policy: Policy, direction: Direction) -> Finding:
    """Move what is refused, but was seen only after it had left, to where the stretch begins."""
    if finding.kind not in JUDGED or finding.span.end > low or not _refused(finding, policy, direction):
        return finding
    return replace(finding, span=Span(low, low + 1))


def _refused(finding: Finding, policy: Policy, direction: Direction) -> bool:
    """Tell whether a stretch is refused for what is said of it as a whole."""
    if finding.kind is Kind.TOPIC:
        named = (each for each in policy.topics if finding.label == f"topics:{each.id}")
        return any(
            each.rule.action is Action.BLOCK
            and direction in each.directions
            and finding.score >= each.rule.min_score
            for each in named
        )
    rule = policy.directions[direction].category(finding.label)
    return rule is not None and rule.action(finding.severity) is Action.BLOCK


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
