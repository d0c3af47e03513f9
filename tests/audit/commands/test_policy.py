"""`audit policy`: one asks, another approves, and both steps are on record."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from audit.approvals import missing
from audit.keyfile import APPROVER, FLOOR, REVIEWER, create, retire, unlock
from audit.trust import load_ring

Audit = Callable[..., Result]
Refusal = Callable[..., str]
PHRASE = "plum orbit lantern"
DIGEST = "ab" * 32
ASK = ("policy", "request", DIGEST, "--reason", "tuning", "--name", "acme-health")


@pytest.fixture
def home(home: Path) -> Path:
    """Ana reviews and approves; Rex only reviews, Bea only approves."""
    admins = [unlock(home / "officer-ana.key", PHRASE).signer("ana")]
    create(home, "rex", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=(REVIEWER,))
    create(home, "bea", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=(APPROVER,))
    return home


@pytest.fixture
def key(home: Path) -> Callable[[str], tuple[str, str]]:
    return lambda officer: ("--key", str(home / f"officer-{officer}.key"))


Key = Callable[[str], tuple[str, str]]


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_asks_and_another_approves(audit: Audit, key: Key) -> None:
    assert "waits for approval by another officer" in done(audit(*ASK, *key("rex")))
    (line,) = done(audit("policy", "list", "--json")).splitlines()
    shown = json.loads(line)
    assert (shown["policy"], shown["state"], shown["approvers"]) == (DIGEST, "waits for approval", [])
    said = done(audit("policy", "approve", DIGEST[:8], *key("bea")))
    assert "acme-health abababababab, asked for" in said
    assert "approved by bea" in said
    assert json.loads(done(audit("policy", "list", "--json")))["state"] == "approved"
    assert "acme-health" in done(audit("policy", "list"))


def test_both_steps_are_on_record_and_signed(audit: Audit, key: Key) -> None:
    done(audit(*ASK, *key("rex")))
    done(audit("policy", "approve", DIGEST, *key("bea")))
    kinds = [json.loads(line) for line in done(audit("list", "--json")).splitlines()]
    steps = [(each["officer"], each["step"], each["about"]) for each in kinds if each["kind"] == "decide"]
    assert sorted(steps) == [("bea", "approved", "policy"), ("rex", "requested", "policy")]
    assert audit("verify").exit_code == 0


def test_nobody_approves_alone_or_without_a_say(audit: Audit, refusal: Refusal, key: Key) -> None:
    done(audit(*ASK, *key("ana")))
    assert "four eyes" in audit("policy", "approve", DIGEST, *key("ana")).stderr
    assert "not an approver" in audit("policy", "approve", DIGEST, *key("rex")).stderr
    assert json.loads(done(audit("policy", "list", "--json")))["state"] == "waits for approval"


def test_what_cannot_be_is_refused(audit: Audit, refusal: Refusal, key: Key) -> None:
    assert "no policy whose approval" in refusal("policy", "approve", "ab", *key("bea"))
    assert "policy: expected" in refusal("policy", "request", "short", "--reason", "x", *key("rex"))
    done(audit(*ASK, *key("rex")))
    assert "asked for already" in refusal(*ASK, *key("bea"))


def test_a_step_that_cannot_be_put_on_record_is_not_taken(
    audit: Audit, home: Path, refusal: Refusal, key: Key
) -> None:
    refusal(*ASK, "--store", str(home / "no" / "such" / "folder.sqlite"), *key("rex"))
    assert done(audit("policy", "list", "--json")) == ""


def test_what_was_changed_is_shown_so(audit: Audit, home: Path, key: Key) -> None:
    done(audit(*ASK, *key("rex")))
    (path,) = (home / "policies").glob("*.json")
    path.write_text(path.read_text().replace("acme-health", "acme-wealth"))
    assert json.loads(done(audit("policy", "list", "--json")))["state"].startswith("invalid")


def test_an_approver_sees_what_takes_the_place_of_what(audit: Audit, key: Key) -> None:
    done(audit(*ASK, "--prior", "cd" * 32, "--tests", "34-passed", "--ticket", "T-1", *key("rex")))
    said = done(audit("policy", "approve", DIGEST, *key("bea")))
    assert "in place of cdcdcdcdcdcd, tests 34-passed, asked for " in said
    assert "by rex for tuning (T-1)" in said


@pytest.mark.parametrize("officer", ["rex", "bea", "ana"])
def test_who_asked_and_every_approver_may_end_it(
    audit: Audit, refusal: Refusal, key: Key, home: Path, officer: str
) -> None:
    done(audit(*ASK, *key("rex")))
    done(audit("policy", "approve", DIGEST, *key("bea")))
    assert done(audit("policy", "revoke", DIGEST[:8], *key(officer))) == "abababababab: revoked\n"
    assert json.loads(done(audit("policy", "list", "--json")))["state"] == "revoked"
    assert missing(home, DIGEST, load_ring(home, 0)) == "its approval was revoked"
    assert "revoked before" in refusal("policy", "revoke", DIGEST, *key(officer))
    assert "request it anew" in audit("policy", "approve", DIGEST, *key("ana")).stderr
    assert audit("verify").exit_code == 0


def test_another_reviewer_may_not_end_it(audit: Audit, refusal: Refusal, key: Key, home: Path) -> None:
    done(audit(*ASK, *key("rex")))
    admins = [unlock(home / "officer-ana.key", PHRASE).signer("ana")]
    create(home, "una", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=(REVIEWER,))
    assert "neither an approver nor" in refusal("policy", "revoke", DIGEST, *key("una"))
    assert json.loads(done(audit("policy", "list", "--json")))["state"] == "waits for approval"


def test_what_was_ended_can_be_asked_for_anew(audit: Audit, key: Key, home: Path) -> None:
    for _ in range(2):
        done(audit(*ASK, *key("rex")))
        done(audit("policy", "approve", DIGEST, *key("bea")))
        assert missing(home, DIGEST, load_ring(home, 0)) == ""
        done(audit("policy", "revoke", DIGEST, *key("rex")))
        assert missing(home, DIGEST, load_ring(home, 0)) != ""
    assert audit("verify").exit_code == 0


def test_what_nobody_can_approve_any_more_can_be_asked_for_anew(audit: Audit, key: Key, home: Path) -> None:
    done(audit(*ASK, *key("rex")))
    retire(home, "rex", [unlock(home / "officer-ana.key", PHRASE).signer("ana")])
    assert "not in the ring" in audit("policy", "approve", DIGEST, *key("bea")).stderr
    done(audit(*ASK, *key("ana")))
    done(audit("policy", "approve", DIGEST, *key("bea")))
    assert missing(home, DIGEST, load_ring(home, 0)) == ""


@pytest.mark.parametrize("verb", ["approve", "revoke"])
def test_no_later_step_is_taken_that_cannot_be_put_on_record(
    audit: Audit, home: Path, key: Key, verb: str
) -> None:
    done(audit(*ASK, *key("rex")))
    before = {path: path.read_bytes() for path in (home / "policies").iterdir()}
    away = audit("policy", verb, DIGEST, "--store", str(home / "no" / "such.sqlite"), *key("bea"))
    assert away.exit_code == 1
    assert {path: path.read_bytes() for path in (home / "policies").iterdir()} == before
