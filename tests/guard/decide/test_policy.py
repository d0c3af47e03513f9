"""Rules as values: levels, named keys, allowed values."""

import re

import pytest

from guard.decide.policy import AllowRule, OnNotRun, WordList
from guard.decide.rules import CategoryRule, DirectionRules, EntityRule
from guard.types import NOT_SCANNABLE, Action, Direction, Rewrite, Severity


def entity(rule: str, action: Action = Action.BLOCK) -> EntityRule:
    return EntityRule(rule, action, Rewrite(), 0.4)


@pytest.mark.parametrize(
    ("severity", "action"),
    [
        (Severity.SAFE, Action.ALLOW),
        (Severity.LOW, Action.ANNOTATE),
        (Severity.MEDIUM, Action.ANNOTATE),
        (Severity.HIGH, Action.BLOCK),
    ],
)
def test_the_strictest_level_reached_counts(severity: Severity, action: Action):
    levels = ((Action.ANNOTATE, Severity.LOW), (Action.BLOCK, Severity.HIGH))
    assert CategoryRule("r", levels, 0).action(severity) is action
    assert CategoryRule("r", levels[::-1], 0).action(severity) is action


def test_a_stricter_action_at_a_lower_level_wins():
    rule = CategoryRule("r", ((Action.ANNOTATE, Severity.HIGH), (Action.BLOCK, Severity.LOW)), 0)
    assert rule.action(Severity.HIGH) is Action.BLOCK


def test_a_named_label_wins_over_every():
    hate, other = CategoryRule("hate", (), 0), CategoryRule("*", (), 0)
    rules = DirectionRules(
        {"US_SSN": entity("named", Action.ALLOW), "*": entity("every")}, {"hate": hate, "*": other}
    )
    assert [rules.entity(label).id for label in ("US_SSN", "IBAN_CODE", "US_SS")] == [
        "named",
        "every",
        "every",
    ]
    assert [rules.category(label) for label in ("hate", "violence")] == [hate, other]


def test_without_every_other_labels_have_no_rule():
    rules = DirectionRules({"US_SSN": entity("named")}, {})
    assert rules.entity("IBAN_CODE") is None
    assert rules.category("hate") is None


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("ann@acme.example", True),
        ("help@acme.example", True),
        ("ann@acme.example.evil", False),
        ("xann@acme.examples", False),
        ("see ann@acme.example\n", False),
        ("info@other.example", True),
        ("INFO@other.example", False),
        ("info@other.example ", False),
        ("", False),
    ],
)
def test_the_whole_value_must_be_allowed(value: str, allowed: bool):
    rule = AllowRule(
        "a", "EMAIL_ADDRESS", frozenset({"info@other.example"}), re.compile(r"[a-z]+@acme\.example")
    )
    assert rule.covers("EMAIL_ADDRESS", value) is allowed


@pytest.mark.parametrize(
    ("entity", "covers"), [("EMAIL_ADDRESS", True), ("*", True), ("URL", False), ("EMAIL", False)]
)
def test_an_allowed_value_is_one_of_its_entity(entity: str, covers: bool):
    assert AllowRule("a", entity, frozenset({"x"}), None).covers("EMAIL_ADDRESS", "x") is covers


@pytest.mark.parametrize(("entity", "covers"), [("*", False), (NOT_SCANNABLE, True)])
def test_what_nobody_read_is_allowed_by_name_only(entity: str, *, covers: bool):
    rule = AllowRule("a", entity, frozenset(), re.compile(".*"))
    assert rule.covers(NOT_SCANNABLE, "") is covers


def test_a_gap_is_decided_by_name_or_by_default():
    gaps = OnNotRun(Action.BLOCK, {"lexicon": Action.ANNOTATE})
    assert gaps.action("lexicon") is Action.ANNOTATE
    assert gaps.action("presidio/EmailRecognizer") is Action.BLOCK


def test_the_words_of_a_list_are_not_shown():
    shown = repr(WordList("codenames", ("falcon",), entity("r"), frozenset(Direction)))
    assert "codenames" in shown
    assert "falcon" not in shown
