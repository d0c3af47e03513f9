"""The `audit` command as an officer meets it."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from audit import cli
from audit.keyfile import FLOOR, create, unlock
from audit.log import AuditLog
from audit.note import Signer
from audit.record import Record
from audit.ring import Ring
from audit.store.sqlite import SCHEMA, SqliteStore
from audit.trust import load_admins, load_ring
from audit.verify import verify

ROOT = Path(__file__).parents[2]
PHRASE = "plum orbit lantern"
BODY = '{"text":"ask [PERSON]\u202e \u001b[31m\x7f\u2028 at [EMAIL_ADDRESS]"}'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    create(tmp_path / "guard", "ana", PHRASE, "x25519", cost=FLOOR)
    return tmp_path / "guard"


@pytest.fixture
def rids(home: Path, record: Callable[..., Record]) -> list[str]:
    log = AuditLog(home / "audit.sqlite", load_ring(home, 0))
    with closing(log):
        made = [log.append_sync(record(BODY.encode())).rid for _ in range(20)]
        made.append(log.append_sync(record(b"", level="none")).rid)
    return made


def audit(home: Path, *arguments: str, phrase: str | None = PHRASE) -> Result:
    env = {
        "GUARD_DIR": str(home),
        "AUDIT_PASSPHRASE": phrase,
        "AUDIT_ADMIN_PASSPHRASE": PHRASE,
        "COLUMNS": "120",
    }
    return CliRunner().invoke(cli.main, arguments, env=env)


def failed(result: Result, code: int = 1) -> str:
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert code == 2 or result.stderr.count("\n") == 1
    return result.stderr


def test_new_key_through_the_module_in_a_process_of_its_own(tmp_path: Path):
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


def test_keys_show(home: Path):
    shown = audit(home, "keys", "show")
    assert shown.exit_code == 0
    assert "solo" in shown.stdout
    assert "ana" in shown.stdout
    assert "run `audit keys new" in failed(audit(home / "no", "keys", "show"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--officer", "a/b"), "officer"),
        (("--officer", "bea", "--suite", "rsa"), "suite"),
        (("--officer", "bea"), "of suite x25519"),
        (("--officer", "bea", "--suite", "x25519", "--tenant", "acme"), "another tenant"),
    ],
)
def test_keys_new_refuses(home: Path, arguments: tuple[str, ...], message: str):
    assert message in failed(audit(home, "keys", "new", *arguments))


def test_passphrase_is_asked_for_twice(home: Path, monkeypatch: pytest.MonkeyPatch):
    answers = iter([PHRASE, "plum orbit lemon"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    refused = audit(home, "keys", "new", "--officer", "bea", "--suite", "x25519", phrase=None)
    assert "differ" in failed(refused)
    answers = iter([PHRASE, PHRASE])
    made = audit(home, "keys", "new", "--officer", "bea", "--suite", "x25519", phrase=None)
    assert made.exit_code == 0
    assert "version 2" in made.stdout
    assert "only key" not in made.stderr


def test_list(home: Path, rids: list[str]):
    listed = audit(home, "list", "--limit", "3")
    assert listed.exit_code == 0
    assert [rid for rid in reversed(rids) if rid[:8] in listed.stdout] == rids[:-4:-1]
    assert "EMAIL_ADDRESS=2" in listed.stdout


def test_list_as_json(home: Path, rids: list[str]):
    lines = audit(home, "list", "--json").stdout.splitlines()
    *listed, ring, start = (json.loads(line) for line in lines)
    assert [each["rid"] for each in listed] == rids[::-1]
    assert (start["kind"], start["seq"], start["number"]) == ("rotate", 0, 0)
    assert (ring["kind"], ring["seq"], ring["version"], ring["prior"]) == ("ring", 1, 1, "")


def test_list_of_an_empty_and_of_no_store(home: Path):
    assert "no audit store here" in failed(audit(home, "list"))
    SqliteStore.write(home / "audit.sqlite").close()
    assert audit(home, "list").stdout == "no records\n"
    assert audit(home, "list", "--json").stdout == ""


def test_open_prints_an_inert_body_and_notes_the_access(home: Path, rids: list[str]):
    shown = audit(home, "open", rids[3], "--purpose", "ticket-17")
    assert shown.exit_code == 0, shown.stderr
    assert json.loads(shown.stdout) == json.loads(BODY, strict=False)
    assert not [character for character in shown.stdout if character != "\n" and not character.isprintable()]
    latest = json.loads(audit(home, "list", "--json", "--limit", "1").stdout)
    expected = {"kind": "access", "subject": rids[3], "officer": "ana", "purpose": "ticket-17"}
    assert latest | expected == latest
    assert verify(home / "audit.sqlite").ok


def test_open_by_prefix(home: Path, rids: list[str]):
    start = next(length for length in range(1, 33) if len({rid[:length] for rid in rids}) == len(rids))
    assert audit(home, "open", rids[0][:start]).exit_code == 0
    shared = next(rid[0] for rid in rids if sum(other[0] == rid[0] for other in rids) > 1)
    assert "give more of it" in failed(audit(home, "open", shared))
    assert "no record" in failed(audit(home, "open", "zz"))


def _size(home: Path) -> int:
    return verify(home / "audit.sqlite").records


def test_nothing_is_noted_when_nothing_could_be_released(home: Path, rids: list[str]):
    before = _size(home)
    assert "wrong passphrase" in failed(audit(home, "open", rids[0], phrase="plum orbit lemon"))
    assert "no body" in failed(audit(home, "open", rids[-1]))
    assert _size(home) == before


def test_nothing_is_released_when_the_access_cannot_be_noted(
    home: Path, rids: list[str], monkeypatch: pytest.MonkeyPatch
):
    read: list[str] = []
    monkeypatch.setattr(SqliteStore, "share", lambda _, rid: read.append(rid))
    (home / "ring.json").rename(home / "ring.away")
    assert "no key ring here" in failed(audit(home, "open", rids[0]))
    (home / "ring.away").rename(home / "ring.json")
    monkeypatch.setattr(SqliteStore, "write", SqliteStore.read)
    assert "store failed" in failed(audit(home, "open", rids[0]))
    assert read == []


def test_open_with_missing_other_or_several_keys(home: Path, rids: list[str], tmp_path: Path):
    create(tmp_path / "else", "eve", PHRASE, "x25519", cost=FLOOR)
    eve = tmp_path / "else" / "officer-eve.key"
    assert "wrong key" in failed(audit(home, "open", rids[0], "--key", str(eve)))
    assert "no key file here" in failed(audit(home, "open", rids[0], "--key", str(home / "none.key")))
    admins = [unlock(home / "officer-ana.key", PHRASE).signer("ana")]
    create(home, "bea", PHRASE, "x25519", cost=FLOOR, admins=admins)
    assert "choose one with --key" in failed(audit(home, "open", rids[0]))
    assert audit(home, "open", rids[0], "--key", str(home / "officer-ana.key")).exit_code == 0
    for path in home.glob("*.key"):
        path.unlink()
    assert "run `audit keys new" in failed(audit(home, "open", rids[0]))


def changed(path: Path, statement: str, rid: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement, (rid,))
        for made in SCHEMA:
            if made.startswith("CREATE TRIGGER"):
                db.execute(made)


def test_changed_record_is_not_opened(home: Path, rids: list[str]):
    changed(
        home / "audit.sqlite",
        "UPDATE rec SET hdr = CAST(replace(hdr, 'chat', 'chaT') AS BLOB) WHERE rid = ?",
        rids[0],
    )
    before = _size(home)
    assert "the record was changed" in failed(audit(home, "open", rids[0]))
    assert _size(home) == before
    refused = audit(home, "verify")
    assert refused.exit_code == 1
    assert "leaf: does not belong to the record" in refused.stderr


BLANKED = "UPDATE body SET sealed = zeroblob(length(sealed)) WHERE rid = ?"


def test_changed_body_is_not_opened(home: Path, rids: list[str]):
    changed(home / "audit.sqlite", BLANKED, rids[0])
    failed(audit(home, "open", rids[0]))
    refused = audit(home, "verify")
    assert refused.exit_code == 1
    assert "sealed: not the body of the leaf" in refused.stderr


def test_changed_body_is_found_before_the_access_is_noted(home: Path, rids: list[str]):
    changed(home / "audit.sqlite", BLANKED, rids[0])
    before = _size(home)
    refused = failed(audit(home, "open", rids[0]))
    assert _size(home) == before
    assert "the record was changed" in refused


def test_verify(home: Path, rids: list[str]):
    checked = audit(home, "verify")
    assert checked.exit_code == 0
    assert f"{len(rids) + 2} records, 0 problems" in checked.stdout
    ((_, log),) = verify(home / "audit.sqlite").logs
    assert f"first key {log.first.encode()}" in checked.stdout
    assert f"size {len(rids) + 2} · root {log.tree.root().hex()}" in checked.stdout


def test_verify_with_a_receipt(home: Path, record: Callable[..., Record], tmp_path: Path):
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        receipt = log.append_sync(record(b"{}"))
        log.append_sync(record(b"{}"))
    kept = tmp_path / "receipt.json"
    kept.write_text(json.dumps(asdict(receipt)))
    checked = audit(home, "verify", "--receipt", str(kept))
    assert checked.exit_code == 0, checked.stderr
    assert f"receipt {receipt.rid[:8]}: of this log at size {receipt.size}" in checked.stdout
    kept.write_text(json.dumps(asdict(receipt) | {"root": "00" * 32}))
    assert "cut or changed" in failed(audit(home, "verify", "--receipt", str(kept)))
    assert "cannot be read" in failed(audit(home, "verify", "--receipt", str(tmp_path)))
    failed(audit(home, "verify", "--receipt", str(kept), "--bundle", str(kept)), code=2)


def test_damaged_store_is_one_line(home: Path, rids: list[str]):
    path = home / "audit.sqlite"
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + b"\xff" * (len(raw) - 4096))
    assert "damaged" in failed(audit(home, "list"))
    path.write_bytes(b"text" * 2000)
    for command in (("list",), ("verify",), ("open", rids[0])):
        assert "not a readable audit store" in failed(audit(home, *command))


@pytest.mark.parametrize("arguments", [("nope",), ("open",), ("list", "--limit", "0"), ("keys", "new")])
def test_usage_errors(home: Path, arguments: tuple[str, ...]):
    failed(audit(home, *arguments), code=2)


def test_store_option_wins(home: Path, rids: list[str], tmp_path: Path):
    listed = audit(tmp_path, "list", "--json", "--store", str(home / "audit.sqlite"))
    assert listed.stdout.count("\n") == len(rids) + 2


def test_body_that_is_not_json_is_shown_inert():
    assert cli._inert(b"\x1b]0;x\x07\xff\n") == "\\u001b]0;x\\u0007\\xff\n"


def test_every_command_has_help():
    assert isinstance(cli.main, typer.Typer)
    commands = typer.main.get_command(cli.main).commands
    assert set(commands) == {"keys", "list", "open", "verify", "search", "erase", "export", "store"}
    assert set(commands["keys"].commands) == {"new", "retire", "show"}
    for name in (*commands, "keys new", "keys show"):
        assert CliRunner().invoke(cli.main, [*name.split(), "--help"]).exit_code == 0


def test_admins_are_asked_for_once_they_are_pinned(home: Path, monkeypatch: pytest.MonkeyPatch):
    ring, given = load_ring(home, 0), []

    def create_with(*_: object, admins: list[Signer]) -> Ring:
        given.extend(signer.verifier for signer in admins)
        return ring

    monkeypatch.setattr(cli.keyfile, "create", create_with)
    (home / "ring.json").unlink()  # as after a crash between the pin and the ring
    made = audit(home, "keys", "new", "--officer", "bea", "--suite", "x25519")
    assert made.exit_code == 0, made.stderr
    assert tuple(given) == load_admins(home / "admins.json").keys


def test_verify_shows_no_tenant_that_steers_a_terminal(home: Path, rids: list[str]):
    changed(home / "audit.sqlite", "UPDATE rec SET tenant = 'a' || char(27) || '[31m' WHERE rid = ?", rids[0])
    refused = audit(home, "verify")
    assert refused.exit_code == 1
    assert "\x1b" not in refused.output
    assert "tenant ? · size 1" in refused.stdout
