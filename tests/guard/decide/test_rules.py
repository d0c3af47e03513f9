"""Rules as values: a named one wins over every, harm is acted on from a severity on."""

import pytest

from guard.decide.rules import EVERY, CategoryRule, DirectionRules, EntityRule
from guard.types import Action, Rewrite, Severity

NAMED = EntityRule("named", Action.BLOCK, Rewrite(), 0.4)
OTHERS = EntityRule("others", Action.ANNOTATE, Rewrite(), 0.4)
HARM = CategoryRule("harm", ((Action.ANNOTATE, Severity.LOW), (Action.BLOCK, Severity.HIGH)), 0.0)


def test_a_named_rule_wins_over_every():
    rules = DirectionRules({"A": NAMED, EVERY: OTHERS}, {"hate": HARM})
    assert rules.entity("A") is NAMED
    assert rules.entity("B") is OTHERS
    assert rules.category("hate") is HARM
    assert rules.category("violence") is None


@pytest.mark.parametrize(
    ("severity", "action"),
    [
        (Severity.SAFE, Action.ALLOW),
        (Severity.LOW, Action.ANNOTATE),
        (Severity.MEDIUM, Action.ANNOTATE),
        (Severity.HIGH, Action.BLOCK),
    ],
)
def test_harm_is_acted_on_from_a_severity_on(severity: Severity, action: Action):
    assert HARM.action(severity) is action
