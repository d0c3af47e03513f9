"""One detector at a time: what it finds in a text."""

from collections.abc import Callable

import pytest

from guard.detect.patterns import PatternDetector, PatternGroup, WindowDetector
from guard.types import Finding, Text

Found = list[tuple[int, int, float]]


@pytest.fixture(scope="session")
def find() -> Callable[..., Found]:
    """Run one detector behind its gate; a NotRun fails the test."""

    def run(detector: PatternDetector | WindowDetector, value: str, pointer: str = "") -> Found:
        results = list(PatternGroup([detector]).detect(0, Text(pointer, value)))
        assert all(isinstance(result, Finding) for result in results), results
        return [(each.span.start, each.span.end, each.score) for each in results]

    return run


@pytest.fixture(scope="session")
def values(find: Callable[..., Found]) -> Callable[..., list[str]]:
    """Run one detector and give the values it found."""

    def run(detector: PatternDetector | WindowDetector, value: str) -> list[str]:
        return [value[start:end] for start, end, _ in sorted(find(detector, value))]

    return run
