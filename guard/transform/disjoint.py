"""Decisions about overlapping spans become disjoint edits.

Overlapping spans become one that covers them all, so nothing that had to go is left at an edge.
It takes the label of the strongest one, and of their operators the one that leaves the least.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from guard.overlap import clusters, strength
from guard.types import Decision, Kind, Operator, Rewrite, Span

_LEAVES = (
    Operator.MASK,
    Operator.SYNTHETIC,  # tells a value's length and shape
    Operator.PSEUDONYM,
    Operator.HASH,
    Operator.REPLACE,
    Operator.DROP,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One span of one Text to be rewritten, and how."""

    text: int
    span: Span
    label: str
    kind: Kind
    rewrite: Rewrite


def edits(decisions: Iterable[Decision]) -> list[Edit]:
    """Give disjoint edits, by text and position."""
    return [_edit(cluster) for cluster in clusters(decisions)]


def _edit(cluster: list[Decision]) -> Edit:
    if len(cluster) == 1:
        finding = cluster[0].finding
        return Edit(finding.text, finding.span, finding.label, finding.kind, cluster[0].rewrite)
    strongest = min(cluster, key=strength)
    span = Span(cluster[0].finding.span.start, max(each.finding.span.end for each in cluster))
    finding = strongest.finding
    rewrite = max((each.rewrite for each in cluster), key=leaves_least)
    return Edit(finding.text, span, finding.label, finding.kind, rewrite)


def leaves_least(rewrite: Rewrite) -> tuple[int, int]:
    """Give the key by which rewrites sort from the one that leaves most to the one that leaves least."""
    return (_LEAVES.index(rewrite.operator), -rewrite.keep_last)
