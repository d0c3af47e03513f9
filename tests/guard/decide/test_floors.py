"""Floors: what governs a label, and the message for what is weaker, with both places."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guard.decide.load import load
from guard.decide.policy import Policy
from guard.errors import PolicyError
from guard.types import Action, Direction

from .conftest import KNOWN

Load = Callable[..., Policy]
Problems = Callable[..., list[str]]
BELOW = """policy: floor
stream: {hold: all}
prompt:
  entities:
    US_SSN: {action: block, floor: true}
    LOCATION: {action: redact, only_with: [PERSON], floor: true}
    PERSON: {action: redact, operator: pseudonym}
  categories:
    hate: {annotate: low, block: medium, floor: true}
"""


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ("prompt: {entities: {US_SSN: annotate}}", "p.yaml:3: prompt.entities.US_SSN: annotate is weaker than block, the floor at floor.yaml:5"),
        ("prompt: {entities: {US_SSN: {action: block, min_score: 0.9}}}", "p.yaml:3: prompt.entities.US_SSN: min_score 0.9 is weaker than 0.4, the floor at floor.yaml:5"),
        ("prompt: {entities: {PERSON: allow}}", "p.yaml:3: prompt.entities.PERSON: allow is weaker than redact, the floor at floor.yaml:6"),
        ("prompt: {categories: {hate: {block: high}}}", "p.yaml:3: prompt.categories.hate: allow from low is weaker than annotate, the floor at floor.yaml:9"),
        ("when: [{id: a, apps: [x], prompt: {entities: {US_SSN: redact}}}]", "p.yaml:3: when.0.prompt.entities.US_SSN: redact is weaker than block, the floor at floor.yaml:5"),
    ],
)  # fmt: skip
def test_what_is_weaker_is_refused_with_both_places(problems: Problems, above: str, said: str):
    found = problems(f"policy: p\nextends: [floor.yaml]\n{above}\n", floor_yaml=BELOW)
    assert said in [each.replace("the floor at " + each.partition("the floor at ")[2], "the floor at floor.yaml" + each[each.rfind(":"):]) for each in found]  # fmt: skip


@pytest.mark.parametrize(
    "above",
    [
        "prompt: {entities: {US_SSN: {action: block, min_score: 0.1}}}",
        "prompt: {entities: {LOCATION: block, PERSON: {action: redact, operator: drop}}}",
        "prompt: {categories: {hate: {block: low}}}",
        "when: [{id: a, apps: [x], prompt: {entities: {IBAN_CODE: allow}}}]",
        "when: [{id: a, apps: [x], prompt: {entities: {'*': allow}}}]",
        "prompt: {entities: {IBAN_CODE: allow}}",
        "completion: {entities: {US_SSN: allow}}",
    ],
)
def test_what_is_as_strict_or_governed_by_none_loads(policy: Load, above: str):
    policy(f"policy: p\nextends: [floor.yaml]\n{above}\n", floor_yaml=BELOW)


def test_a_later_min_score_does_not_raise_that_of_a_floor(policy: Load):
    made = policy("policy: p\nextends: [floor.yaml]\nmin_score: 0.9\n", floor_yaml=BELOW)
    rules = made.directions[Direction.PROMPT].entities
    assert {rules[name].min_score for name in ("US_SSN", "LOCATION", "PERSON")} == {0.4}


def test_a_floor_on_every_entity_governs_those_with_no_rule_of_their_own(problems: Problems, policy: Load):
    floor = "policy: floor\nprompt: {entities: {'*': {action: redact, floor: true}, AGE: allow}}\n"
    above = "policy: p\nextends: [floor.yaml]\nprompt:\n entities:\n"
    assert policy(above + "  AGE: allow\n  NRP: block\n", floor_yaml=floor)
    told = problems(above + "  NRP: allow\n  '*': annotate\n", floor_yaml=floor)
    assert [each.partition(", the floor")[0] for each in sorted(told)] == [
        "p.yaml:5: prompt.entities.NRP: allow is weaker than redact",
        "p.yaml:6: prompt.entities.*: annotate is weaker than redact",
    ]


def test_conditions_of_the_floors_own_file_are_held_too(problems: Problems):
    (told,) = problems(
        "policy: p\nprompt: {entities: {US_SSN: {action: block, floor: true}}}\n"
        "when: [{id: a, apps: [x], prompt: {entities: {US_SSN: allow}}}]\n"
    )
    assert told.startswith("p.yaml:3: when.0.prompt.entities.US_SSN: allow is weaker than block")


def test_a_file_between_may_be_stricter_and_is_no_floor(policy: Load):
    made = policy(
        "policy: p\nextends: [mid.yaml]\nprompt: {entities: {US_SSN: annotate}}\n",
        mid_yaml="policy: m\nextends: [floor.yaml]\nprompt: {entities: {US_SSN: block}}\n",
        floor_yaml="policy: f\nprompt: {entities: {US_SSN: {action: annotate, floor: true}}}\n",
    )
    rule = made.directions[Direction.PROMPT].entity("US_SSN")
    assert rule is not None
    assert rule.action is Action.ANNOTATE


def test_a_floor_for_all_policies_holds_what_does_not_extend_it(folder: Path):
    (folder / "floor.yaml").write_text(BELOW)
    weak = folder / "p.yaml"
    weak.write_text("policy: p\nprompt: {entities: {US_SSN: allow}}\n")
    assert load(weak, KNOWN, folder / "packs").id == "p"
    with pytest.raises(
        PolicyError, match=r"p\.yaml:2: .*allow is weaker than block, the floor at .*floor\.yaml:5"
    ):
        load(weak, KNOWN, folder / "packs", folder / "floor.yaml")
    weak.write_text("policy: p\nprompt: {entities: {IBAN_CODE: allow}}\n")
    made = load(weak, KNOWN, folder / "packs", folder / "floor.yaml")
    assert made.id == "p"
    assert made.directions[Direction.PROMPT].entities["US_SSN"].action is Action.BLOCK


def test_a_floor_of_its_own_place_is_told_in_the_policy(policy: Load):
    made = policy("policy: p\nextends: [floor.yaml]\n", floor_yaml=BELOW)
    held = made.floors[Direction.PROMPT]
    assert set(held) == {"US_SSN", "LOCATION", "PERSON", "hate"}
    assert held["US_SSN"][0].place.endswith("floor.yaml:5")
    assert Direction.COMPLETION not in made.floors
