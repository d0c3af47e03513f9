"""Further detectors as rows for people and machines: what `guard detectors --policy` shows."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from guard.detect.remote.detector import Line, PluggedDetector
from guard.types import NotRun, Text

_TRIAL = "What is the capital of France?"


def rows(lines: Iterable[Line], *, trial: bool = False) -> list[dict[str, Any]]:
    """Give a row for each detector.

    Args:
        lines: the ways to them.
        trial: ask each of them about a harmless text, and say whether it answers.
    """
    return [_row(line, trial=trial) for line in lines]


def _row(line: Line, *, trial: bool) -> dict[str, Any]:
    plugged = line.plugged
    row = {
        "name": plugged.name,
        "kind": plugged.kind.value,
        # The host only: a path or a query may be private.
        "place": plugged.entry_point or urlsplit(plugged.url).netloc,
        "directions": sorted(direction.value for direction in plugged.directions),
        "labels": sorted(map(str, set(line.vocabulary.values()))),
        "timeout_ms": round(plugged.timeout_s * 1000),
    }
    if trial:
        row["answers"] = _answers(line)
    row["state"] = line.standing().name.lower().replace("_", " ")
    return row


def _answers(line: Line) -> str:
    """Ask a detector once; give ``yes``, or why it did not run."""
    direction = min(line.plugged.directions)
    results = PluggedDetector(line, direction).detect(0, Text("", _TRIAL))
    return next((each.reason.value for each in results if isinstance(each, NotRun)), "yes")
