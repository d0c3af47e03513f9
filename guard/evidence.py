"""What a screening leaves in the audit log, at the level its policy allows.

Personal data is not recorded: a record of entities alone holds labels and keyed digests; a record
of harmful language holds an excerpt in which every entity found is replaced by its label. See
audit/FORMAT.md for what becomes of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import rfc8785

from audit.events import MAX_FINDINGS, FindingSummary, Flag
from audit.record import MAX_TOKENS, Record
from guard.decide.policy import Evidence
from guard.engine import Guard
from guard.screen import Screening
from guard.types import Action, Decision, Finding
from guard.types import Kind as FindingKind

EXCERPT = 512
"""Code points kept on each side of a finding."""
EXCERPTS = 8192
"""Code points kept of one exchange."""
_LISTED = 200
"""Findings listed one by one in a sealed body; the header counts them all."""
_WORDS: dict[Action, Literal["annotate", "redact", "block"]] = {
    Action.ANNOTATE: "annotate",
    Action.REDACT: "redact",
    Action.BLOCK: "block",
}

Index = Callable[[Iterable[tuple[str, str]]], tuple[bytes, ...]]
"""Gives the tokens of the blind index for labels and values, none where there is no index."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a screening comes from; every field is a configured label or an id of ours."""

    tenant: str
    route: str
    model: str
    phase: Literal["whole", "stream"]
    corr: str


def record(screening: Screening, guard: Guard, origin: Origin, index: Index) -> Record:
    """Build the record of a flagged screening.

    Args:
        screening: what was found and decided.
        guard: whose policy says how much is kept.
        origin: where it comes from.
        index: gives the tokens of the blind index for entities and their values.
    """
    acted = [decision for decision in screening.verdict.decisions if decision.counts]
    tokens = index(_values(screening, acted)) if guard.policy.evidence is not Evidence.NONE else ()
    level, body = _body(screening, acted, guard, cut=len(tokens) > MAX_TOKENS)
    event = Flag(
        direction=screening.direction.value,
        phase=origin.phase,
        action=_WORDS[screening.action],
        findings=_summaries(screening, acted),
        policy=guard.policy.digest,
        model=origin.model,
        route=origin.route,
        app="",
        corr=origin.corr,
        level=level,
    )
    return Record(origin.tenant, event, body, tokens[:MAX_TOKENS])


def _values(screening: Screening, acted: Iterable[Decision]) -> Iterator[tuple[str, str]]:
    """Yield label and value of every entity, by which an officer finds the record again."""
    for finding in (decision.finding for decision in acted):
        if finding.kind is FindingKind.ENTITY:
            text = screening.originals[finding.text].value
            yield finding.label, text[finding.span.start : finding.span.end]


def _summaries(screening: Screening, acted: Iterable[Decision]) -> tuple[FindingSummary, ...]:
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in (decision.finding for decision in acted):
        harm = finding.kind is FindingKind.CATEGORY
        key = ("", finding.label, finding.detector) if harm else (finding.label, "", finding.detector)
        groups.setdefault(key, []).append(finding)
    found = [
        FindingSummary(
            type=entity,
            category=category,
            severity=int(max(finding.severity for finding in group)),
            n=len(group),
            detector=detector,
            score_milli=round(1000 * max(finding.score for finding in group)),
        )
        for (entity, category, detector), group in sorted(groups.items())
    ]
    gaps = sorted({(gap.detector, gap.reason.value) for gap in screening.not_run})
    found += [FindingSummary("NOT_RUN", reason, 0, 1, detector, 0) for detector, reason in gaps]
    return tuple(found[:MAX_FINDINGS])


def _body(
    screening: Screening, acted: list[Decision], guard: Guard, *, cut: bool
) -> tuple[Literal["none", "fingerprint", "redacted"], bytes]:
    most = guard.policy.evidence
    if most is Evidence.NONE:
        return "none", b""
    harm = [decision.finding for decision in acted if decision.finding.kind is FindingKind.CATEGORY]
    excerpts = _excerpts(screening, harm, guard) if harm and most is Evidence.REDACTED else []
    body: dict[str, Any] = {
        "rules": list(screening.rules),
        "findings": [_finding(screening, decision, guard) for decision in acted[:_LISTED]],
        "excerpts": excerpts or [],
    }
    if excerpts is None:
        # Unmasked text is not kept: better no excerpt than one that nobody looked through.
        body["downgraded"] = "masking did not run"
    if cut:
        body["index"] = "cut"  # the record holds more values than can be searched for
    return ("redacted" if excerpts else "fingerprint"), rfc8785.dumps(body)


def _finding(screening: Screening, decision: Decision, guard: Guard) -> dict[str, Any]:
    finding = decision.finding
    text = screening.originals[finding.text]
    listed: dict[str, Any] = {
        "label": finding.label,
        "place": text.place,
        "start": finding.span.start,
        "end": finding.span.end,
        "action": decision.action.word,
        "rule": decision.rule,
        "detector": finding.detector,
        "score_milli": round(1000 * finding.score),
        "severity": int(finding.severity),
    }
    if finding.kind is not FindingKind.CATEGORY:
        value = text.value[finding.span.start : finding.span.end]
        listed["digest"] = guard.digest(f"fingerprint/{finding.label}", value.casefold())
    return listed


def _excerpts(screening: Screening, harm: Iterable[Finding], guard: Guard) -> list[dict[str, str]] | None:
    """Cut the surroundings of harmful language out of the Texts and mask every entity in them."""
    stretches: list[list[int]] = []
    for finding in sorted(harm, key=lambda each: (each.text, each.span)):
        size = len(screening.originals[finding.text].value)
        low, high = max(0, finding.span.start - EXCERPT), min(size, finding.span.end + EXCERPT)
        if stretches and stretches[-1][0] == finding.text and low <= stretches[-1][2]:
            stretches[-1][2] = max(stretches[-1][2], high)
        else:
            stretches.append([finding.text, low, high])
    left = EXCERPTS
    excerpts: list[dict[str, str]] = []
    for at, low, high in stretches:
        text = screening.originals[at]
        known = [each.finding for each in screening.verdict.decisions if each.finding.text == at]
        masked = guard.mask(text, low, min(high, low + left), known)
        if masked is None:
            return None
        excerpts.append({"place": text.place, "text": masked})
        left -= min(high, low + left) - low
        if left <= 0:
            break
    return excerpts
