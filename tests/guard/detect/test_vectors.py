"""Every detector against its vectors: what it finds in a text, and what it leaves alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guard.detect.patterns import PatternDetector
from guard.detect.pii import DETECTORS
from guard.detect.secret import SECRETS

VECTORS = Path(__file__).parents[2] / "vectors/detect"
ENOUGH = 0.4
"""The score from which a policy acts if it does not say otherwise."""
OURS = (*DETECTORS, *SECRETS)

Find = Callable[..., list[tuple[int, int, float]]]


def rows(detector: PatternDetector) -> list[dict[str, Any]]:
    path = VECTORS / f"{detector.name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def cases() -> list[Any]:
    return [
        pytest.param(
            detector,
            row,
            id=f"{detector.entity}: {row['name']}",
            marks=[pytest.mark.xfail(reason=row["todo"])] if "todo" in row else [],
        )
        for detector in OURS
        for row in rows(detector)
    ]


@pytest.mark.parametrize(("detector", "row"), cases())
def test_vector(find: Find, detector: PatternDetector, row: dict[str, Any]):
    assert set(row) <= {"name", "text", "pointer", "spans", "todo"}
    scores: dict[tuple[int, int], float] = {}
    for start, end, score in find(detector, row["text"], row.get("pointer", "")):
        if score >= ENOUGH:
            scores[start, end] = max(score, scores.get((start, end), 0))
    # Of overlapping matches the longest is what a rewrite covers.
    whole = {at: score for at, score in scores.items() if not any(inside(at, other) for other in scores)}
    assert sorted(whole) == [(start, end) for start, end, _ in row["spans"]]
    for start, end, score in row["spans"]:
        assert round(whole[start, end], 4) >= score


def inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


@pytest.mark.parametrize("detector", OURS, ids=lambda each: each.entity)
def test_there_are_at_least_as_many_negatives(detector: PatternDetector):
    found = [bool(row["spans"]) for row in rows(detector)]
    assert 2 <= found.count(True) <= found.count(False)
    assert len({row["name"] for row in rows(detector)}) == len(found)


@pytest.mark.parametrize("detector", OURS, ids=lambda each: each.entity)
def test_a_detector_says_what_it_is(detector: PatternDetector):
    assert detector.source.startswith("https://")
    assert detector.entity == detector.entity.upper()
    assert all(0 < pattern.score <= 1 and 0 < pattern.valid <= 1 for pattern in detector.patterns)
