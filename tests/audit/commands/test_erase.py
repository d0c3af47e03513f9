"""`audit search` and `audit erase`."""

import json
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from audit.commands import erase
from audit.erasure import listed
from audit.events import Erasure, Hold, Kind
from audit.index import DAY_S
from audit.indexkeys import IndexKeys
from audit.keyfile import APPROVER, FLOOR, create, load, retire, unlock
from audit.log import AuditLog
from audit.note import Signer
from audit.record import MAX_TOKENS, Record, parse_header
from audit.statements import UNSIGNED
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring, load_rings
from audit.verify import verify

Audit = Callable[..., Result]
PHRASE = "plum orbit lantern"
SUBJECT = "EMAIL_ADDRESS=jane@example.org"


def erasures(home: Path) -> list[Erasure]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        events = [parse_header(row.hdr).event for row in store.of_kind("default", Kind.ERASE)]
    return [event for event in events if isinstance(event, Erasure)]


def join(home: Path, officer: str) -> str:
    """Make another officer's key and return where it is."""
    admins = [unlock(home / "officer-ana.key", PHRASE).signer("ana")]
    create(home, officer, PHRASE, "x25519", cost=FLOOR, admins=admins)
    return str(home / f"officer-{officer}.key")


def approver(home: Path) -> Signer:
    """Make an approver `bob`, who reads nothing and whose key lies where no command looks for one."""
    ana = unlock(home / "officer-ana.key", PHRASE).signer("ana")
    create(home, "bob", PHRASE, "x25519", cost=FLOOR, admins=[ana], roles=[APPROVER])
    return unlock((home / "officer-bob.key").rename(home / "bob.key"), PHRASE).signer("bob")


def hold(home: Path, rid: str, *, since: int = 0) -> None:
    """Hold what was recorded from a second on, until that of a record."""
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        row = store.by_rid(rid)
    assert row is not None
    ana, bob = unlock(home / "officer-ana.key", PHRASE).signer("ana"), approver(home)
    event = Hold("1" * 32, "placed", since, row.ts, 2**40, "suit", "ana", "bob", UNSIGNED, UNSIGNED)
    statement = event.statement("default")
    event = replace(event, sig=ana.sign(statement).hex(), sig2=bob.sign(statement).hex())
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        log.append_sync(Record("default", event))


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
    (erased,) = said["erased"]
    assert (erased["n"], erased["scope"], said["settled"]) == (2, "subject", True)
    assert "jane" not in certificate.read_text().lower()
    assert audit("search", "EMAIL_ADDRESS=jane@example.org").stdout == ""
    refused = audit("open", rids[0], "--purpose", "review")
    assert refused.exit_code == 1
    assert audit("open", rids[1], "--purpose", "review").exit_code == 0
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
    assert "no record has an id that starts so" in refused.stderr


def test_a_certificate_is_never_overwritten(audit: Audit, rids: list[str], home: Path):
    path = home / "certificate.json"
    path.write_text("kept")
    refused = audit("erase", rids[0], "--certificate", str(path))
    assert refused.exit_code == 1
    assert path.read_text() == "kept"


def test_what_is_not_sealed_to_an_officer_is_said(audit: Audit, rids: list[str], home: Path):
    assert rids
    key = join(home, "bea")
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    found = audit("search", SUBJECT, "--key", key)
    assert (found.exit_code, found.stdout) == (0, "")
    assert f"{today} to {today}: cannot be searched" in found.stderr
    assert "cannot" not in audit("search", SUBJECT, "--key", str(home / "officer-ana.key")).stderr


def test_a_subject_is_not_erased_by_an_officer_who_cannot_find_all(
    audit: Audit, rids: list[str], home: Path, record: Callable[..., Record]
):
    key = join(home, "bea")
    tokens = tokens_of_jane(home)
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        later = log.append_sync(record(b"{}", tokens=tokens)).rid
    refused = audit("erase", "--subject", SUBJECT, "--key", key)
    assert refused.exit_code == 1
    assert "--partly" in refused.stderr
    assert erasures(home) == []
    path = home / "certificate.json"
    done = audit("erase", "--subject", SUBJECT, "--key", key, "--partly", "--certificate", str(path))
    assert done.exit_code == 0, done.stderr
    assert "cannot be searched" in done.stderr
    (event,) = erasures(home)
    assert (event.scope, event.rids) == ("record", listed([later]))
    assert [each["scope"] for each in json.loads(path.read_text())["erased"]] == ["record"]
    assert (
        audit("open", rids[0], "--purpose", "review", "--key", str(home / "officer-ana.key")).exit_code == 0
    )


def tokens_of_jane(home: Path) -> tuple[bytes, ...]:
    return IndexKeys(home, "default").tokens([("EMAIL_ADDRESS", "jane@example.org")], time.time())


def test_a_long_list_is_erased_in_parts_that_the_certificate_names(
    audit: Audit, rids: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(erase, "CHUNK", 2)
    path = home / "certificate.json"
    done = audit("erase", *rids, "--certificate", str(path))
    assert done.exit_code == 0, done.stderr
    said = json.loads(path.read_text())["erased"]
    assert [each["rids"] for each in said] == [listed(rids[:2]), listed(rids[2:])]
    assert [(each.n, each.rids) for each in erasures(home)] == [(each["n"], each["rids"]) for each in said]
    assert audit("verify").exit_code == 0
    assert verify(home / "audit.sqlite").logs[0][1].erased == 3


def test_a_long_list_is_refused_before_its_first_part(
    audit: Audit, rids: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
):
    audit("erase", rids[2])
    monkeypatch.setattr(erase, "CHUNK", 2)
    refused = audit("erase", *rids)
    assert refused.exit_code == 1
    assert "nothing is left to erase" in refused.stderr
    hold(home, rids[2])
    refused = audit("erase", *rids[:2])
    assert refused.exit_code == 1
    assert "kept by hold 11111111" in refused.stderr
    assert len(erasures(home)) == 1


def test_an_erasure_is_given_time(audit: Audit, rids: list[str], monkeypatch: pytest.MonkeyPatch):
    given: list[object] = []

    class Watched(AuditLog):
        def __init__(self, *arguments: object, **options: object) -> None:
            given.append(options["timeout"])
            super().__init__(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(erase, "AuditLog", Watched)
    assert audit("erase", rids[0]).exit_code == 0
    assert given == [erase.WAIT_S]
    assert erase.WAIT_S >= 600


def test_what_a_hold_keeps_outlives_its_time(
    audit: Audit, rids: list[str], home: Path, record: Callable[..., Record]
):
    later = int(time.time()) + 2 * DAY_S
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0), clock=lambda: later)) as log:
        kept = log.append_sync(record(b"{}")).rid
    hold(home, kept, since=later)
    day = datetime.fromtimestamp(later + DAY_S, UTC).strftime("%Y-%m-%d")
    done = audit("erase", "--before", day)
    assert done.exit_code == 0, done.stderr
    assert f"{len(rids)} records erased" in done.stdout
    assert "1 records are kept by a hold" in done.stderr
    assert [(each.scope, each.rids) for each in erasures(home)] == [("time", listed(rids))]
    assert "nothing to erase" in audit("erase", "--before", day).stdout


def test_an_id_may_be_cut_short(audit: Audit, rids: list[str], home: Path):
    start = next(length for length in range(1, 33) if len({rid[:length] for rid in rids}) == len(rids))
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        start = next(
            length for length in range(start, 33) if len(store.with_prefix(rids[1][:length], 2)) == 1
        )
        assert len(store.with_prefix("", 2)) == 2
    assert "several records" in audit("erase", rids[0], "").stderr
    assert audit("erase", rids[1][:start], rids[1]).exit_code == 0
    assert [(each.n, each.rids) for each in erasures(home)] == [(1, listed([rids[1]]))]


def test_who_erased_is_whom_the_ring_names(audit: Audit, rids: list[str], home: Path):
    path = home / "officer-ana.key"
    file, seed = load(path), unlock(path, PHRASE).seed
    path.write_bytes(replace(file, officer="boss").lock(seed, PHRASE).encode())
    assert audit("erase", rids[0]).exit_code == 0
    assert audit("open", rids[1], "--purpose", "review").exit_code == 0
    assert [each.officer for each in erasures(home)] == ["ana"]
    listing = audit("list").stdout
    assert "ana opened" in listing
    assert "boss" not in listing


def test_a_key_that_the_ring_does_not_name_erases_nothing(
    audit: Audit, rids: list[str], home: Path, tmp_path: Path
):
    create(tmp_path / "else", "ana", PHRASE, "x25519", cost=FLOOR)
    refused = audit("erase", rids[0], "--key", str(tmp_path / "else" / "officer-ana.key"))
    assert refused.exit_code == 1
    assert "not active in the ring" in refused.stderr
    path = home / "officer-ana.key"
    file, seed = load(path), unlock(path, PHRASE).seed
    path.write_bytes(replace(file, tenant="acme").lock(seed, PHRASE).encode())
    for command in (("erase",), ("open", "--purpose", "review")):
        refused = audit(*command, rids[0])
        assert refused.exit_code == 1
        assert "another tenant" in refused.stderr
    assert erasures(home) == []


def test_a_retired_officer_neither_opens_nor_erases(audit: Audit, rids: list[str], home: Path):
    join(home, "bea")
    ana = unlock(home / "officer-ana.key", PHRASE)
    retire(home, "ana", [ana.signer("ana")])
    key = str(home / "officer-ana.key")
    for command in (("erase",), ("open", "--purpose", "review")):
        refused = audit(*command, rids[0], "--key", key)
        assert refused.exit_code == 1
        assert "not active in the ring" in refused.stderr
    assert erasures(home) == []


def test_the_ring_is_that_of_the_folder_wherever_the_store_is(
    audit: Audit, rids: list[str], home: Path, tmp_path: Path
):
    away = tmp_path / "away"
    away.mkdir()
    for path in (*home.glob("audit.sqlite*"), *home.glob("checkpoint-*")):
        shutil.move(path, away)
    store = ("--store", str(away / "audit.sqlite"))
    assert audit("open", rids[0], "--purpose", "review", *store).exit_code == 0
    assert audit("erase", rids[0], *store).exit_code == 0
    assert audit("verify", *store).exit_code == 0


def test_what_was_erased_is_signed_and_whoever_has_certificate_and_ring_can_tell(
    audit: Audit, rids: list[str], home: Path
):
    path = home / "certificate.json"
    assert audit("erase", rids[0], "--certificate", str(path)).exit_code == 0
    said = json.loads(path.read_text())
    (each,) = said["erased"]
    event = Erasure.read({name: each[name] for name in sorted(Erasure.keys())})
    key = load_ring(home, 0).signer("ana")
    assert key is not None
    assert key.verifies(bytes.fromhex(event.sig), event.statement(said["tenant"]))
    assert not key.verifies(bytes.fromhex(event.sig), replace(event, reason="age").statement("default"))
    assert not key.verifies(bytes.fromhex(event.sig), event.statement("other"))
    assert verify(home / "audit.sqlite", load_rings(home)).problems == ()


def test_an_approver_who_reads_nothing_erases_by_id_and_by_time_and_not_by_subject(
    audit: Audit, rids: list[str], home: Path
):
    approver(home)
    key = ("--key", str(home / "bob.key"))
    refused = audit("erase", "--subject", SUBJECT, *key)
    assert refused.exit_code == 1
    assert "an approver's: let a reader erase by --subject" in refused.stderr
    assert erasures(home) == []
    assert audit("erase", rids[0], *key).exit_code == 0
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d")
    assert audit("erase", "--before", tomorrow, *key).exit_code == 0
    assert [(each.officer, each.scope, each.n) for each in erasures(home)] == [
        ("bob", "record", 1),
        ("bob", "time", 2),
    ]
    assert verify(home / "audit.sqlite", load_rings(home)).problems == ()


def test_an_approver_who_was_retired_erases_nothing(audit: Audit, rids: list[str], home: Path):
    approver(home)
    retire(home, "bob", [unlock(home / "officer-ana.key", PHRASE).signer("ana")])
    refused = audit("erase", rids[0], "--key", str(home / "bob.key"))
    assert refused.exit_code == 1
    assert "not active in the ring" in refused.stderr
    assert erasures(home) == []


def test_a_tenant_that_leaves_is_erased_in_signed_parts_and_certified(
    audit: Audit, rids: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(erase, "CHUNK", 2)
    path = home / "certificate.json"
    done = audit("erase", "--tenant", "default", "--reason", "contract-ended", "--certificate", str(path))
    assert done.exit_code == 0, done.stderr
    parts = [(each.scope, each.n, each.officer, each.reason) for each in erasures(home)]
    assert parts == [("tenant", 2, "ana", "contract-ended"), ("tenant", 1, "ana", "contract-ended")]
    assert [each["scope"] for each in json.loads(path.read_text())["erased"]] == ["tenant"] * 2
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        assert not any(store.left(rid) for rid in rids)
        assert list(store.erasable("default")) == []
    assert verify(home / "audit.sqlite", load_rings(home)).problems == ()
    assert "destroy their private keys, and every copy: ana" in done.stdout
    told = [line.partition(":")[0] for line in done.stdout.splitlines() if "may be deleted" in line]
    assert sorted(told) == sorted(
        map(str, (home / "index.key", home / "index.sealed", *home.glob("checkpoint-*.key")))
    )
    again = audit("erase", "--tenant", "default")
    assert again.exit_code == 0
    assert "nothing to erase" in again.stdout
    assert "destroy their private keys" in again.stdout


def test_a_tenant_is_named_in_full(audit: Audit, rids: list[str], home: Path):
    assert rids
    for name in ("defaul", "Default", "other", "*"):
        refused = audit("erase", "--tenant", name)
        assert refused.exit_code == 1
        assert "not the name of this folder's tenant" in refused.stderr
    assert audit("erase", "--tenant", "").exit_code == 2
    assert audit("erase", "--tenant", "default", rids[0]).exit_code == 2
    assert erasures(home) == []


def test_a_tenant_under_a_hold_does_not_leave(audit: Audit, rids: list[str], home: Path):
    hold(home, rids[0], since=0)
    refused = audit("erase", "--tenant", "default")
    assert refused.exit_code == 1
    assert "hold 11111111: in force" in refused.stderr
    assert "destroy" not in refused.stdout
    assert erasures(home) == []


def test_a_record_with_more_values_than_tokens_keeps_a_subject_from_being_certified(
    audit: Audit, rids: list[str], home: Path, record: Callable[..., Record]
):
    """What did not fit its index may be the very value that is searched for."""
    tokens = tuple(number.to_bytes(10, "big") for number in range(MAX_TOKENS))
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        full = log.append_sync(record(b"{}", tokens=tokens)).rid
        log.append_sync(record(b"{}", tokens=tokens[:-1]))
    found = audit("search", SUBJECT)
    assert found.stderr.startswith(f"record {full[:8]}: may hold more values than can be searched")
    refused = audit("erase", "--subject", SUBJECT)
    assert refused.exit_code == 1
    assert erasures(home) == []
    assert audit("erase", "--subject", SUBJECT, "--partly").exit_code == 0
    assert audit("erase", full).exit_code == 0
    assert [each.scope for each in erasures(home)] == ["record", "record"]
    assert "more values" not in audit("search", SUBJECT).stderr
