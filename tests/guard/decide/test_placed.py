"""Where rules stand, and which one decides about a label."""

from collections.abc import Callable
from pathlib import Path

import pytest

from guard.decide import placed
from guard.decide.layers import Layer, chain
from guard.decide.placed import Names
from guard.decide.policy import Policy
from guard.decide.when import Context
from guard.errors import PolicyError

POLICY = """policy: p
extends: [first]
prompt:
  entities:
    US_SSN: {action: block, floor: true}
    '*': redact
    PERSON: allow
  categories: {hate: {block: low}}
words: [{id: names, list: [falcon], action: block}]
allow: [{entity: AGE, values: ['7']}]
on_not_run: {lexicon: allow}
when:
  - {id: bot, apps: [bot], prompt: {entities: {PERSON: annotate}}}
"""
NAMES = Names({"who/*": ["PERSON"]}, {"US_SSN": ["ours/ssn"], "PERSON": ["encoder"]})


@pytest.fixture
def made(folder: Path, policy: Callable[..., Policy]) -> tuple[Policy, list[Layer]]:
    return policy(POLICY), chain(folder / "p.yaml", folder / "packs").layers


def lines(folder: Path, found: object) -> list[str]:
    return [each.replace(f"{folder}/", "") for each in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rule", "stands"),
    [
        ("prompt.entities.US_SSN", ["packs/first.yaml:2", "p.yaml:5"]),
        ("prompt.entities.*", ["p.yaml:6"]),
        ("prompt.categories.hate", ["p.yaml:8"]),
        ("prompt.categories.hate~0123abcd", ["p.yaml:8"]),
        ("words.names", ["p.yaml:9"]),
        ("allow.AGE.0@p", ["p.yaml:10"]),
        ("on_not_run.lexicon", ["p.yaml:11"]),
        ("when.bot.prompt.entities.PERSON", ["p.yaml:13"]),
        ("completion.entities.US_SSN", []),
        ("prompt.nothing.US_SSN", []),
        ("allow.AGE.1@p", []),
        ("words.others", []),
        ("when.bot", []),
        ("", []),
    ],
)
def test_a_rule_stands_somewhere(
    folder: Path, made: tuple[Policy, list[Layer]], rule: str, stands: list[str]
):
    assert lines(folder, placed.places(made[1], rule)) == stands


def test_a_rule_is_told_with_what_it_takes_the_place_of(folder: Path, made: tuple[Policy, list[Layer]]):
    assert lines(folder, placed.rule(*made, "prompt.entities.US_SSN", NAMES)) == [
        "prompt.entities.US_SSN: block from score 0.4",
        "  stands at p.yaml:5",
        "  in the place of what is said at packs/first.yaml:2",
        "  counts before *",
        "  held by the floor at p.yaml:5: block from score 0.4, or stricter",
        "  found by ours/ssn",
    ]
    told = lines(folder, placed.rule(*made, "prompt.entities.*", NAMES))
    assert told[2:] == [
        "  decides about all that has no rule of its own",
        "  gives way to IBAN_CODE, PERSON, US_SSN",
    ]
    assert "  where app bot: annotate from score 0.4 (when.bot.prompt.entities.PERSON, p.yaml:13)" in lines(
        folder, placed.rule(*made, "prompt.entities.PERSON", NAMES)
    )
    assert (
        lines(folder, placed.rule(*made, "when.bot.prompt.entities.PERSON", NAMES))[-1]
        == "  holds where app bot"
    )
    assert lines(folder, placed.rule(*made, "words.names", NAMES)) == [
        "words.names: block from score 0.4",
        "  stands at p.yaml:9",
    ]


def test_a_rule_that_decides_nothing_says_so(folder: Path, policy: Callable[..., Policy]):
    policy("policy: p\nprompt: {entities: {PERSON: block}}")
    layers = chain(folder / "p.yaml", folder / "packs").layers
    other = policy("policy: p\nprompt: {entities: {AGE: block}}")
    assert "decides about nothing" in str(list(placed.rule(other, layers, "prompt.entities.PERSON", NAMES)))


def test_a_label_is_decided_by_one_rule(folder: Path, made: tuple[Policy, list[Layer]]):
    assert lines(folder, placed.label(*made, "PERSON", NAMES)) == [
        "prompt: PERSON: left alone, by its name (prompt.entities.PERSON, p.yaml:7)",
        "  where app bot: annotate from score 0.4 (when.bot.prompt.entities.PERSON, p.yaml:13)",
        "completion: PERSON is left alone: no rule names it",
        "found by encoder",
    ]
    policy = made[0].under(Context(app="bot"))
    assert lines(folder, placed.label(policy, made[1], "PERSON", NAMES))[0] == (
        "prompt: PERSON: annotate from score 0.4, by its name (when.bot.prompt.entities.PERSON, p.yaml:13)"
    )
    names = Names(detectors={"AGE": ["encoder"]})
    assert lines(folder, placed.label(*made, "AGE", names))[0] == (
        "prompt: AGE: redact by replace from score 0.4, by '*' (prompt.entities.*, p.yaml:6)"
    )
    assert "allowed by allow.AGE.0@p" in list(placed.label(*made, "AGE", names))
    assert next(placed.label(*made, "hate", NAMES)).startswith("prompt: hate: block from low, by its name")


@pytest.mark.parametrize("rule", ["prompt.entities.PERSN", "x", "completion.entities.US_SSN", ""])
def test_an_unknown_rule_is_refused(made: tuple[Policy, list[Layer]], rule: str):
    with pytest.raises(PolicyError, match="unknown rule"):
        list(placed.rule(*made, rule, NAMES))


@pytest.mark.parametrize("name", ["PERSN", "*", ""])
def test_an_unknown_label_is_refused(made: tuple[Policy, list[Layer]], name: str):
    with pytest.raises(PolicyError, match="unknown entity or category"):
        list(placed.label(*made, name, NAMES))
