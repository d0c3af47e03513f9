"""Screenings as rows for machines: what `guard check`, `guard scan` and the REST endpoint give."""

from typing import Any

from guard.screen import Screening
from guard.types import Finding, Kind


def row(screening: Screening, index: int = 0, *, everything: bool = False) -> dict[str, Any]:
    """Give the result of one Text of a screening.

    Args:
        screening: what came of it.
        index: which of its Texts.
        everything: list every finding, before thresholds and merging.
    """
    found = (
        (decision.finding for decision in screening.verdict.decisions) if everything else screening.findings
    )
    harm = [
        decision.finding
        for decision in screening.verdict.decisions
        if decision.finding.kind is Kind.CATEGORY and decision.finding.text == index
    ]
    return {
        "action": screening.action.word,
        "rules": list(screening.rules),
        "findings": [
            _finding(finding)
            for finding in found
            if finding.text == index and (everything or finding.kind is not Kind.CATEGORY)
        ],
        "harm": _worst(harm, "score"),
        "severity": _worst(harm, "severity"),
        "not_run": [
            {"detector": gap.detector, "reason": gap.reason.value}
            for gap in screening.not_run
            if gap.text in (None, index)
        ],
        "text": None if screening.blocked else screening.values[index],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "entity": finding.label,
        "start": finding.span.start,
        "end": finding.span.end,
        "score": round(finding.score, 4),
        "detector": finding.detector,
    }


def _worst(harm: list[Finding], what: str) -> dict[str, float]:
    worst: dict[str, float] = {}
    for finding in harm:
        value = round(getattr(finding, what), 4)
        worst[finding.label] = max(worst.get(finding.label, 0), value)
    return dict(sorted(worst.items()))
