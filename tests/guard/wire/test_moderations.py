"""The moderation endpoint: who is asked about what, and which category says what."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from openai.types import ModerationCreateResponse
from vectors import check, vectors

from guard.errors import WireError
from guard.types import Action, Category, Decision, Finding, Kind, NotRun, Reason, Severity, Span, Verdict
from guard.wire import fields
from guard.wire.jsontext import read
from guard.wire.moderations import REQUEST, asked, result, validate, write

CANARY = "Zelda Quillfeather"


def harm(
    category: Category,
    action: Action = Action.ANNOTATE,
    severity: Severity = Severity.MEDIUM,
    score: float = 0.7,
) -> Decision:
    return Decision(Finding(0, Span(0, 1), category, Kind.CATEGORY, score, "d", severity), action, "r")


def entity(action: Action, kind: Kind = Kind.ENTITY) -> Decision:
    return Decision(Finding(0, Span(0, 1), "EMAIL_ADDRESS", kind, 1.0, "d"), action, "r")


def verdict(*decisions: Decision) -> Verdict:
    return Verdict(max((each.action for each in decisions), default=Action.ALLOW), ("r",), decisions)


def true(*decisions: Decision) -> set[str]:
    return {name for name, holds in result(verdict(*decisions))["categories"].items() if holds}


@pytest.mark.parametrize("vector", vectors("moderations"))
def test_vector(vector: Mapping[str, Any]):
    check(vector, {"REQUEST": REQUEST})


@pytest.mark.parametrize(
    "given",
    ["", "x", ["x"], ["x", ""], [{"type": "text", "text": "x"}], [{"type": "image_url", "image_url": {}}]],
)
def test_what_may_be_asked(given: Any):
    validate({"input": given})


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "input"),
        ({"input": None}, "input"),
        ({"input": []}, "input"),
        ({"input": {"type": "text", "text": CANARY}}, "input"),
        ({"input": [7]}, "input[0]"),
        ({"input": [{"type": "text"}, CANARY]}, "input[1]"),
        ({"input": [CANARY, {"type": "text"}]}, "input[0]"),
        ({"input": [{"text": CANARY}]}, "input[0]"),
    ],
)
def test_what_may_not_be_asked(body: dict[str, Any], param: str):
    with pytest.raises(WireError) as raised:
        validate(body)
    assert (raised.value.param, raised.value.status) == (param, 400)
    assert CANARY not in raised.value.message


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("one", [["one"]]),
        ("", [[]]),
        (["one", "", "two"], [["one"], [], ["two"]]),
        (['{"a":"one","b":["two"]}', "three"], [["a", "one", "b", "two"], ["three"]]),
        ([str(number) for number in range(12)], [[str(number)] for number in range(12)]),
        ([{"type": "text", "text": "one"}, {"type": "text", "text": "two"}], [["one", "two"]]),
        (
            [
                {"type": "text", "text": "one"},
                {"type": "image_url", "image_url": {"url": "http://x.example"}},
            ],
            [["one", "http://x.example"]],
        ),
    ],
)
def test_one_result_for_each_string_and_one_for_all_parts(given: Any, expected: list[list[str]]):
    body = {"model": "not an id", "input": given, "more": {"x": "y"}, "input_note": "z", "in/put": ["w"]}
    groups = asked(read(json.dumps(body), REQUEST), body)
    assert [[text.value for text in texts] for texts in groups] == expected


def test_a_picture_is_not_scannable():
    body = {"input": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,aGVsbG8="}}]}
    ((text,),) = asked(read(json.dumps(body), REQUEST), body)
    assert (text.scannable, text.value) == (False, "")


def test_the_official_client_reads_what_is_written():
    body = write([verdict(harm(Category.HATE)), verdict()], "policy@1", "abc")
    read_back = ModerationCreateResponse.model_validate_json(body)
    assert (read_back.id, read_back.model) == ("modr-abc", "policy@1")
    assert [each.flagged for each in read_back.results] == [True, False]
    assert read_back.results[0].categories.hate
    assert not read_back.results[0].categories.sexual_minors
    assert json.loads(read_back.model_dump_json(by_alias=True)) == json.loads(body)


@pytest.mark.parametrize("decisions", [(), (harm(Category.VIOLENCE),)])
def test_every_category_is_always_there(decisions: tuple[Decision, ...]):
    told = result(verdict(*decisions))
    for name in ("categories", "category_scores", "category_applied_input_types"):
        assert list(told[name]) == list(fields.CATEGORIES)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([harm(Category.HATE)], {"hate"}),
        ([harm(Category.HARASSMENT)], {"harassment"}),
        ([harm(Category.ILLICIT)], {"illicit"}),
        ([harm(Category.SELF_HARM, Action.BLOCK)], {"self-harm"}),
        ([harm(Category.SEXUAL)], {"sexual"}),
        ([harm(Category.SEXUAL_MINORS, Action.BLOCK)], {"sexual", "sexual/minors"}),
        ([harm(Category.VIOLENCE)], {"violence"}),
        ([harm(Category.VIOLENCE, severity=Severity.HIGH)], {"violence", "violence/graphic"}),
        ([harm(Category.HATE), harm(Category.VIOLENCE)], {"hate", "hate/threatening", "violence"}),
        (
            [harm(Category.HARASSMENT), harm(Category.VIOLENCE)],
            {"harassment", "harassment/threatening", "violence"},
        ),
        ([harm(Category.ILLICIT), harm(Category.VIOLENCE)], {"illicit", "illicit/violent", "violence"}),
        ([harm(Category.HATE), harm(Category.VIOLENCE, Action.ALLOW)], {"hate"}),
        ([harm(Category.HATE, Action.ALLOW)], set()),
        ([harm(Category.PROMPT_ATTACK)], set()),
        ([entity(Action.BLOCK)], set()),
        ([], set()),
    ],
)
def test_a_category_holds_where_the_policy_acts_on_it(decisions: list[Decision], expected: set[str]):
    assert true(*decisions) == expected


@pytest.mark.parametrize(
    ("decisions", "flagged"),
    [
        ([], False),
        ([harm(Category.HATE, Action.ALLOW)], False),
        ([entity(Action.REDACT)], False),
        ([entity(Action.ANNOTATE, Kind.WORDS)], False),
        ([entity(Action.BLOCK)], True),
        ([harm(Category.HATE, Action.ANNOTATE)], True),
        ([harm(Category.PROMPT_ATTACK, Action.BLOCK)], True),
        ([harm(Category.PROMPT_ATTACK)], True),
    ],
)
def test_flagged_is_harm_or_a_refusal(decisions: list[Decision], flagged: bool):
    assert result(verdict(*decisions))["flagged"] is flagged


def test_what_did_not_run_and_is_not_allowed_to_is_flagged():
    gap = NotRun("d", Reason.ERROR)
    assert result(Verdict(Action.BLOCK, ("on_not_run.d",), (), (gap,)))["flagged"] is True


def test_scores_are_the_highest_and_of_both_parts_the_lower():
    decisions = (
        harm(Category.HATE, score=0.5),
        harm(Category.HATE, Action.ALLOW, score=0.91234),
        harm(Category.VIOLENCE, score=0.6),
        entity(Action.BLOCK),
    )
    scores = result(verdict(*decisions))["category_scores"]
    assert {name: score for name, score in scores.items() if score} == {
        "hate": 0.9123,
        "hate/threatening": 0.6,
        "violence": 0.6,
    }
