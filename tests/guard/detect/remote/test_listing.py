"""Further detectors as rows: what they are, and whether they answer."""

from collections.abc import Callable
from typing import Any

import pytest

from guard.detect.remote.client import Failed
from guard.detect.remote.detector import PluggedDetector
from guard.detect.remote.listing import rows
from guard.types import Direction

Make = Callable[..., PluggedDetector]
URL = "https://moderation.example.org:8443/secret-path?sig=canary"


def test_a_row_names_the_host_and_nothing_private(detector: Make):
    made = detector(
        lambda *_: None,
        url=URL,
        labels=("b", "A"),
        mapping={"b": "hate"},
        directions=frozenset({Direction.COMPLETION}),
        timeout_s=0.3,
    )
    assert rows([made.line]) == [
        {
            "name": "ours",
            "kind": "http",
            "place": "moderation.example.org:8443",
            "directions": ["completion"],
            "labels": ["A", "hate"],
            "timeout_ms": 300,
            "state": "closed",
        }
    ]
    assert rows([]) == []


def answering(question: Any, _: float) -> Any:
    return {"results": [{"findings": []} for _ in question["texts"]]}


def failing(question: Any, _: float) -> Any:
    raise Failed


@pytest.mark.parametrize(
    ("ask", "answers", "state"),
    [(answering, "yes", "closed"), (failing, "error", "open"), (lambda *_: "canary", "error", "closed")],
)
def test_a_trial_says_whether_it_answers(detector: Make, ask: Any, answers: str, state: str):
    (row,) = rows([detector(ask, labels=("A",), failures=1).line], trial=True)
    assert (row["answers"], row["state"]) == (answers, state)
    assert "canary" not in repr(row)
