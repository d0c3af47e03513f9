"""`audit search` and `audit erase`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from audit.keyfile import FLOOR, create, unlock
from audit.verify import verify

Audit = Callable[..., Result]


def test_a_persons_records_are_found_however_the_value_is_written(audit: Audit, rids: list[str]):
    for written in ("jane@example.org", " JANE@EXAMPLE.ORG"):
        found = audit("search", f"EMAIL_ADDRESS={written}")
        assert found.exit_code == 0
        assert sorted(found.stdout.split()) == sorted((rids[0], rids[2]))


@pytest.mark.parametrize(
    "subject", ["EMAIL_ADDRESS=nobody@example.org", "PERSON=jane@example.org", "EMAIL_ADDRESS=jane"]
)
def test_what_was_not_recorded_is_not_found(audit: Audit, rids: list[str], subject: str):
    assert rids
    found = audit("search", subject)
    assert (found.exit_code, found.stdout) == (0, "")


@pytest.mark.parametrize("subject", ["jane@example.org", "EMAIL_ADDRESS=", "EMAIL_ADDRESS"])
def test_a_subject_is_a_label_and_a_value(audit: Audit, rids: list[str], subject: str):
    assert rids
    refused = audit("search", subject)
    assert refused.exit_code == 2
    assert "ENTITY=VALUE" in refused.stderr


def test_searching_needs_the_passphrase(audit: Audit, rids: list[str]):
    assert rids
    refused = audit("search", "EMAIL_ADDRESS=jane@example.org", phrase="another one")
    assert refused.exit_code == 1
    assert "wrong passphrase" in refused.stderr


def test_an_officer_who_came_later_finds_what_came_later(audit: Audit, rids: list[str], home: Path):
    assert rids
    admins = [unlock(home / "officer-ana.key", "plum orbit lantern").signer("ana")]
    create(home, "bea", "plum orbit lantern", "x25519", cost=FLOOR, admins=admins)
    found = audit("search", "EMAIL_ADDRESS=jane@example.org", "--key", str(home / "officer-bea.key"))
    assert (found.exit_code, found.stdout) == (0, "")
    before = audit("search", "EMAIL_ADDRESS=jane@example.org", "--key", str(home / "officer-ana.key"))
    assert len(before.stdout.split()) == 2


def test_a_subject_is_erased_and_certified(audit: Audit, rids: list[str], home: Path):
    certificate = home / "certificate.json"
    done = audit("erase", "--subject", "EMAIL_ADDRESS=jane@example.org", "--certificate", str(certificate))
    assert done.exit_code == 0, done.output
    assert "2 records erased" in done.stdout
    said = json.loads(certificate.read_text())
    assert (said["erased"]["n"], said["erased"]["scope"], said["settled"]) == (2, "subject", True)
    assert "jane" not in certificate.read_text().lower()
    assert audit("search", "EMAIL_ADDRESS=jane@example.org").stdout == ""
    refused = audit("open", rids[0])
    assert refused.exit_code == 1
    assert audit("open", rids[1]).exit_code == 0
    assert audit("verify").exit_code == 0
    assert verify(home / "audit.sqlite").logs[0][1].erased == 2


def test_one_record_is_erased_by_its_id_and_once(audit: Audit, rids: list[str]):
    assert "1 records erased" in audit("erase", rids[1]).stdout
    again = audit("erase", rids[1])
    assert again.exit_code == 1
    assert "nothing is left to erase" in again.stderr
    assert audit("verify").exit_code == 0


def test_what_is_older_than_a_day_is_erased(audit: Audit, rids: list[str]):
    today = datetime.now(UTC)
    assert "nothing to erase" in audit("erase", "--before", today.strftime("%Y-%m-%d")).stdout
    tomorrow = (today + timedelta(days=1)).strftime("%Y-%m-%d")
    assert f"{len(rids)} records erased" in audit("erase", "--before", tomorrow).stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["--subject", "EMAIL_ADDRESS=a@example.org", "0" * 32], ["--before", "2020-01-01", "0" * 32]],
)
def test_one_way_of_saying_which_records_is_asked_for(audit: Audit, rids: list[str], arguments: list[str]):
    assert rids
    refused = audit("erase", *arguments)
    assert refused.exit_code == 2


def test_a_record_that_is_not_there_is_refused(audit: Audit, rids: list[str]):
    assert rids
    refused = audit("erase", "0" * 32)
    assert refused.exit_code == 1
    assert "no such record" in refused.stderr


def test_a_certificate_is_never_overwritten(audit: Audit, rids: list[str], home: Path):
    path = home / "certificate.json"
    path.write_text("kept")
    refused = audit("erase", rids[0], "--certificate", str(path))
    assert refused.exit_code == 1
    assert path.read_text() == "kept"
