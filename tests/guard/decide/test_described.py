"""Entities and topics that a policy describes itself: what loads, and what is told of the rest."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guard.decide.load import load
from guard.decide.policy import Policy
from guard.errors import PolicyError
from guard.types import Direction

from .conftest import KNOWN

Load = Callable[..., Policy]
Problems = Callable[..., list[str]]
RE2 = "expected a regular expression in RE2 syntax: no lookaround, no backreference"


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        ("{name: A}", "entities.0: expected one of regex, file and list"),
        ("{name: A, regex: x, list: [y]}", "entities.0: expected one of regex, file and list"),
        ("{name: a, regex: x}", "entities.0.name: unknown value `a`"),
        ("{name: US_SSN, regex: x}", "entities.0.name: `US_SSN` is the name of another entity too"),
        ("{name: A, regex: '(?=x)y'}", f"entities.0.regex: {RE2}"),
        ("{name: A, regex: '(x)\\1'}", f"entities.0.regex: {RE2}"),
        ("{name: A, regex: 'x*'}", "entities.0.regex: expected a pattern that matches no empty text"),
        ("{name: A, list: []}", "entities.0: expected 1 to 1000 words"),
        ("{name: A, file: nobody.txt}", "entities.0.file: expected a readable UTF-8 file of one word a line"),
        ("{name: A, regex: x, score: 2}", "entities.0.score: unknown value `2`"),
        ("{name: A, regex: x, action: block}", "entities.0.action: unknown key `action`"),
    ],
)
def test_a_mistake_in_an_own_entity_is_told(problems: Problems, entity: str, said: str):
    told = problems(f"policy: p\nentities:\n  - {entity}\n")
    assert told[0].startswith(f"p.yaml:3: {said}")
    assert len(told) == 1


def test_own_entities_can_be_named_and_are_found_by_every(policy: Load):
    made = policy(
        "policy: p\nprompt: {entities: {PROJECT_CODE: block, '*': annotate}}\n"
        "entities:\n  - {name: PROJECT_CODE, regex: 'PRJ-[0-9]{6}', context: [ticket]}\n"
        "  - {name: CLIENT_NAME, file: clients.txt, score: 0.9}\n",
        clients_txt="# ours\nInitech\nInitech Labs\n",
    )
    code, client = made.customs
    assert (code.name, code.pattern, code.score, code.context) == (
        "PROJECT_CODE",
        "PRJ-[0-9]{6}",
        0.8,
        ("ticket",),
    )
    assert (client.score, client.pattern) == (0.9, r"\b(?:Initech\ Labs|Initech)\b")
    assert "CLIENT_NAME" in made.never_record
    assert any(path.name == "clients.txt" for path in made.files)


def test_another_file_cannot_describe_the_same_entity_otherwise(problems: Problems):
    (told,) = problems(
        "policy: p\nextends: [o.yaml]\nentities: [{name: CODE, regex: never}]\n",
        o_yaml="policy: o\nprompt: {entities: {CODE: {action: block, floor: true}}}\nentities: [{name: CODE, regex: x}]\n",
    )
    assert told == "p.yaml:3: entities.0.name: `CODE` is the name of another entity too"


LISTS = "examples: [one, two, three], not: [four, five, six]"


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("{id: a, action: block, examples: [one, two], not: [four, five, six]}", "topics.0.examples: expected 3 to 200 different sentences"),
        ("{id: a, action: block, examples: [one, one, one], not: [four, five, six]}", "topics.0.examples: expected 3 to 200 different sentences"),
        ("{id: a, action: block, examples: [one, two, three]}", "topics.0.not: expected either a list, or not_file"),
        ("{id: a, action: block, examples_file: nobody.txt, not: [four, five, six]}", "topics.0.examples_file: expected a readable UTF-8 file of one sentence a line"),
        ("{id: a, action: redact, " + LISTS + "}", "topics.0.action: unknown value `redact`: expected annotate or block"),
        ("{id: A, action: block, " + LISTS + "}", "topics.0.id: unknown value `A`"),
        ("{id: a, action: block, directions: [], " + LISTS + "}", "topics.0.directions"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_topic_is_told(problems: Problems, topic: str, said: str):
    (told,) = problems(f"policy: p\ntopics:\n  - {topic}\n")
    assert told.startswith(f"p.yaml:3: {said}")


def test_a_topic_has_a_rule_of_its_own(policy: Load):
    made = policy(f"policy: p\ntopics: [{{id: rivals, action: block, directions: [prompt], {LISTS}}}]\n")
    (topic,) = made.topics
    assert (topic.id, topic.rule.id, topic.rule.min_score) == ("rivals", "topics.rivals", 0.5)
    assert (topic.examples, topic.negatives) == (("one", "two", "three"), ("four", "five", "six"))
    assert topic.directions == {Direction.PROMPT}


def test_what_cannot_be_told_apart_is_told_by_number(folder: Path):
    (folder / "p.yaml").write_text(f"policy: p\ntopics:\n - {{id: rivals, action: block, {LISTS}}}\n")
    known = replace(
        KNOWN, doubts=lambda *_: [("examples", 1, "expected words"), ("not", None, "expected others")]
    )
    with pytest.raises(PolicyError) as refused:
        load(folder / "p.yaml", known, folder / "packs")
    assert [each.partition("p.yaml:")[2] for each in refused.value.problems] == [
        "3: topics.0.examples.1: expected words",
        "3: topics.0.not: expected others",
    ]
