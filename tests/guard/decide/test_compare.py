"""Which rule is stricter: a partial order, in every respect that a rule has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.decide.compare import strictest, weaker
from guard.decide.rules import CategoryRule, EntityRule
from guard.types import Action, Operator, Rewrite, Severity

NAMES = st.frozensets(st.sampled_from(["PERSON", "EMAIL_ADDRESS"]))
SCORES = st.sampled_from([0.0, 0.4, 0.9])
REWRITES = st.builds(Rewrite, st.sampled_from(Operator), st.integers(0, 2))
ENTITIES = st.builds(EntityRule, st.sampled_from("abc"), st.sampled_from(Action), REWRITES, SCORES, NAMES)
LEVELS = st.dictionaries(
    st.sampled_from([Action.ANNOTATE, Action.REDACT, Action.BLOCK]),
    st.sampled_from([Severity.LOW, Severity.MEDIUM, Severity.HIGH]),
).map(lambda levels: tuple(sorted(levels.items())))
HARMS = st.builds(CategoryRule, st.sampled_from("abc"), LEVELS, SCORES)
SAME_KIND = st.lists(ENTITIES, min_size=1, max_size=4) | st.lists(HARMS, min_size=1, max_size=4)


def entity(
    action: Action, operator: Operator = Operator.REPLACE, keep: int = 0, score: float = 0.4, beside: str = ""
) -> EntityRule:
    return EntityRule("r", action, Rewrite(operator, keep), score, frozenset(beside.split()))


BLOCK, REDACT, ANNOTATE, ALLOW = Action.BLOCK, Action.REDACT, Action.ANNOTATE, Action.ALLOW


@pytest.mark.parametrize(
    ("rule", "than", "said"),
    [
        (entity(ANNOTATE), entity(BLOCK), "annotate is weaker than block"),
        (entity(ALLOW), entity(ANNOTATE), "allow is weaker than annotate"),
        (entity(BLOCK, score=0.9), entity(BLOCK), "min_score 0.9 is weaker than 0.4"),
        (entity(BLOCK, beside="PERSON"), entity(BLOCK), "only_with PERSON is weaker than always"),
        (entity(BLOCK, beside="PERSON"), entity(BLOCK, beside="PERSON AGE"), "only_with PERSON is weaker than AGE or PERSON"),
        (entity(REDACT, Operator.HASH), entity(REDACT), "hash shows more than replace"),
        (entity(REDACT, Operator.MASK, 4), entity(REDACT, Operator.MASK), "mask with keep_last 4 shows more than mask"),
        (entity(REDACT, Operator.MASK), entity(REDACT, Operator.PSEUDONYM), "mask shows more than pseudonym"),
    ],
)  # fmt: skip
def test_what_is_weaker_is_said(rule: EntityRule, than: EntityRule, said: str):
    assert weaker(rule, than) == (said,)
    assert weaker(than, rule) == ()


@pytest.mark.parametrize(
    ("rule", "than"),
    [
        (entity(BLOCK), entity(REDACT)),
        (entity(BLOCK), entity(ALLOW, score=0.0)),
        (entity(ALLOW, score=0.9), entity(ALLOW)),
        (entity(REDACT, Operator.DROP), entity(REDACT)),
        (entity(REDACT, Operator.SYNTHETIC), entity(REDACT, Operator.HASH)),
        (entity(BLOCK, beside="PERSON AGE"), entity(BLOCK, beside="PERSON")),
        (entity(BLOCK, Operator.MASK, 4), entity(REDACT)),
    ],
)
def test_what_is_as_strict_is_not_weaker(rule: EntityRule, than: EntityRule):
    assert weaker(rule, than) == ()


@pytest.mark.parametrize(
    ("rule", "than", "said"),
    [
        (((BLOCK, Severity.HIGH),), ((BLOCK, Severity.MEDIUM),), ("allow from medium is weaker than block",)),
        (
            ((ANNOTATE, Severity.LOW),),
            ((BLOCK, Severity.HIGH),),
            ("annotate from high is weaker than block",),
        ),
        ((), ((ANNOTATE, Severity.LOW),), ("allow from low is weaker than annotate",)),
        (((BLOCK, Severity.LOW),), ((ANNOTATE, Severity.LOW), (BLOCK, Severity.HIGH)), ()),
        (((BLOCK, Severity.MEDIUM),), (), ()),
    ],
)
def test_harm_is_compared_at_every_severity(
    rule: tuple[tuple[Action, Severity], ...],
    than: tuple[tuple[Action, Severity], ...],
    said: tuple[str, ...],
):
    assert weaker(CategoryRule("r", rule, 0.0), CategoryRule("t", than, 0.0)) == said


def test_rules_that_differ_may_each_be_weaker():
    one, other = entity(BLOCK, score=0.9), entity(REDACT, score=0.1)
    assert weaker(one, other)
    assert weaker(other, one)


def test_the_strictest_of_rules_that_differ_is_made_of_all():
    one, other = entity(BLOCK, score=0.9), entity(REDACT, Operator.HASH, score=0.1)
    assert strictest([one, other]) == EntityRule("r", BLOCK, Rewrite(Operator.HASH), 0.1)


def test_rules_of_two_kinds_are_not_compared():
    with pytest.raises(TypeError, match="one kind"):
        weaker(entity(BLOCK), CategoryRule("c", (), 0.0))


@given(SAME_KIND)
def test_the_strictest_is_weaker_than_none(rules: list[EntityRule]):
    made = strictest(rules)
    assert [weaker(made, each) for each in rules] == [()] * len(rules)


@given(SAME_KIND, st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(rules: list[EntityRule], random: object):
    before = strictest(rules)
    random.shuffle(rules)
    assert strictest([*rules, rules[0]]) == before


@given(SAME_KIND)
def test_a_rule_is_not_weaker_than_itself(rules: list[EntityRule]):
    assert weaker(rules[0], rules[0]) == ()
    assert strictest(rules[:1]) is rules[0]
