"""Policies and verdicts in words, without a value."""

from collections.abc import Callable

import pytest

from guard.decide import explain
from guard.decide.evaluate import evaluate
from guard.decide.policy import RECORDABLE, Policy
from guard.types import (
    Action,
    Decision,
    Direction,
    Finding,
    Kind,
    NotRun,
    Operator,
    Reason,
    Rewrite,
    Severity,
    Span,
    Text,
    Verdict,
    Why,
)

POLICY = """
policy: p
mode: shadow
on_not_run: {default: block, lexicon: allow}
prompt:
  entities:
    US_SSN: block
    EMAIL_ADDRESS: {action: redact, operator: mask, min_score: 0.25}
    AGE: {action: redact, only_with: [US_SSN, EMAIL_ADDRESS]}
  categories: {hate: {annotate: low, block: high}}
completion: {entities: {'*': annotate}}
words: [{id: codenames, list: [falcon, red kite], action: redact, directions: [completion]}]
allow: [{entity: EMAIL_ADDRESS, values: [ann@acme.example]}]
stream: {hold: all}
routes: {pass: ["POST /v1/files", "GET /v1/files/{}"]}
audit: {record: none, evidence: fingerprint}
"""


def test_a_policy_is_told_rule_by_rule(policy: Callable[..., Policy]):
    made = policy(POLICY)
    assert list(explain.policy(made)) == [
        f"{made.version}, mode shadow",
        "a detector that does not run blocks",
        "  lexicon: is shown and let through",
        "prompt:",
        "  AGE: redact by replace from score 0.4, only with EMAIL_ADDRESS or US_SSN",
        "  EMAIL_ADDRESS: redact by mask from score 0.25",
        "  US_SSN: block from score 0.4",
        "  hate: annotate from low, block from high",
        "completion:",
        "  *: annotate from score 0.4",
        "  words:codenames (2): redact",
        "allowed: EMAIL_ADDRESS (allow.EMAIL_ADDRESS.0@p)",
        "not screened, by policy: GET /v1/files/{}",
        "not screened, by policy: POST /v1/files",
        "streams are held by all; none exchanges are recorded, evidence fingerprint",
    ]


def test_what_a_record_may_show_and_how_long_is_told(policy: Callable[..., Policy]):
    audit = "audit: {evidence: original, durability: spool, keep_days: 7, never_record: [EMAIL_ADDRESS, violence]}"
    told = list(explain.policy(policy(f"policy: p\n{audit}\n")))[-3:]
    assert told[0] == "records count as kept by spool; their content is kept for 7 days"
    shown = told[1].removeprefix("records may show ").removesuffix(", no other entity").split(", ")
    assert set(shown) == RECORDABLE - {"EMAIL_ADDRESS"}
    assert told[2] == "no excerpt is kept of sexual/minors, violence"
    every = list(explain.policy(policy("policy: p\naudit: {never_record: ['*']}\n")))
    assert every[-2].startswith("records may show ")
    assert "EMAIL_ADDRESS" not in every[-2]


def test_a_policy_says_no_word_and_no_allowed_value(policy: Callable[..., Policy]):
    told = "\n".join(explain.policy(policy(POLICY)))
    for value in ("falcon", "red kite", "ann@acme.example"):
        assert value not in told


FOUND = Finding(2, Span(3, 9), "US_SSN", Kind.ENTITY, 0.456, "d")
SURE = Finding(0, Span(0, 1), "IBAN_CODE", Kind.ENTITY, 1.0, "d", validated=True)
HARM = Finding(0, Span(0, 1), "hate", Kind.CATEGORY, 0.9, "lexicon", Severity.HIGH)


@pytest.mark.parametrize(
    ("decision", "line"),
    [
        (Decision(FOUND, Action.BLOCK, "r"), "  US_SSN at 3:9 of text 2 (d, score 0.46): block by r"),
        (Decision(FOUND, Action.REDACT, "r"), "  US_SSN at 3:9 of text 2 (d, score 0.46): redact by r"),
        (
            Decision(FOUND, Action.REDACT, "r", rewrite=Rewrite(Operator.HASH)),
            "  US_SSN at 3:9 of text 2 (d, score 0.46): redact by r (hash)",
        ),
        (
            Decision(FOUND, Action.ALLOW, "", Why.NO_RULE),
            "  US_SSN at 3:9 of text 2 (d, score 0.46): allowed: no rule names it",
        ),
        (
            Decision(FOUND, Action.ALLOW, "r", Why.BELOW),
            "  US_SSN at 3:9 of text 2 (d, score 0.46): allowed: below the level of r",
        ),
        (
            Decision(FOUND, Action.ALLOW, "a", Why.ALLOWED),
            "  US_SSN at 3:9 of text 2 (d, score 0.46): allowed by a",
        ),
        (
            Decision(FOUND, Action.BLOCK, "r", Why.COVERED),
            "  US_SSN at 3:9 of text 2 (d, score 0.46): another reading of a stronger finding",
        ),
        (
            Decision(SURE, Action.ANNOTATE, "r"),
            "  IBAN_CODE at 0:1 of text 0 (d, score 1.00, checksum or registry confirmed): annotate by r",
        ),
        (
            Decision(HARM, Action.BLOCK, "r"),
            "  hate at 0:1 of text 0 (lexicon, score 0.90, severity high): block by r",
        ),
    ],
)
def test_a_decision_is_told(decision: Decision, line: str):
    assert list(explain.verdict(Verdict(Action.BLOCK, (), (decision,))))[1:] == [line]


def test_a_verdict_is_told_with_what_did_not_run():
    gap = NotRun("lexicon", Reason.TIMEOUT, 0)
    assert list(explain.verdict(Verdict(Action.BLOCK, ("a", "b"), (), (gap,)))) == [
        "block by a, b",
        "  lexicon did not run: timeout",
    ]
    assert list(explain.verdict(Verdict(Action.ALLOW))) == ["allow"]


def test_no_value_is_told(policy: Callable[..., Policy]):
    text = Text("/x", "my number is 536-90-4399, mail ann@acme.example")
    found = [
        Finding(0, Span(13, 24), "US_SSN", Kind.ENTITY, 0.9, "d"),
        Finding(0, Span(31, 47), "EMAIL_ADDRESS", Kind.ENTITY, 0.9, "d"),
    ]
    told = "\n".join(explain.verdict(evaluate(policy(POLICY), Direction.PROMPT, [text], found)))
    assert "US_SSN" in told
    assert "536" not in told
    assert "ann@" not in told


def test_where_texts_go_is_told(policy: Callable[..., Policy]):
    made = policy(
        "policy: p\nprompt: {entities: {A: block}}\ndetectors:\n"
        " - {name: x, kind: http, url: 'http://127.0.0.1:9/?sig=canary', labels: [A], timeout_ms: 250, on_not_run: allow}"
    )
    lines = list(explain.policy(made))
    assert "asks x (http) about each completion and prompt, for at most 0.25 s" in lines
    assert "  x: is shown and let through" in lines
    assert "canary" not in "".join(lines)


def test_what_holds_for_some_requests_and_what_a_policy_describes_itself_is_told(
    policy: Callable[..., Policy],
):
    made = policy(
        "policy: p\nentities: [{name: CODE, regex: x}]\n"
        "topics: [{id: rivals, action: block, directions: [prompt], examples: [a, b, c], not: [d, e, f]}]\n"
        "when: [{id: hr, apps: [b, a], models: ['gpt*'], if: 'route == \"chat\"',"
        " prompt: {entities: {CODE: block}}}]\n"
    )
    assert list(explain.policy(made))[2:8] == [
        "prompt:",
        "  topics:rivals: block from score 0.5",
        "completion:",
        'when hr (model gpt*, app a or b, route == "chat"), in the place of these:',
        "  prompt CODE: block from score 0.4",
        "own entity CODE: a pattern that scores 0.8",
    ]
