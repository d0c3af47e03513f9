"""Azure's content filter results."""

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
    Why,
)
from guard.wire import annotations, fields

SAFE = {"filtered": False, "severity": "safe"}
CLEAN = dict.fromkeys(("hate", "self_harm", "sexual", "violence"), SAFE)
NO_ATTACK = {"filtered": False, "detected": False}
GAP = NotRun("d", Reason.TIMEOUT)


def harm(
    category: str, severity: Severity = Severity.MEDIUM, action: Action = Action.BLOCK, text: int = 0
) -> Decision:
    return Decision(Finding(text, Span(0, 1), category, Kind.CATEGORY, 0.7, "d", severity), action, "r")


def found(
    label: str, action: Action = Action.REDACT, kind: Kind = Kind.ENTITY, text: int = 0, **more: Any
) -> Decision:
    return Decision(Finding(text, Span(0, 1), label, kind, 1.0, "d"), action, "r", **more)


def verdict(*decisions: Decision, not_run: tuple[NotRun, ...] = ()) -> Verdict:
    return Verdict(max((each.action for each in decisions), default=Action.ALLOW), (), decisions, not_run)


def told(*decisions: Decision, prompt: bool = True) -> dict[str, Any]:
    made = annotations.results(decisions, (), prompt=prompt)
    assert {*CLEAN} <= {*made}
    return {name: value for name, value in made.items() if value not in (SAFE, NO_ATTACK)}


def test_clean_text_is_safe_in_every_category():
    assert annotations.results((), (), prompt=False) == CLEAN
    assert annotations.results((), (), prompt=True) == {**CLEAN, "jailbreak": NO_ATTACK}


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (harm("hate"), {"hate": {"filtered": True, "severity": "medium"}}),
        (harm("harassment", Severity.HIGH), {"hate": {"filtered": True, "severity": "high"}}),
        (harm("sexual", Severity.LOW, Action.ANNOTATE), {"sexual": {"filtered": False, "severity": "low"}}),
        (harm("violence", Severity.LOW, Action.ALLOW), {"violence": {"filtered": False, "severity": "low"}}),
        (harm("sexual/minors", Severity.HIGH), {"sexual": {"filtered": True, "severity": "high"}}),
        (harm("self_harm", action=Action.REDACT), {"self_harm": {"filtered": True, "severity": "medium"}}),
        (harm("illicit"), {"illicit": {"filtered": True, "severity": "medium"}}),
        (harm("prompt_attack"), {"jailbreak": {"filtered": True, "detected": True}}),
        (
            harm("prompt_attack", action=Action.ANNOTATE),
            {"jailbreak": {"filtered": False, "detected": True}},
        ),
        (harm("prompt_attack", action=Action.ALLOW), {}),
        (found("URL", Action.ALLOW), {}),
        (found("URL", why=Why.COVERED), {}),
    ],
)
def test_what_was_found_is_told_in_azures_words(decision: Decision, expected: dict[str, Any]):
    assert told(decision) == expected


def test_the_worst_of_a_category_counts():
    assert told(harm("hate", Severity.LOW, Action.ANNOTATE), harm("harassment", Severity.HIGH)) == {
        "hate": {"filtered": True, "severity": "high"}
    }


def test_personal_data_is_told_by_kind():
    made = told(
        found("PERSON", Action.ANNOTATE), found("EMAIL_ADDRESS"), found("EMAIL_ADDRESS", Action.BLOCK)
    )
    assert made == {
        "personally_identifiable_information": {
            "filtered": True,
            "detected": True,
            "sub_categories": [
                {"sub_category": "EMAIL_ADDRESS", "filtered": True, "detected": True},
                {"sub_category": "PERSON", "filtered": False, "detected": True},
            ],
        }
    }


def test_a_listed_word_is_told_by_its_list():
    made = told(found("words:codenames", kind=Kind.WORDS), found("words:rivals", Action.ANNOTATE, Kind.WORDS))
    assert made == {
        "custom_blocklists": {
            "filtered": True,
            "details": [{"id": "codenames", "filtered": True}, {"id": "rivals", "filtered": False}],
        }
    }


@pytest.mark.parametrize("prompt", [True, False])
def test_what_did_not_run_is_an_error_and_never_safe(prompt: bool):
    made = annotations.results((), (GAP,), prompt=prompt)
    assert made == {"error": {"code": "content_filter_error", "message": "The contents are not filtered"}}


def test_every_name_is_known_to_the_wire():
    decisions = [harm(category) for category in Category]
    decisions += [found("URL"), found("words:w", kind=Kind.WORDS)]
    made = json.dumps(annotations.of_prompt(verdict(*decisions)))
    names: set[str] = set()
    json.loads(made, object_hook=names.update)
    assert names - {"id"} <= fields.FILTERS


PLACES = (
    "choices[0].message.content",
    "choices[1].message.content",
    "choices[1]",
    "choices[11].text",
    "usage.?",
)
TEXTS = [Text("", "x", place=place) for place in PLACES]  # a stretch of a streamed text has no pointer


@pytest.mark.parametrize(("at", "severity"), [(0, "low"), (1, "medium"), (2, "safe"), (11, "high")])
def test_a_choice_has_what_was_found_in_it(at: int, severity: str):
    after = verdict(
        harm("hate", Severity.LOW, text=0),
        harm("hate", Severity.MEDIUM, text=2),
        harm("hate", Severity.HIGH, text=3),
        harm("violence", Severity.HIGH, text=4),
    )
    made = annotations.of_choice([(after, TEXTS)], at)
    assert made["hate"]["severity"] == severity
    assert made["violence"]["severity"] == "safe"


def test_of_a_stream_all_pieces_count():
    pieces = [
        (verdict(harm("hate", Severity.LOW, Action.ANNOTATE)), TEXTS[:1]),
        (verdict(), ()),
        (verdict(found("URL")), TEXTS[:1]),
        (verdict(harm("violence")), TEXTS[1:2]),
    ]
    made = annotations.of_choice(pieces, 0)
    assert made["hate"] == {"filtered": False, "severity": "low"}
    assert made["violence"] == SAFE
    assert "personally_identifiable_information" in made


def test_a_gap_belongs_to_the_choice_whose_text_was_not_read():
    after = verdict(not_run=(NotRun("d", Reason.TIMEOUT, 1),))
    assert annotations.of_choice([(after, TEXTS)], 0) == CLEAN
    assert "error" in annotations.of_choice([(after, TEXTS)], 1)
    assert "error" in annotations.of_choice([(verdict(not_run=(GAP,)), TEXTS)], 0)


def test_a_reply_has_them_in_its_choices_and_no_other_byte_changes():
    reply = '{ "choices": [ {"index": 0, "content_filter_results": {} }, {"index":1} ], "usage": {"n":1.50} }'
    made = annotations.annotated(reply, 2, verdict(), (verdict(), ()))
    results = json.dumps(CLEAN)
    prompt = json.dumps([{"prompt_index": 0, "content_filter_results": {**CLEAN, "jailbreak": NO_ATTACK}}])
    assert made == (
        f'{{ "choices": [ {{"index": 0 ,"content_filter_results":{results}}}, '
        f'{{"index":1,"content_filter_results":{results}}} ], '
        f'"usage": {{"n":1.50}} ,"prompt_filter_results":{prompt}}}'
    )


def test_a_reply_without_choices_is_annotated_for_its_prompt():
    made = json.loads(annotations.annotated('{"data":[]}', 0, verdict(found("URL")), (verdict(), ())))
    assert list(made) == ["data", "prompt_filter_results"]
