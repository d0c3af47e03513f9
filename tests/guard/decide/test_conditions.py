"""Mistakes in rules under conditions: each with its line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guard.decide.load import load
from guard.decide.policy import Policy
from guard.errors import PolicyError
from guard.types import Direction

from .conftest import KNOWN

Problems = Callable[..., list[str]]
RULE = "prompt: {entities: {US_SSN: block}}"
ROUTES = {"chat": frozenset(Direction), "speech": frozenset({Direction.PROMPT}), "count": frozenset()}


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ("{id: a, " + RULE + "}", "when.0: expected routes, models, apps or if: what holds always stands outside"),
        ("{id: a, apps: [x]}", "when.0: expected rules under prompt or completion"),
        ("{id: A, apps: [x], " + RULE + "}", "when.0.id: unknown value `A`"),
        ("{apps: [x], " + RULE + "}", "when.0.id: missing"),
        ("{id: a, models: ['*gpt'], " + RULE + "}", "when.0.models.0: unknown value `*gpt`"),
        ("{id: a, if: 'a b', " + RULE + "}", "when.0.if: expected an expression in CEL"),
        ("{id: a, if: 'team', " + RULE + "}", "when.0.if: unknown variable `team`: expected app, labels, model, route"),
        ("{id: a, apps: [x], prompt: {entities: {NOBODY: block}}}", "when.0.prompt.entities.NOBODY: unknown entity `NOBODY`"),
        ("{id: a, apps: [x], prompt: {categories: {hate: {}}}}", "when.0.prompt.categories.hate: expected annotate"),
        ("{id: a, apps: [x], prompt: {entities: {US_SSN: {action: block, floor: true}}}}", "when.0.prompt.entities.US_SSN.floor: has no effect under a condition"),
        ("{id: a, apps: [x], words: []}", "when.0.words: unknown key `words`: expected one of apps, completion, id, if, models, prompt, routes"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(problems: Problems, overlay: str, said: str):
    (told,) = problems(f"policy: p\nwhen:\n  - {overlay}\n")
    assert told.startswith(f"p.yaml:3: {said}")


def test_two_conditions_of_one_id_are_told(problems: Problems):
    (told,) = problems(
        f"policy: p\nwhen:\n - {{id: a, apps: [x], {RULE}}}\n - {{id: a, apps: [y], {RULE}}}\n"
    )
    assert told == "p.yaml:4: when.1.id: `a` is the id of another condition too"


def made(folder: Path, overlay: str) -> Policy:
    (folder / "p.yaml").write_text(f"policy: p\nwhen:\n  - {overlay}\n")
    return load(folder / "p.yaml", replace(KNOWN, rewritable=ROUTES), folder / "packs")


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ("{id: a, routes: [chats], " + RULE + "}", "when.0.routes.0: unknown route `chats`: expected one of chat, count, speech"),
        ("{id: a, routes: [chat, speech], completion: {entities: {US_SSN: redact}}}", "nothing can be rewritten in a completion of `speech`"),
        ("{id: a, routes: [count], prompt: {entities: {US_SSN: {action: redact, operator: pseudonym}}}}", "nothing can be rewritten in a prompt of `count`"),
        ("{id: a, routes: [count], prompt: {categories: {hate: {redact: low}}}}", "prompt.categories.hate: nothing can be rewritten"),
    ],
)  # fmt: skip
def test_what_a_route_cannot_do_is_refused(folder: Path, overlay: str, said: str):
    with pytest.raises(PolicyError) as refused:
        made(folder, overlay)
    (told,) = refused.value.problems
    assert said in told


@pytest.mark.parametrize(
    "overlay",
    [
        "{id: a, routes: [speech], prompt: {entities: {US_SSN: redact}}}",
        "{id: a, routes: [count], prompt: {entities: {US_SSN: block}, categories: {hate: {annotate: low}}}}",
        "{id: a, routes: [chat], completion: {entities: {US_SSN: redact}}}",
        "{id: a, apps: [x], completion: {entities: {US_SSN: redact}}}",
    ],
)
def test_what_it_can_do_loads(folder: Path, overlay: str):
    assert made(folder, overlay).conditional


def test_what_a_rule_under_a_condition_waits_for_must_be_acted_on(problems: Problems):
    rule = "{LOCATION: {action: block, only_with: [PERSON]}%s}"
    overlay = "policy: p\nstream: {hold: %s}\nwhen:\n - {id: a, apps: [x], %s: {entities: %s}}\n"
    (told,) = problems(overlay % ("all", "prompt", rule % ""))
    assert told.startswith(
        "p.yaml:4: when.0.prompt.entities.LOCATION: only_with: expected an action on PERSON"
    )
    (told,) = problems(overlay % ("sentence", "completion", rule % ", PERSON: block"))
    assert told.endswith("only_with needs the whole of a completion: expected stream.hold all")


def test_it_may_be_acted_on_outside(policy: Callable[..., Policy]):
    made = policy(
        "policy: p\nprompt: {entities: {PERSON: redact}}\n"
        "when: [{id: a, apps: [x], prompt: {entities: {LOCATION: {action: block, only_with: [PERSON]}}}}]\n"
    )
    assert made.conditional
