"""`guard policy` as a person runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from ran import Ran

from guard.commands.policy import rare as rare_entities

MAIL = "jane.doe@example.org"


def test_policy_commands(run: Callable[..., Ran]) -> None:
    assert run("policy", "check", "default").stdout.startswith("ok default@")
    assert "secret/*: block from score 0.4" in run("policy", "explain", "default").stdout
    why = run("policy", "explain", "default", "--text", f"mail {MAIL}").stdout
    assert "prompt.entities.EMAIL_ADDRESS" in why
    assert MAIL not in why
    schema = json.loads(run("policy", "schema").stdout)
    assert schema["additionalProperties"] is False
    assert "prompt" in schema["properties"]


def test_a_rule_and_a_label_are_explained(run: Callable[..., Ran]) -> None:
    told = run("policy", "explain", "default", "--rule", "prompt.entities.PERSON").stdout
    assert told.startswith("prompt.entities.PERSON: redact by pseudonym from score 0.5\n  stands at ")
    assert "default.yaml:" in told
    assert "found by encoder" in told
    label = run("policy", "explain", "default", "--label", "US_SSN").stdout
    assert "by '*' (prompt.entities.*, " in label
    why = run("policy", "explain", "default", "--text", f"mail {MAIL}").stdout
    assert "prompt.entities.EMAIL_ADDRESS stands at " in why


def test_what_is_asked_of_a_request_counts(run: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\nprompt: {entities: {EMAIL_ADDRESS: block}}\n"
        "when: [{id: bot, apps: [bot], models: ['m*'], routes: [responses],"
        " prompt: {entities: {EMAIL_ADDRESS: annotate}}}]\n"
    )
    for more in (["--label", "EMAIL_ADDRESS"], ["--text", f"mail {MAIL}"]):
        assert "block" in run("policy", "explain", str(path), *more).stdout.splitlines()[0]
        request = ["--app", "bot", "--model", "m1", "--route", "responses"]
        assert "annotate" in run("policy", "explain", str(path), *more, *request).stdout.splitlines()[0]
    assert "where route responses, model m*, app bot: annotate" in (
        run("policy", "explain", str(path), "--label", "EMAIL_ADDRESS").stdout
    )


@pytest.mark.parametrize(
    "more", [["--rule", "x", "--label", "PERSON"], ["--rule", "prompt.entities.PERSN"], ["--label", "PERSN"]]
)
def test_what_cannot_be_explained_is_refused(run: Callable[..., Ran], more: list[str]) -> None:
    ran = run("policy", "explain", "default", *more)
    assert (ran.returncode, ran.stdout) == (2, "")


def test_policies_are_compared(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("policy: p\nprompt: {entities: {PERSON: redact}}\n")
    (tmp_path / "b.yaml").write_text("policy: p\nprompt: {entities: {PERSON: block}}\n")
    one, two = str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")
    same = run("policy", "diff", one, one)
    assert same.returncode == 0
    assert "no difference" in same.stdout
    up, down = run("policy", "diff", one, two), run("policy", "diff", two, one)
    assert (up.returncode, down.returncode) == (1, 1)
    line = "  prompt: PERSON: redact by replace from score 0.4 -> block from score 0.4"
    assert up.stdout.splitlines()[1:] == ["stricter", line]
    assert down.stdout.splitlines()[1] == "weaker"
    assert run("policy", "diff", one, two, "--fail-on", "weaker").returncode == 0
    assert run("policy", "diff", two, one, "--fail-on", "weaker").returncode == 1
    told = json.loads(run("policy", "diff", one, two, "--json").stdout)
    assert told["stricter"] == [
        {
            "where": "prompt",
            "what": "PERSON",
            "before": "redact by replace from score 0.4",
            "after": "block from score 0.4",
            "labels": ["PERSON"],
        }
    ]
    assert told["weaker"] == told["different"] == []
    assert run("policy", "diff", one, str(tmp_path / "c.yaml")).returncode == 2
    assert run("policy", "diff", one, two, "--fail-on", "nothing").returncode == 2


def test_what_star_does_not_stand_for_counts_where_it_is_named(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "b.yaml").write_text("policy: p\nprompt: {entities: {'*': block}}\n")
    rare = {name for name, codes in rare_entities().items() if "nl" in codes}
    assert rare
    name = min(rare)
    (tmp_path / "a.yaml").write_text(f"policy: p\nprompt: {{entities: {{'*': block, {name}: block}}}}\n")
    ran = run("policy", "diff", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), "--fail-on", "weaker")
    assert ran.returncode == 1
    assert f"prompt: {name}: block from score 0.4 -> nothing" in ran.stdout
