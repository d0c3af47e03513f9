"""`audit export`, and `audit verify --bundle`."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from audit import bundle
from audit.errors import IntegrityError
from audit.log import AuditLog
from audit.record import Record
from audit.store.rows import Head, Row
from audit.trust import load_ring

Audit = Callable[..., Result]


def test_a_bundle_verifies_without_the_store(audit: Audit, rids: list[str], home: Path, tmp_path: Path):
    assert rids
    path = tmp_path / "log.jsonl"
    assert audit("export", "bundle", "--out", str(path)).exit_code == 0
    (home / "audit.sqlite").unlink()
    proved = audit("verify", "--bundle", str(path))
    assert proved.exit_code == 0
    assert "5 records, 0 problems" in proved.stdout


def test_a_bundle_that_was_changed_or_begins_with_another_key_is_refused(
    audit: Audit, rids: list[str], tmp_path: Path
):
    assert rids
    path = tmp_path / "log.jsonl"
    audit("export", "bundle", "--out", str(path))
    key = json.loads(path.read_text().split("\n")[0])["key"]
    assert audit("verify", "--bundle", str(path), "--log-key", key).exit_code == 0
    assert audit("verify", "--log-key", key).exit_code == 0
    other = key[:-2] + ("A=" if key[-2] != "A" else "B=")
    for arguments in (["--bundle", str(path)], []):
        refused = audit("verify", *arguments, "--log-key", other)
        assert refused.exit_code == 1
        assert "another key" in refused.stderr
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))
    refused = audit("verify", "--bundle", str(path))
    assert refused.exit_code == 1
    assert "size and root" in refused.stderr


def test_ocsf_is_one_event_a_line_and_csv_one_row_a_record(audit: Audit, rids: list[str]):
    events = [json.loads(line) for line in audit("export", "ocsf").stdout.splitlines()]
    assert [event["class_uid"] for event in events] == [6003, 6003, 2006, 2006, 2006]
    rows = list(csv.DictReader(audit("export", "csv").stdout.splitlines()))
    assert [row["rid"] for row in rows[2:]] == rids
    assert {row["findings"] for row in rows[2:]} == {"EMAIL_ADDRESS=2"}


def test_a_file_is_never_overwritten(audit: Audit, rids: list[str], tmp_path: Path):
    assert rids
    path = tmp_path / "out"
    path.write_text("kept")
    refused = audit("export", "csv", "--out", str(path))
    assert refused.exit_code == 1
    assert path.read_text() == "kept"


@pytest.mark.parametrize("form", ["bundle", "ocsf", "csv"])
def test_nothing_recorded_yet_says_so(audit: Audit, form: str):
    refused = audit("export", form)
    assert refused.exit_code == 1
    assert "nothing was recorded yet" in refused.stderr


def test_a_bundle_that_is_not_there_is_one_line(audit: Audit, tmp_path: Path):
    refused = audit("verify", "--bundle", str(tmp_path / "no"))
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1


def test_a_bundle_of_a_log_that_grows_is_of_one_moment(
    audit: Audit,
    rids: list[str],
    home: Path,
    tmp_path: Path,
    record: Callable[..., Record],
    monkeypatch: pytest.MonkeyPatch,
):
    assert rids
    real = bundle.lines

    def grown(tenant: str, rows: Iterator[Row], head: Head, key: str, rings: list[str]) -> Iterator[str]:
        with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
            log.append_sync(record(b"{}"))
        return real(tenant, rows, head, key, rings)

    monkeypatch.setattr(bundle, "lines", grown)
    path = tmp_path / "log.jsonl"
    assert audit("export", "bundle", "--out", str(path)).exit_code == 0
    assert audit("verify", "--bundle", str(path)).exit_code == 0


def test_a_file_is_private_and_gone_when_it_could_not_be_finished(
    audit: Audit, rids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert rids
    path = tmp_path / "log.jsonl"
    assert audit("export", "bundle", "--out", str(path)).exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()

    def cut(*_: object) -> Iterator[str]:
        yield "first"
        raise IntegrityError("cut")

    monkeypatch.setattr(bundle, "lines", cut)
    refused = audit("export", "bundle", "--out", str(path))
    assert (refused.exit_code, refused.stderr) == (1, "audit: cut\n")
    assert not path.exists()


def test_a_log_that_was_emptied_does_not_begin_with_the_key(audit: Audit, rids: list[str], home: Path):
    assert rids
    key = next(line for line in audit("verify").stdout.split() if line.startswith("guard-audit/"))
    assert audit("verify", "--log-key", key).exit_code == 0
    for path in home.glob("audit.sqlite*"):
        path.unlink()
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        assert log.ready in (True, False)
    refused = audit("verify", "--log-key", key)
    assert refused.exit_code == 1
    assert "empty" in refused.stderr
