"""Overlapping decisions: which group they form, and which of them counts."""

import pytest

from guard.overlap import clusters, strength
from guard.types import Action, Decision, Finding, Kind, Span


def decision(
    start: int, end: int, label: str = "A", score: float = 0.5, *, text: int = 0, validated: bool = False
) -> Decision:
    finding = Finding(text, Span(start, end), label, Kind.ENTITY, score, "d", validated=validated)
    return Decision(finding, Action.REDACT, label)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 2), (2, 4)], [1, 1]),
        ([(0, 3), (2, 4)], [2]),
        ([(0, 9), (1, 2), (5, 6), (8, 12)], [4]),
        ([(4, 6), (0, 2)], [1, 1]),
        ([(0, 2), (1, 3), (2, 5)], [3]),
        ([], []),
    ],
)
def test_clusters(spans: list[tuple[int, int]], expected: list[int]) -> None:
    assert [len(each) for each in clusters(decision(*span) for span in spans)] == expected


def test_texts_do_not_mix() -> None:
    assert len(clusters([decision(0, 5, text=0), decision(0, 5, text=1)])) == 2


def test_strength_order() -> None:
    validated = decision(3, 5, "Z", 0.1, validated=True)
    sure = decision(3, 5, "Z", 0.9)
    longer = decision(2, 8, "Z", 0.5)
    earlier = decision(1, 3, "Z", 0.5)
    first = decision(4, 6, "A", 0.5)
    last = decision(4, 6, "B", 0.5)
    order = [validated, sure, longer, earlier, first, last]
    assert sorted(order, key=strength) == order
