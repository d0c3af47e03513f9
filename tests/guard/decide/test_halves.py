"""The rules of a direction after each file: shared where they are the same, with the scores of their files."""

from collections.abc import Callable

from guard.decide.policy import Policy
from guard.types import Direction

Load = Callable[..., Policy]
BASE = "policy: b\nprompt: {entities: {US_SSN: block, IBAN_CODE: {action: block, floor: true}}}\n"


def test_policies_that_extend_the_same_share_its_rules(policy: Load):
    one = policy("policy: p\nextends: [b.yaml]\nprompt: {entities: {AGE: block}}\n", b_yaml=BASE)
    other = policy("policy: q\nextends: [b.yaml]\nprompt: {entities: {NRP: block}}\n", b_yaml=BASE)
    rules = [each.directions[Direction.PROMPT].entities for each in (one, other)]
    assert rules[0]["US_SSN"] is rules[1]["US_SSN"]
    assert "AGE" not in rules[1]


def test_a_later_min_score_counts_for_all_that_say_none_but_floors(policy: Load):
    made = policy("policy: p\nextends: [b.yaml]\nmin_score: 0.7\n", b_yaml=BASE)
    rules = made.directions[Direction.PROMPT].entities
    assert (rules["US_SSN"].min_score, rules["IBAN_CODE"].min_score) == (0.7, 0.4)


def test_a_later_min_score_that_is_lower_counts_for_floors_too(policy: Load):
    made = policy("policy: p\nextends: [b.yaml]\nmin_score: 0.1\n", b_yaml=BASE)
    assert made.directions[Direction.PROMPT].entities["IBAN_CODE"].min_score == 0.1


def test_a_file_without_rules_changes_none(policy: Load):
    made = policy("policy: p\nextends: [b.yaml]\nmode: enforce\n", b_yaml=BASE)
    assert (
        made.directions[Direction.PROMPT]
        is policy("policy: q\nextends: [b.yaml]\n").directions[Direction.PROMPT]
    )
