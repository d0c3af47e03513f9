"""`audit prove`: proofs are made of the store, and checked when it is gone."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import Result

from audit.commands import prove
from audit.log import AuditLog
from audit.note import Verifier
from audit.record import Record
from audit.signing import origin
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring

Audit = Callable[..., Result]


@pytest.fixture
def grown(home: Path, rids: list[str], record: Callable[..., Record]) -> dict[str, str]:
    """What somebody kept of a log before two more records came: size, root, and the key of then."""
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        receipts = [asdict(log.append_sync(record(b"{}"))) for _ in range(3)]
    assert rids
    return {"size": str(receipts[0]["size"]), "root": receipts[0]["root"], "rid": receipts[0]["rid"]}


def changed(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "audit.sqlite", isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)


def signer(made: Result) -> str:
    return next(line for line in made.stderr.splitlines() if line.startswith("signed by ")).split()[2]


def test_a_record_is_proved_without_the_store(audit: Audit, rids: list[str], home: Path, tmp_path: Path):
    out = tmp_path / "one.tlog-proof"
    made = audit("prove", rids[1][:8], "--out", str(out))
    assert (made.exit_code, made.stdout) == (0, "")
    assert audit("prove", rids[1]).stdout == out.read_text()
    shutil.rmtree(home)
    told = audit("prove", "--check", str(out))
    assert told.exit_code == 0
    header, place, key = told.stdout.splitlines()
    assert f'"rid":"{rids[1]}"' in header
    assert place.startswith("record 3 of 5 · root ")
    assert key == f"signed by {signer(made)}: compare it with what you kept"
    kept = audit("prove", "--check", str(out), "--log-key", signer(made))
    assert kept.stdout.splitlines()[2] == f"signed by {signer(made)}"


def test_a_proof_by_another_key_or_a_changed_one_is_refused(audit: Audit, rids: list[str], tmp_path: Path):
    out = tmp_path / "one.tlog-proof"
    audit("prove", rids[1], "--out", str(out))
    other = Verifier(origin("default"), bytes(32)).encode()
    refused = audit("prove", "--check", str(out), "--log-key", other)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "another key" in refused.stderr
    out.write_text(out.read_text().replace("index 3", "index 2"))
    refused = audit("prove", "--check", str(out))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "another place" in refused.stderr


def test_the_log_is_proved_to_have_grown_since_a_receipt(
    audit: Audit, grown: dict[str, str], home: Path, tmp_path: Path
):
    out = tmp_path / "grown"
    made = audit("prove", "--from", grown["size"], "--out", str(out))
    assert made.exit_code == 0
    assert f"the first {grown['size']} records have the root {grown['root']}" in made.stderr
    shutil.rmtree(home)
    given = ["prove", "--check", str(out), "--log-key", signer(made)]
    told = audit(*given, "--from", grown["size"], "--root", grown["root"])
    assert told.exit_code == 0
    assert told.stdout.startswith(f"the first {grown['size']} records of 8 are unchanged · root ")
    for size, root, said in (
        (grown["size"], "00" * 32, "not the beginning"),
        ("5", grown["root"], "another size"),
    ):
        refused = audit(*given, "--from", size, "--root", root)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert said in refused.stderr


def test_every_size_and_record_of_a_log_is_proved(
    audit: Audit, grown: dict[str, str], home: Path, tmp_path: Path
):
    assert grown
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        every = [row.rid for row in store.in_order("default")]
    for number, rid in enumerate(every, 1):
        proof, growth = tmp_path / f"{rid}.tlog-proof", tmp_path / f"{number}"
        made = audit("prove", rid, "--out", str(proof))
        assert audit("prove", "--check", str(proof), "--log-key", signer(made)).exit_code == 0
        made = audit("prove", "--from", str(number), "--out", str(growth))
        root = made.stderr.split()[-1]
        given = ("--from", str(number), "--root", root, "--log-key", signer(made))
        assert audit("prove", "--check", str(growth), *given).exit_code == 0


@pytest.mark.parametrize("size", ["9", "1000000000", "-1"])
def test_a_size_that_the_log_never_had_is_refused(audit: Audit, grown: dict[str, str], size: str):
    assert grown
    refused = audit("prove", "--from", size)
    assert refused.exit_code == 1
    assert "the log has 8 records: it was cut" in refused.stderr


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE rec SET leaf = zeroblob(114) WHERE seq = 2",),
        ("DELETE FROM rec WHERE seq = 2",),
        ("DELETE FROM rec WHERE seq = 7",),
        ("UPDATE rec SET seq = 100 WHERE seq = 5",),
    ],
)
def test_a_store_that_was_changed_gives_no_proof(
    audit: Audit, grown: dict[str, str], home: Path, statements: tuple[str, ...]
):
    changed(home, *statements)
    for arguments in (["--from", "3"], [grown["rid"]]):
        refused = audit("prove", *arguments)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "run `audit verify`" in refused.stderr


def test_a_header_that_was_changed_gives_no_proof(audit: Audit, grown: dict[str, str], home: Path):
    changed(
        home,
        "UPDATE rec SET hdr = CAST(replace(CAST(hdr AS TEXT), 'redact', 'annota') AS BLOB) WHERE seq = 5",
    )
    refused = audit("prove", grown["rid"])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "proof: " in refused.stderr


def test_a_proof_of_a_log_that_grows_is_of_one_moment(
    audit: Audit,
    rids: list[str],
    home: Path,
    record: Callable[..., Record],
    monkeypatch: pytest.MonkeyPatch,
):
    real = prove._head

    def later(*given: object) -> object:
        found = real(*given)  # type: ignore[arg-type]
        with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
            log.append_sync(record(b"{}"))
        return found

    monkeypatch.setattr(prove, "_head", later)
    assert audit("prove", rids[0]).exit_code == 0
    assert audit("prove", "--from", "2").exit_code == 0


def test_a_file_is_private_and_never_overwritten(audit: Audit, rids: list[str], tmp_path: Path):
    out = tmp_path / "proof"
    assert audit("prove", rids[0], "--out", str(out)).exit_code == 0
    assert out.stat().st_mode & 0o777 == 0o600
    before = out.read_text()
    refused = audit("prove", rids[1], "--out", str(out))
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr
    assert out.read_text() == before


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ab", "--from", "3"],
        ["ab", "--log-key", "x"],
        ["ab", "--root", "00"],
        ["--check", "FILE", "ab"],
        ["--check", "FILE", "--out", "x"],
        ["--check", "FILE", "--from", "3"],
        ["--check", "FILE", "--root", "00"],
        ["--check", "FILE", "--log-key", "x"],
        ["--check", "GROWTH"],
        ["--check", "GROWTH", "--from", "3"],
        ["--check", "GROWTH", "--from", "3", "--root", "00" * 32],
        ["--check", "GROWTH", "--from", "3", "--root", "00" * 31, "--log-key", "KEY"],
        ["--check", "GROWTH", "--from", "3", "--root", "zz" * 32, "--log-key", "KEY"],
    ],
)
def test_what_does_not_go_together_is_a_wrong_use(
    audit: Audit, rids: list[str], tmp_path: Path, arguments: list[str]
):
    proof, growth = tmp_path / "proof", tmp_path / "growth"
    key = signer(audit("prove", rids[0], "--out", str(proof)))
    audit("prove", "--from", "3", "--out", str(growth))
    meant = {"FILE": str(proof), "GROWTH": str(growth), "KEY": key}
    assert audit("prove", *[meant.get(each, each) for each in arguments]).exit_code == 2


def test_what_is_not_there_or_no_text_is_one_line(audit: Audit, rids: list[str], tmp_path: Path):
    assert rids
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for arguments in (["f" * 32], ["--check", str(tmp_path / "no")], ["--check", str(tmp_path / "bytes")]):
        refused = audit("prove", *arguments)
        assert refused.exit_code == 1
        assert refused.stderr.count("\n") == 1


def test_nothing_recorded_yet_says_so(audit: Audit):
    refused = audit("prove", "--from", "1")
    assert refused.exit_code == 1
    assert "nothing was recorded yet" in refused.stderr
