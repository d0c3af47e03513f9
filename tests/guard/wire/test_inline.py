"""Moderation asked for beside a completion: what is asked, what is refused for it, how it is told."""

from typing import Any

import pytest
from openai.types.chat.chat_completion import Moderation as OfChat
from openai.types.chat.chat_completion_chunk import Moderation as OfChunk
from openai.types.responses.response import Moderation as OfResponse

from guard.errors import WireError
from guard.types import (
    Action,
    Category,
    Decision,
    Direction,
    Finding,
    Kind,
    NotRun,
    Reason,
    Severity,
    Span,
    Verdict,
)
from guard.wire import inline

CANARY = "Zelda Quillfeather"
MODEL = "omni-moderation-latest"
GAP = NotRun("d", Reason.TIMEOUT)


def found(action: Action, label: str = Category.HATE, kind: Kind = Kind.CATEGORY) -> Verdict:
    decision = Decision(Finding(0, Span(0, 1), label, kind, 0.7, "d", Severity.LOW), action, "r")
    return Verdict(action, ("r",), (decision,))


CLEAN = Verdict(Action.ALLOW)
NOTED = found(Action.ANNOTATE)


@pytest.mark.parametrize(
    ("given", "blocking"),
    [
        ({"model": MODEL}, set()),
        ({"model": MODEL, "policy": None}, set()),
        ({"model": MODEL, "policy": {}}, set()),
        ({"model": MODEL, "policy": {"input": None, "output": {"mode": "score"}}}, set()),
        ({"model": MODEL, "policy": {"input": {"mode": "block"}}}, {Direction.PROMPT}),
        ({"model": MODEL, "policy": {"output": {"mode": "block"}}}, {Direction.COMPLETION}),
        (
            {"model": MODEL, "policy": {"input": {"mode": "block"}, "output": {"mode": "block"}}},
            {Direction.PROMPT, Direction.COMPLETION},
        ),
    ],
)
def test_what_is_asked(given: Any, blocking: set[Direction]):
    read = inline.read({"model": "m", "moderation": given})
    assert read is not None
    assert read.blocking == blocking


@pytest.mark.parametrize("body", [{}, {"moderation": None}])
def test_nothing_is_asked(body: dict[str, Any]):
    assert inline.read(body) is None


@pytest.mark.parametrize(
    ("given", "param"),
    [
        (CANARY, "moderation"),
        (True, "moderation"),
        ([], "moderation"),
        ({}, "moderation"),
        ({"model": [CANARY]}, "moderation"),
        ({"model": MODEL, "policy": CANARY}, "moderation.policy"),
        ({"model": MODEL, "policy": {"input": CANARY}}, "moderation.policy.input"),
        ({"model": MODEL, "policy": {"output": [1]}}, "moderation.policy.output"),
        ({"model": MODEL, "policy": {"output": {"mode": CANARY}}}, "moderation.policy.output.mode"),
        ({"model": MODEL, "policy": {"input": {"mode": None}}}, "moderation.policy.input.mode"),
        ({"model": MODEL, "policy": {"input": {"mode": ["block"]}}}, "moderation.policy.input.mode"),
    ],
)
def test_what_cannot_be_asked(given: Any, param: str):
    with pytest.raises(WireError) as raised:
        inline.read({"moderation": given})
    assert (raised.value.param, raised.value.status) == (param, 400)
    assert CANARY not in raised.value.message


BLOCKING = inline.Asked(frozenset({Direction.PROMPT}))


def test_block_refuses_harm_of_which_the_policy_only_makes_a_note():
    mail = found(Action.REDACT, "EMAIL_ADDRESS", Kind.ENTITY).decisions
    verdict = inline.merged((NOTED, Verdict(Action.REDACT, ("q",), mail)))
    applied = BLOCKING.applied(Direction.PROMPT, verdict)
    assert (applied.action, applied.rules, applied.outage) == (Action.BLOCK, ("r",), False)
    assert [each.action for each in applied.decisions] == [Action.BLOCK, Action.REDACT]


@pytest.mark.parametrize(
    ("direction", "verdict"),
    [
        (Direction.COMPLETION, NOTED),
        (Direction.PROMPT, CLEAN),
        (Direction.PROMPT, found(Action.REDACT, "EMAIL_ADDRESS", Kind.ENTITY)),
        (Direction.PROMPT, found(Action.BLOCK, "JWT", Kind.ENTITY)),
        (Direction.PROMPT, found(Action.ALLOW)),
        (Direction.PROMPT, found(Action.BLOCK)),
        (Direction.PROMPT, Verdict(Action.ANNOTATE, ("on_not_run.d",), (), (GAP,))),
    ],
)
def test_block_changes_nothing_else(direction: Direction, verdict: Verdict):
    assert BLOCKING.applied(direction, verdict) is verdict


def test_score_changes_nothing():
    asked = inline.Asked(frozenset())
    assert all(asked.applied(direction, NOTED) is NOTED for direction in Direction)


def test_the_parameter_goes_and_the_answer_comes_with_no_other_byte_changed():
    request = '{"model": "m", "moderation":{"model":"x"} ,\n"messages": [ ], "temperature":1.0}'
    assert inline.taken_out(request) == '{"model": "m" ,\n"messages": [ ], "temperature":1.0}'
    reply = '{"id": "1", "moderation":null, "usage": { } }'
    assert inline.put_in(reply, {"input": 1}) == '{"id": "1", "usage": { } ,"moderation":{"input": 1}}'


@pytest.mark.parametrize("model", [OfChat, OfChunk])
def test_the_official_client_reads_it_in_a_completion(model: Any):
    made = inline.of_chat(NOTED, [CLEAN, CLEAN], "p@1")
    told = model.model_validate(made)
    assert told.to_dict() == made
    assert [each.flagged for each in told.input.results] == [True]
    assert told.output.results[0].flagged is False
    assert len(told.input.results[0].categories) == 13
    assert told.input.model == told.input.results[0].model == "p@1"


def test_the_official_client_reads_it_in_a_response():
    made = inline.of_response(CLEAN, [NOTED], "p@1")
    told = OfResponse.model_validate(made)
    assert told.to_dict() == made
    assert (told.input.type, told.output.type) == ("moderation_result", "moderation_result")
    assert told.output.flagged is True


def test_a_side_on_which_a_detector_did_not_run_is_an_error_and_never_clean():
    made = inline.of_chat(Verdict(Action.ANNOTATE, ("on_not_run.d",), (), (GAP,)), [CLEAN], "p@1")
    assert made["input"]["type"] == "error"
    assert made["output"]["type"] == "moderation_results"
    assert inline.of_response(CLEAN, [CLEAN, Verdict(Action.ANNOTATE, (), (), (GAP,))], "p")["output"] == {
        "type": "error",
        "code": "filter_unavailable",
        "message": "a detector did not run",
    }
    assert OfChat.model_validate(made).input.type == "error"


def test_the_pieces_of_a_stream_count_as_one():
    told = inline.merged((CLEAN, NOTED, found(Action.REDACT, "URL", Kind.ENTITY)))
    assert (told.action, len(told.decisions), told.rules) == (Action.REDACT, 2, ("r",))
    assert inline.merged(()) == CLEAN
