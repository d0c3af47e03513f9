"""What the files of a policy come to, and the digest of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guard.decide.load import load
from guard.decide.policy import Policy
from guard.types import Action, Direction

from .conftest import KNOWN

Load = Callable[..., Policy]
TEXT = """policy: p
entities: [{name: CODE, file: codes.txt}]
topics: [{id: t, action: block, examples_file: topic.txt, not: [four, five, six]}]
when: [{id: a, apps: [x], prompt: {entities: {CODE: block}}}]
"""
FILES = {"codes_txt": "one\n", "topic_txt": "first\nsecond\nthird\n"}


def test_the_same_files_have_the_same_digest_whatever_their_layout(policy: Load):
    assert policy(TEXT, **FILES).digest == policy("# ours\n" + TEXT.replace(": [", ":  ["), **FILES).digest


@pytest.mark.parametrize(
    ("text", "files"),
    [
        (TEXT, {**FILES, "codes_txt": "two\n"}),
        (TEXT, {**FILES, "topic_txt": "first\nsecond\nfourth\n"}),
        (TEXT.replace("apps: [x]", "apps: [y]"), FILES),
        (TEXT.replace("CODE: block", "CODE: {action: block, min_score: 0.3}"), FILES),
        (TEXT + "allow: [{entity: CODE, values: [one], validated: true}]\n", FILES),
    ],
)
def test_what_decides_changes_the_digest(policy: Load, text: str, files: dict[str, str]):
    assert policy(text, **files).digest != policy(TEXT, **FILES).digest


def test_versions_of_what_finds_change_the_digest(folder: Path):
    path = folder / "p.yaml"
    path.write_text("policy: p\n")
    found = {load(path, replace(KNOWN, versions={"encoder": each}), folder).digest for each in ("a", "b")}
    assert len(found) == 2


def test_conditions_of_all_files_are_collected_and_a_later_one_of_the_same_id_wins(policy: Load):
    rule = "prompt: {entities: {AGE: %s}}"
    made = policy(
        f"policy: p\nextends: [o.yaml]\nwhen: [{{id: a, apps: [x], {rule % 'allow'}}}]\n",
        o_yaml=f"policy: o\nwhen: [{{id: a, apps: [y], {rule % 'block'}}}, {{id: b, apps: [z], {rule % 'block'}}}]\n",
    )
    assert [(each.id, sorted(each.apps), each.layer) for each in made.overlays] == [
        ("a", ["x"], 1),
        ("b", ["z"], 0),
    ]
    rule_of_a = made.overlays[0].directions[Direction.PROMPT].entity("AGE")
    assert rule_of_a is not None
    assert rule_of_a.action is Action.ALLOW
