"""Which of several decisions about overlapping spans counts."""

from collections.abc import Iterable

from guard.types import Decision


def strength(decision: Decision) -> tuple[bool, bool, float, int, int, str]:
    """Give the key by which the strongest of overlapping decisions sorts first.

    In this order: confirmed by a checksum or registry; known by its own shape, not by a word near
    it; higher score; longer; earlier; label by alphabet.
    """
    finding = decision.finding
    length = finding.span.end - finding.span.start
    return (
        not finding.validated,
        finding.by_context,
        -finding.score,
        -length,
        finding.span.start,
        finding.label,
    )


def clusters(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """Group decisions whose spans overlap, directly or through others, by text and position."""
    grouped: list[list[Decision]] = []
    end = -1
    text = -1
    for decision in sorted(decisions, key=_place):
        finding = decision.finding
        if finding.text == text and finding.span.start < end:
            grouped[-1].append(decision)
            end = max(end, finding.span.end)
        else:
            grouped.append([decision])
            text, end = finding.text, finding.span.end
    return grouped


def _place(decision: Decision) -> tuple[int, int, int]:
    finding = decision.finding
    return finding.text, finding.span.start, finding.span.end
