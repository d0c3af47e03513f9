"""Result rows: exactly the members that the design names, and never a value that had to go."""

import json
from pathlib import Path
from typing import Any

import pytest

from guard.engine import Guard
from guard.results import row
from guard.types import Direction, Text

POLICY = """
policy: p
prompt:
  entities: {EMAIL_ADDRESS: redact, US_SSN: block, URL: annotate, IBAN_CODE: {action: redact, min_score: 1}}
  categories: {harassment: {annotate: low}}
"""
THREAT = "I know where you live and I am going to kill you"
MEMBERS = ["action", "rules", "findings", "harm", "severity", "not_run", "text"]


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    path: Path = tmp_path_factory.mktemp("policy") / "p.yaml"
    path.write_text(POLICY)
    return Guard.load(path, key=b"k" * 32)


def test_a_clean_row(guard: Guard):
    assert row(guard.check("hello")) == {
        "action": "allow",
        "rules": [],
        "findings": [],
        "harm": {},
        "severity": {},
        "not_run": [],
        "text": "hello",
    }


def test_a_redacted_row(guard: Guard):
    assert row(guard.check("😀 mail ann@host.internal")) == {
        "action": "redact",
        "rules": ["prompt.entities.EMAIL_ADDRESS"],
        "findings": [
            {
                "entity": "EMAIL_ADDRESS",
                "start": 7,
                "end": 24,
                "score": 0.5,
                "detector": "presidio/EmailRecognizer",
            }
        ],
        "harm": {},
        "severity": {},
        "not_run": [],
        "text": "😀 mail <EMAIL_ADDRESS>",
    }


def test_a_blocked_row_has_no_text(guard: Guard):
    made = row(guard.check("my ssn is 536-90-4399 and ann@gmail.com"))
    assert (made["action"], made["text"]) == ("block", None)
    assert [each["entity"] for each in made["findings"]] == ["US_SSN", "EMAIL_ADDRESS"]
    assert "536" not in json.dumps(made)


def test_harm_is_told_beside_findings(guard: Guard):
    made = row(guard.check(f"{THREAT}. Signed: ann@gmail.com"))
    assert made["action"] == "redact"
    assert list(made["harm"]) == list(made["severity"]) == ["harassment"]
    assert 0.3 <= made["harm"]["harassment"] <= 1
    assert made["severity"]["harassment"] >= 4
    assert [each["entity"] for each in made["findings"]] == ["EMAIL_ADDRESS"]


@pytest.mark.parametrize(
    "value",
    ["", "hello", "ann@gmail.com", "536-90-4399", "I will kill you", "a\ud800", "see example.com"],
)
@pytest.mark.parametrize("everything", [False, True])
def test_every_row_has_the_same_shape(guard: Guard, value: str, *, everything: bool):
    made = row(guard.check(value), everything=everything)
    assert list(made) == MEMBERS
    for finding in made["findings"]:
        assert list(finding) == ["entity", "start", "end", "score", "detector"]
        assert 0 <= finding["score"] <= 1
        assert isinstance(finding["start"], int)
    assert set(made["severity"]) == set(made["harm"])
    assert set(made["severity"].values()) <= {0, 2, 4, 6}
    assert json.loads(json.dumps(made)) == made


def labels(made: dict[str, Any]) -> set[str]:
    return {each["entity"] for each in made["findings"]}


def test_everything_lists_what_no_rule_acts_on(guard: Guard):
    text = f"{THREAT}. Signed: ann@gmail.com"
    assert labels(row(guard.check(text))) == {"EMAIL_ADDRESS"}
    assert labels(row(guard.check(text), everything=True)) == {"EMAIL_ADDRESS", "URL", "harassment"}


def test_scores_are_rounded(guard: Guard):
    made = row(guard.check("my ssn is 536-90-4399"), everything=True)
    assert all(round(each["score"], 4) == each["score"] for each in made["findings"])


def test_a_row_is_about_one_text_of_several(guard: Guard):
    texts = [Text("/0", "ann@gmail.com"), Text("/1", THREAT), Text("/2", "hi")]
    made = guard.screen(texts, Direction.PROMPT)
    rows = [row(made, index) for index in range(3)]
    assert [labels(each) for each in rows] == [{"EMAIL_ADDRESS"}, set(), set()]
    assert [list(each["harm"]) for each in rows] == [[], ["harassment"], []]
    assert [each["text"] for each in rows] == ["<EMAIL_ADDRESS>", THREAT, "hi"]
    assert {each["action"] for each in rows} == {"redact"}


def test_what_did_not_run_is_told_of_its_text_and_of_all(guard: Guard):
    class Broken:
        name = "broken"
        labels = frozenset({"X"})

        def detect(self, index: int, text: Text) -> list[Any]:
            if index == 1:
                raise ValueError(text.value)
            return []

    from guard.screen import Rules, screen

    rules = Rules(guard.policy, dict.fromkeys(Direction, (Broken(),)), b"k" * 32)
    made = screen([Text("/0", "a"), Text("/1", "b")], rules, Direction.PROMPT)
    assert row(made, 0)["not_run"] == []
    assert row(made, 1)["not_run"] == [{"detector": "broken", "reason": "error"}]
    assert row(made, 0)["action"] == "block"
