"""OpenAI's moderation API, by its own client's types."""

from typing import Any

import pytest
from openai.types import moderation as official
from openai.types.moderation_create_response import ModerationCreateResponse

from guard.detect.remote.adapter import Answer, Found, Nonsense
from guard.detect.remote.openai_moderation import OpenAIModeration
from guard.types import Direction, Severity

NAMES = [field.alias or name for name, field in official.Categories.model_fields.items()]


def result(flagged: bool | None = None, **scores: float) -> dict[str, Any]:
    """A result that is flagged from a score of 0.5 on."""
    listed = {name: scores.get(name.replace("/", "_").replace("-", "_"), 0.001) for name in NAMES}
    return {
        "flagged": any(value >= 0.5 for value in listed.values()) if flagged is None else flagged,
        "categories": {name: value >= 0.5 for name, value in listed.items()},
        "category_scores": listed,
        "category_applied_input_types": {name: ["text"] for name in NAMES},
    }


def reply(*results: Any) -> dict[str, Any]:
    return {"id": "modr-1", "model": "omni-moderation-latest", "results": list(results)}


def test_every_category_of_the_official_client_is_known():
    assert set(NAMES) == set(OpenAIModeration.vocabulary)
    assert len(NAMES) == 13


def test_texts_are_asked_about_together():
    assert OpenAIModeration().question(["a", "b"], Direction.PROMPT) == {
        "model": "omni-moderation-latest",
        "input": ["a", "b"],
    }
    assert OpenAIModeration("m").question(["a"], Direction.COMPLETION)["model"] == "m"


@pytest.mark.parametrize(
    ("how", "severity"),
    [(0.3, Severity.LOW), (0.49, Severity.LOW), (0.5, Severity.MEDIUM), (0.8, Severity.HIGH)],
)
def test_severity_follows_flag_and_score(how: float, severity: Severity):
    made = reply(result(hate_threatening=how), result())
    ModerationCreateResponse.model_validate(made)
    assert OpenAIModeration().answers(made, ["a", "b"]) == [
        Answer((Found("hate/threatening", how, severity=severity),)),
        Answer(),
    ]


def test_nothing_above_the_least_score_is_nothing():
    assert OpenAIModeration().answers(reply(result(violence=0.29)), ["a"]) == [Answer()]


def test_a_category_that_is_flagged_without_a_score_counts():
    made = result()
    made["flagged"] = made["categories"]["illicit"] = True
    made["category_scores"]["illicit"] = made["category_scores"]["hate"] = None
    made["categories"]["illicit/violent"] = None
    assert OpenAIModeration().answers(reply(made), ["a"]) == [
        Answer((Found("illicit", 0.0, severity=Severity.MEDIUM),))
    ]


def test_flagged_for_no_category_is_a_gap():
    assert OpenAIModeration().answers(reply(result(flagged=True)), ["a"]) == [Answer(whole=False)]


def spoiled(**said: Any) -> dict[str, Any]:
    return {**result(), **said}


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"error": {"message": "overloaded"}},
        reply(),
        reply(result(), result()),
        reply({"flagged": False}),
        reply(spoiled(flagged="no")),
        reply(spoiled(categories={})),
        reply(spoiled(categories={"hate": "yes"})),
        reply(spoiled(categories={"hate": 1})),
        reply(spoiled(category_scores=None)),
        reply(spoiled(category_scores={"hate": 1.5})),
        reply(spoiled(category_scores={"hate": "high"})),
    ],
)
def test_another_reply_is_nonsense(bad: Any):
    with pytest.raises(Nonsense):
        OpenAIModeration().answers(bad, ["a"])
