"""Error bodies: always the four fields, Azure's details where something was filtered, never a value."""

import json
from typing import Any

import pytest

from guard.types import (
    Action,
    Category,
    Decision,
    Finding,
    Kind,
    NotRun,
    Reason,
    Severity,
    Span,
    Text,
    Verdict,
)
from guard.wire.refusal import blocked_completion, blocked_prompt, error, outage

CANARY = "Zelda Quillfeather"
TEXTS = (
    Text("/messages/0/content", CANARY, place="messages[0].content"),
    Text(f"/{CANARY}", CANARY, place="?"),
)


def entity(label: str = "US_SSN", action: Action = Action.BLOCK, text: int = 0) -> Decision:
    return Decision(
        Finding(text, Span(0, 5), label, Kind.ENTITY, 0.9, "d"), action, f"prompt.entities.{label}"
    )


def harm(category: str, severity: Severity, action: Action = Action.BLOCK) -> Decision:
    found = Finding(0, Span(0, 5), category, Kind.CATEGORY, 0.9, "lexicon", severity)
    return Decision(found, action, f"prompt.categories.{category}")


def blocked(*decisions: Decision) -> Verdict:
    rules = {each.rule for each in decisions if each.action is Action.BLOCK}
    return Verdict(Action.BLOCK, tuple(sorted(rules)), decisions)


def body(data: bytes) -> dict[str, Any]:
    parsed = json.loads(data)
    assert list(parsed) == ["error"]
    assert list(parsed["error"])[:4] == ["message", "type", "param", "code"]
    assert CANARY not in data.decode()
    return dict(parsed["error"])


def filtered(*decisions: Decision) -> dict[str, Any]:
    inner = body(blocked_prompt(blocked(*decisions), TEXTS, "p@1"))["innererror"]
    assert inner["code"] == "ResponsibleAIPolicyViolation"
    assert inner["content_filter_result"] == inner["content_filter_results"]
    return dict(inner["content_filter_result"])


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (404, "invalid_request_error"),
        (413, "invalid_request_error"),
        (499, "invalid_request_error"),
        (500, "server_error"),
        (503, "server_error"),
    ],
)
def test_every_error_has_the_four_fields(status: int, kind: str):
    assert body(error(status, "m")) == {"message": "m", "type": kind, "param": None, "code": None}
    assert body(error(status, "m", code="c", param="p", inner={"a": 1})) == {
        "message": "m",
        "type": kind,
        "param": "p",
        "code": "c",
        "innererror": {"a": 1},
    }


def test_an_outage_is_no_policy_decision():
    found = body(outage())
    assert (found["type"], found["code"], found["param"]) == ("server_error", "filter_unavailable", None)
    assert "innererror" not in found


def test_a_blocked_prompt_names_rules_labels_and_place():
    found = body(blocked_prompt(blocked(entity(), entity("JWT"), entity("URL", Action.REDACT)), TEXTS, "p@1"))
    assert found["code"] == "content_filter"
    assert found["type"] == "invalid_request_error"
    assert found["param"] == "messages[0].content"
    assert found["message"] == (
        "the prompt was refused by policy p@1: JWT, US_SSN (rules prompt.entities.JWT, prompt.entities.US_SSN)"
    )


def test_the_place_is_that_of_the_first_decision_that_blocks():
    found = body(blocked_prompt(blocked(entity("URL", Action.REDACT), entity(text=1)), TEXTS, "p@1"))
    assert found["param"] == "?"


def test_a_prompt_blocked_by_no_finding_has_no_place():
    verdict = Verdict(Action.BLOCK, ("on_not_run.x",), (), (NotRun("x", Reason.ERROR),))
    assert body(blocked_prompt(verdict, TEXTS, "p@1"))["param"] is None


def test_a_text_without_a_place_gives_none():
    assert body(blocked_prompt(blocked(entity()), (Text("", CANARY),), "p@1"))["param"] is None


def personal(*kinds: str) -> dict[str, Any]:
    told = [{"sub_category": kind, "filtered": True, "detected": True} for kind in kinds]
    return {"filtered": True, "detected": True, "sub_categories": told}


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([entity("JWT")], {"personally_identifiable_information": personal("JWT")}),
        ([entity("URL"), entity("JWT")], {"personally_identifiable_information": personal("JWT", "URL")}),
        ([harm("hate", Severity.MEDIUM)], {"hate": {"filtered": True, "severity": "medium"}}),
        (
            [harm("hate", Severity.HIGH), harm("hate", Severity.LOW)],
            {"hate": {"filtered": True, "severity": "high"}},
        ),
        (
            [harm("hate", Severity.LOW), harm("hate", Severity.HIGH)],
            {"hate": {"filtered": True, "severity": "high"}},
        ),
        ([harm("prompt_attack", Severity.HIGH)], {"jailbreak": {"filtered": True, "detected": True}}),
        ([harm("hate", Severity.LOW, Action.ANNOTATE), entity("URL", Action.REDACT)], {}),
    ],
)
def test_filter_results_are_azures(decisions: list[Decision], expected: dict[str, Any]):
    assert filtered(*decisions) == expected


@pytest.mark.parametrize("category", [each for each in Category if each is not Category.PROMPT_ATTACK])
def test_every_category_can_be_told(category: Category):
    (told,) = filtered(harm(category.value, Severity.LOW)).values()
    assert told == {"filtered": True, "severity": "low"}


def test_a_blocked_completion_names_what_blocks_only():
    found = body(blocked_completion(blocked(entity("JWT"), entity("URL", Action.REDACT)), "p@1"))
    assert found["code"] == "content_filter"
    assert found["message"] == "the reply was refused by policy p@1: JWT (rules prompt.entities.JWT)"
