"""`audit keys` and `audit ring`: an officer joins, leaves, and everybody can see who reads."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from audit import keyfile
from audit.errors import KeyFileError
from audit.note import Signer
from audit.record import parse_header
from audit.ring import Ring
from audit.store.sqlite import SqliteStore
from audit.trust import load_admins, load_ring

Audit = Callable[..., Result]
Refusal = Callable[..., str]
ROOT = Path(__file__).parents[3]
PHRASE = "plum orbit lantern"
NEW = ("keys", "new", "--suite", "x25519", "--officer")


def readers(home: Path) -> list[list[str]]:
    return [[reader.officer for reader in group] for group in load_ring(home, 0).active]


def test_a_key_is_made_by_the_module_in_a_process_of_its_own(tmp_path: Path):
    env = {**os.environ, "AUDIT_PASSPHRASE": PHRASE}
    command = [sys.executable, "-m", "audit", "keys", "new", "--dir", str(tmp_path / "g"), "--officer", "ana"]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "ring is now version 1" in ran.stdout
    assert "only key" in ran.stderr
    assert load_ring(tmp_path / "g", 0).suite == "hybrid"
    again = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout) == (1, "")
    assert "never overwritten" in again.stderr
    assert "Traceback" not in again.stderr


def test_the_ring_is_shown_with_its_mode_readers_and_approvers(audit: Audit, home: Path):
    shown = audit("ring", "show")
    assert shown.exit_code == 0
    ring = load_ring(home, 0)
    assert f"tenant default · ring 1 · suite x25519 · solo · {ring.digest}" in shown.stdout
    assert load_admins(home / "admins.json").keys[0].encode() in shown.stdout.replace("\n", "")
    assert ring.groups[0][0].kid in shown.stdout
    assert shown.stdout.endswith("approvers: ana\n")


def test_where_there_is_no_ring_the_way_to_make_one_is_said(refusal: Refusal, home: Path):
    assert "run `audit keys new" in refusal("ring", "show", where=home / "no")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--officer", "a/b"), "officer"),
        (("--officer", "bea", "--suite", "rsa"), "suite"),
        (("--officer", "bea", "--suite", "hybrid"), "of suite x25519"),
        (("--officer", "bea", "--suite", "x25519", "--tenant", "acme"), "another tenant"),
        (
            ("--officer", "bea", "--suite", "x25519", "--role", "admin"),
            "role: expected one of reviewer, approver",
        ),
        (("--officer", "bea", "--suite", "x25519", "--group", "3"), "group: expected from 1 to 2"),
        (("--officer", "bea", "--suite", "x25519", "--group", "0"), "group: expected from 1 to 2"),
    ],
)
def test_a_key_that_does_not_fit_is_not_made(
    refusal: Refusal, home: Path, arguments: tuple[str, ...], message: str
):
    before = (home / "ring.json").read_bytes()
    assert message in refusal("keys", "new", *arguments)
    assert (home / "ring.json").read_bytes() == before
    assert not (home / "officer-bea.key").exists()


def test_the_passphrase_is_asked_for_twice(audit: Audit, refusal: Refusal, monkeypatch: pytest.MonkeyPatch):
    answers = iter([PHRASE, "plum orbit lemon"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert "differ" in refusal(*NEW, "bea", phrase=None)
    answers = iter([PHRASE, PHRASE])
    made = audit(*NEW, "bea", phrase=None)
    assert made.exit_code == 0
    assert "version 2" in made.stdout
    assert "only key" not in made.stderr


def test_admins_are_asked_for_once_they_are_pinned(audit: Audit, home: Path, monkeypatch: pytest.MonkeyPatch):
    ring, given = load_ring(home, 0), []

    def create_with(*_: object, admins: list[Signer], **__: object) -> Ring:
        given.extend(signer.verifier for signer in admins)
        return ring

    monkeypatch.setattr(keyfile, "create", create_with)
    (home / "ring.json").unlink()  # as after a crash between the pin and the ring
    made = audit(*NEW, "bea")
    assert made.exit_code == 0, made.stderr
    assert tuple(given) == load_admins(home / "admins.json").keys


def test_an_approver_reads_nothing_and_is_shown(audit: Audit, home: Path):
    assert audit(*NEW, "bob", "--role", "approver").exit_code == 0
    assert readers(home) == [["ana"]]
    assert [each.name for each in load_ring(home, 0).approvers] == ["ana", "bob"]
    shown = audit("ring", "show").stdout
    assert "solo" in shown
    assert shown.endswith("approvers: ana, bob\n")


def test_an_officer_may_have_both_roles(audit: Audit, home: Path):
    assert audit(*NEW, "bea", "--role", "approver", "--role", "reviewer").exit_code == 0
    assert readers(home) == [["ana", "bea"]]
    assert load_ring(home, 0).approver("bea") is not None


def test_a_reviewer_of_a_second_group_makes_dual_control(audit: Audit, home: Path):
    assert audit(*NEW, "bea", "--group", "2").exit_code == 0
    assert readers(home) == [["ana"], ["bea"]]
    shown = audit("ring", "show").stdout
    assert "2 group(s)" in shown
    assert "solo" not in shown


def test_who_is_retired_is_named_in_the_ring_and_reads_nothing_new(audit: Audit, home: Path):
    assert audit(*NEW, "bea", "--role", "approver", "--role", "reviewer").exit_code == 0
    left = audit("keys", "retire", "--officer", "bea")
    assert left.exit_code == 0, left.stderr
    assert left.stdout == "bea: retired; the ring is now version 3\n"
    assert readers(home) == [["ana"]]
    shown = audit("ring", "show").stdout
    assert "retired" in shown
    assert shown.endswith("approvers: ana\n")


@pytest.mark.parametrize(
    ("officer", "message"), [("ana", "active recipient"), ("eve", "expected one of ana")]
)
def test_nobody_else_and_not_the_last_reader_is_retired(
    refusal: Refusal, home: Path, officer: str, message: str
):
    before = (home / "ring.json").read_bytes()
    assert message in refusal("keys", "retire", "--officer", officer)
    assert (home / "ring.json").read_bytes() == before


def test_a_role_is_known_by_its_name():
    assert [keyfile.role(name) for name in ("reviewer", "approver")] == list(keyfile.ROLES)
    with pytest.raises(KeyFileError, match="role: expected one of reviewer, approver"):
        keyfile.role("admin")


def said(home: Path, kind: str) -> list[str]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        headers = [parse_header(row.hdr) for row in store.in_order("default")]
    return [header.event.said() for header in headers if header.kind == kind]


@pytest.mark.usefixtures("rids")
def test_a_log_that_is_there_says_at_once_that_the_ring_changed(audit: Audit, home: Path):
    assert audit(*NEW, "bea").exit_code == 0
    assert audit("keys", "retire", "--officer", "bea").exit_code == 0
    assert audit("ring", "renew", "--expires", "2099-12-31").exit_code == 0
    assert said(home, "ring") == ["ring 1", "ring 2", "ring 3", "ring 4"]
    assert audit("verify").exit_code == 0


def test_without_a_log_none_is_made(audit: Audit, home: Path):
    assert audit(*NEW, "bea").exit_code == 0
    assert not (home / "audit.sqlite").exists()


@pytest.mark.usefixtures("rids")
def test_a_log_that_is_held_up_is_told_with_its_next_record(audit: Audit, home: Path):
    with closing(sqlite3.connect(home / "audit.sqlite", isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        made = audit(*NEW, "bea")
        db.execute("ROLLBACK")
    assert made.exit_code == 0
    assert "the log does not say so yet" in made.stderr
    assert said(home, "ring") == ["ring 1"]
    assert audit("ring", "renew", "--expires", "2099-12-31").exit_code == 0
    assert said(home, "ring") == ["ring 1", "ring 3"]


def test_a_key_is_of_the_suite_of_the_ring(audit: Audit, home: Path):
    assert audit("keys", "new", "--officer", "bea").exit_code == 0
    assert {reader.suite for group in load_ring(home, 0).groups for reader in group} == {"x25519"}


def test_the_history_shows_every_ring_with_who_reads_and_approves(audit: Audit, home: Path):
    first = load_ring(home, 0).digest[:16]
    assert audit(*NEW, "bea", "--role", "reviewer", "--role", "approver", "--group", "2").exit_code == 0
    assert audit("ring", "renew", "--expires", "2099-12-31").exit_code == 0
    shown = audit("ring", "history").stdout.splitlines()
    lines = [line.replace("│", "").split() for line in shown if line.startswith("│")]
    assert lines == [
        ["1", first, "ana", "ana", "never"],
        ["2", lines[1][1], "ana", "+", "bea", "ana,", "bea", "never"],
        ["3", load_ring(home, 0).digest[:16], "ana", "+", "bea", "ana,", "bea", "2099-12-31"],
    ]


def test_a_ring_is_not_renewed_until_a_day_that_is_over(refusal: Refusal, home: Path):
    assert "expires" in refusal("ring", "renew", "--expires", "2020-01-01")
    assert load_ring(home, 0).version == 1


def test_who_is_retired_and_stays_an_admin_is_told(audit: Audit, home: Path):
    assert audit(*NEW, "bea").exit_code == 0
    assert "ana stays an admin, who can sign rings" in audit("keys", "retire", "--officer", "ana").stderr
