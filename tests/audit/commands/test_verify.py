"""`audit verify`: what it prints of an intact store, and what it finds in a changed one."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import Result

from audit import keyfile
from audit.events import Access, Gap
from audit.log import AuditLog
from audit.note import Signer
from audit.record import Record
from audit.recovery import Loss, recover
from audit.signing import file_names
from audit.statements import UNSIGNED, signed_by
from audit.store.place import Embedded
from audit.trust import load_admins, load_ring
from audit.verify import verify

PHRASE = "plum orbit lantern"
Audit = Callable[..., Result]
Refusal = Callable[..., str]
Tamper = Callable[[str, str], None]


def test_an_intact_store_is_counted_and_its_root_and_first_key_shown(
    audit: Audit, home: Path, rids: list[str]
):
    checked = audit("verify")
    assert checked.exit_code == 0
    assert f"{len(rids) + 2} records, 0 problems" in checked.stdout
    ((_, log),) = verify(home / "audit.sqlite").logs
    assert log.first is not None
    assert f"first key {log.first.encode()}" in checked.stdout
    assert f"size {len(rids) + 2} · root {log.tree.root().hex()}" in checked.stdout


def test_the_key_that_was_kept_is_that_of_the_log(audit: Audit, home: Path, rids: list[str]):
    assert rids
    ((_, log),) = verify(home / "audit.sqlite").logs
    assert log.first is not None
    assert audit("verify", "--log-key", log.first.encode()).exit_code == 0
    refused = audit("verify", "--log-key", log.first.encode().replace("+", "-", 1))
    assert refused.exit_code == 1
    assert "begins with another key than the one given" in refused.stderr


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "UPDATE rec SET hdr = CAST(replace(hdr, 'chat', 'chaT') AS BLOB) WHERE rid = ?",
            "leaf: does not belong to the record",
        ),
        (
            "UPDATE body SET sealed = zeroblob(length(sealed)) WHERE rid = ?",
            "sealed: not the body of the leaf",
        ),
    ],
)
def test_a_changed_record_is_named(
    audit: Audit, rids: list[str], tamper: Tamper, statement: str, problem: str
):
    tamper(statement, rids[0])
    refused = audit("verify")
    assert refused.exit_code == 1
    assert f"default:2: {problem}" in refused.stderr


def test_a_tenant_that_steers_a_terminal_is_not_shown(audit: Audit, rids: list[str], tamper: Tamper):
    tamper("UPDATE rec SET tenant = 'a' || char(27) || '[31m' WHERE rid = ?", rids[0])
    refused = audit("verify")
    assert refused.exit_code == 1
    assert "\x1b" not in refused.output
    assert "tenant ? · size 1" in refused.stdout


def test_a_receipt_that_was_kept_is_compared(
    audit: Audit, refusal: Refusal, home: Path, record: Callable[..., Record], tmp_path: Path
):
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        receipt = log.append_sync(record(b"{}"))
        log.append_sync(record(b"{}"))
    kept = tmp_path / "receipt.json"
    kept.write_text(json.dumps(asdict(receipt)))
    checked = audit("verify", "--receipt", str(kept))
    assert checked.exit_code == 0, checked.stderr
    assert f"receipt {receipt.rid[:8]}: of this log at size {receipt.size}" in checked.stdout
    kept.write_text(json.dumps(asdict(receipt) | {"root": "00" * 32}))
    assert "cut or changed" in refusal("verify", "--receipt", str(kept))
    assert "cannot be read" in refusal("verify", "--receipt", str(tmp_path))
    refusal("verify", "--receipt", str(kept), "--bundle", str(kept), code=2)


@pytest.fixture
def ana(home: Path) -> Signer:
    return keyfile.unlock(home / "officer-ana.key", PHRASE).signer("ana")


@pytest.fixture
def opened(home: Path, rids: list[str], ana: Signer) -> str:
    """A log in which an officer opened a record; the officer's signature."""
    event = signed_by(Access(rids[0], "ana", "review", int(time.time()), UNSIGNED), "default", ana)
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        log.append_sync(Record("default", event))
    return event.sig


def test_officers_signatures_are_checked_with_the_rings_of_the_folder(
    audit: Audit, home: Path, opened: str, ana: Signer
):
    assert opened
    assert audit("verify").exit_code == 0
    keyfile.renew(home, int(time.time()) + 999, [ana])
    checked = audit("verify")
    assert checked.exit_code == 0, checked.stderr


def test_without_the_ring_of_then_all_else_is_checked(audit: Audit, home: Path, opened: str, tmp_path: Path):
    assert opened
    (tmp_path / "empty").mkdir()
    checked = audit("verify", "--store", str(home / "audit.sqlite"), where=tmp_path / "empty")
    assert checked.exit_code == 1
    assert checked.stderr.startswith(
        "default:5: signature: the ring in force then is not at hand: give --dir"
    )
    assert "6 records, 1 problems" in checked.stdout


def test_a_ring_that_its_admins_did_not_sign_so_is_refused(refusal: Refusal, home: Path, opened: str):
    assert opened
    path = home / "ring-1.json"
    path.write_text(path.read_text().replace('"ana"', '"eve"'))
    assert str(path) in refusal("verify")


def test_gaps_and_keys_that_an_approver_replaced_are_told(
    audit: Audit, home: Path, rids: list[str], ana: Signer
):
    assert rids
    (home / file_names("default")[0]).unlink()
    recover(Embedded(home / "audit.sqlite"), load_ring(home, 0), ana, Loss.KEY)
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        log.append_sync(Record("default", Gap(12, 1, 2, "overflow")))
    checked = audit("verify")
    assert checked.exit_code == 0, checked.stderr
    assert "  1 gap, 12 records\n" in checked.stdout
    assert "  1 key replaced by ana at seq 5\n" in checked.stdout
    path = home / "log.jsonl"
    assert audit("export", "bundle", "--out", str(path)).exit_code == 0
    proved = audit("verify", "--bundle", str(path))
    assert "  1 key replaced by ana at seq 5\n" in proved.stdout


@pytest.fixture
def bundle(audit: Audit, opened: str, home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    exported = audit("export", "bundle", "--out", str(path))
    assert (exported.exit_code, bool(opened)) == (0, True)
    (home / "audit.sqlite").unlink()
    return path


def test_a_bundle_brings_the_rings_that_its_signatures_need(audit: Audit, bundle: Path):
    proved = audit("verify", "--bundle", str(bundle))
    assert proved.exit_code == 0, proved.stderr
    assert "1 ring, as the log names them" in proved.stdout
    assert "6 records, 0 problems" in proved.stdout


def test_a_bundle_without_the_ring_is_refused(refusal: Refusal, bundle: Path):
    first, *rest = bundle.read_text().splitlines(keepends=True)
    bundle.write_text("".join([json.dumps(json.loads(first) | {"rings": []}) + "\n", *rest]))
    assert "record 5: its ring is not in the bundle" in refusal("verify", "--bundle", str(bundle))


def test_an_auditor_says_whose_word_a_ring_needs(audit: Audit, refusal: Refusal, bundle: Path, home: Path):
    (admin,) = load_admins(home / "admins.json").keys
    proved = audit("verify", "--bundle", str(bundle), "--admin", admin.encode())
    assert proved.exit_code == 0, proved.stderr
    assert "1 ring, signed by every --admin" in proved.stdout
    other = Signer("ana", b"x" * 32).verifier.encode()
    for given in ([other], [admin.encode(), other]):
        named = [part for each in given for part in ("--admin", each)]
        assert "bundle: " in refusal("verify", "--bundle", str(bundle), *named)
    assert refusal("verify", "--bundle", str(bundle), "--admin", "ana")
    assert "--bundle" in refusal("verify", "--admin", admin.encode(), code=2)


def test_a_bundle_in_which_an_officers_word_was_changed_is_refused(
    refusal: Refusal, bundle: Path, opened: str
):
    changed = "0" if opened[0] != "0" else "1"
    bundle.write_text(bundle.read_text().replace(opened, changed + opened[1:]))
    assert "record 5: the leaf is not that of the header" in refusal("verify", "--bundle", str(bundle))
