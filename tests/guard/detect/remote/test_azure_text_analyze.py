"""Azure AI Content Safety's `text:analyze`."""

from typing import Any

import pytest

from guard.detect.remote.adapter import Answer, Nonsense
from guard.detect.remote.azure_text_analyze import AzureTextAnalyze
from guard.types import Direction, Severity


def reply(**levels: Any) -> dict[str, Any]:
    listed = {"Hate": 0, "SelfHarm": 0, "Sexual": 0, "Violence": 0, **levels}
    analysis = [{"category": name, "severity": level} for name, level in listed.items() if level is not ...]
    return {"blocklistsMatch": [], "categoriesAnalysis": analysis}


def read(given: Any) -> Answer:
    (answer,) = AzureTextAnalyze().answers(given, ["a"])
    return answer


def test_all_four_categories_are_asked_for():
    assert AzureTextAnalyze().question(["a"], Direction.PROMPT) == {
        "text": "a",
        "categories": ["Hate", "SelfHarm", "Sexual", "Violence"],
        "outputType": "FourSeverityLevels",
    }
    assert AzureTextAnalyze().headers("k") == {"ocp-apim-subscription-key": "k"}


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (2, Severity.LOW),
        (3, Severity.LOW),
        (4, Severity.MEDIUM),
        (5, Severity.MEDIUM),
        (6, Severity.HIGH),
        (7, Severity.HIGH),
    ],
)
def test_levels_are_severities(level: int, severity: Severity):
    answer = read(reply(Violence=level))
    assert [(each.label, each.severity, each.start) for each in answer.found] == [
        ("Violence", severity, None)
    ]
    assert answer.whole


@pytest.mark.parametrize("level", [0, 1])
def test_safe_is_nothing(level: int):
    assert read(reply(Violence=level)) == Answer()


def test_the_worst_of_a_category_told_twice_counts():
    twice = reply(Hate=2)
    twice["categoriesAnalysis"].append({"category": "Hate", "severity": 6})
    assert [each.severity for each in read(twice).found] == [Severity.HIGH]


def test_a_category_that_is_not_told_is_a_gap():
    answer = read(reply(Violence=..., Hate=4))
    assert not answer.whole
    assert [each.label for each in answer.found] == ["Hate"]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        {"error": {"code": "InvalidRequestBody"}},
        {"categoriesAnalysis": None},
        reply(Hate=-1),
        reply(Hate=8),
        reply(Hate="low"),
        reply(Hate=2.0),
        reply(Hate=True),
        reply(Hate=None),
        {"categoriesAnalysis": [{"severity": 2}]},
    ],
)
def test_another_reply_is_nonsense(bad: Any):
    with pytest.raises(Nonsense):
        read(bad)
