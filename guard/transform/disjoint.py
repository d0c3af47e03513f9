"""Decisions about overlapping spans become disjoint edits.

Overlapping spans become one that covers them all, so nothing that had to go is left at an edge.
The one whose label and operator it takes is the first in this order: confirmed by a checksum or
registry; higher score; longer; earlier; label by alphabet.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from guard.types import Decision, Kind, Rewrite, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """One span of one Text to be rewritten, and how."""

    text: int
    span: Span
    label: str
    kind: Kind
    rewrite: Rewrite


def strength(decision: Decision) -> tuple[bool, float, int, int, str]:
    """Give the key by which the strongest of overlapping decisions sorts first."""
    finding = decision.finding
    length = finding.span.end - finding.span.start
    return (not finding.validated, -finding.score, -length, finding.span.start, finding.label)


def clusters(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """Group decisions whose spans overlap, directly or through others, by text and position."""
    grouped: list[list[Decision]] = []
    end = -1
    for decision in sorted(decisions, key=lambda each: (each.finding.text, each.finding.span)):
        finding = decision.finding
        if grouped and grouped[-1][0].finding.text == finding.text and finding.span.start < end:
            grouped[-1].append(decision)
            end = max(end, finding.span.end)
        else:
            grouped.append([decision])
            end = finding.span.end
    return grouped


def edits(decisions: Iterable[Decision]) -> list[Edit]:
    """Give disjoint edits, by text and position."""
    return [_edit(cluster) for cluster in clusters(decisions)]


def _edit(cluster: list[Decision]) -> Edit:
    strongest = min(cluster, key=strength)
    span = Span(cluster[0].finding.span.start, max(each.finding.span.end for each in cluster))
    finding = strongest.finding
    return Edit(finding.text, span, finding.label, finding.kind, strongest.rewrite)
