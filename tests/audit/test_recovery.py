"""Going on with a log from a backup or without its key: what is appended, what is refused, every crash between."""

import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from audit.errors import AuditUnavailable, IntegrityError, StatementError, StoreError
from audit.events import Gap, RingChange, Rotation
from audit.keyfile import FLOOR, create, unlock
from audit.log import AuditLog
from audit.note import Signer, Verifier, verified
from audit.open import PrivateKey
from audit.record import Header, Record, parse_header
from audit.recovery import Found, Loss, examine, recover
from audit.ring import Ring
from audit.signing import file_names, log_id, origin
from audit.standing import ROTATE_S
from audit.statements import refuse_unsigned
from audit.store.place import Embedded, Place
from audit.store.postgres import PostgresStore, install
from audit.store.server import Server
from audit.store.sqlite import SCHEMA, SqliteStore
from audit.trust import load_ring
from audit.verify import Report, verify_store

START = 1_700_000_000
LATER = START + 300
KEY_FILE, NEXT = file_names("default")
SEEN = f"seen-{log_id('default')}.json"
PHRASE = "plum orbit lantern"
Made = Callable[..., Record]
Append = Callable[..., None]


@pytest.fixture
def key(keys: Callable[..., PrivateKey]) -> PrivateKey:
    return keys("x25519")


@pytest.fixture
def ring(rings: Callable[..., Ring], key: PrivateKey) -> Ring:
    return rings((key,))


@pytest.fixture
def approver(officer: Signer) -> Signer:
    return officer


@pytest.fixture
def place(tmp_path: Path) -> Embedded:
    (tmp_path / "log").mkdir()
    return Embedded(tmp_path / "log" / "a.sqlite")


@pytest.fixture
def append(place: Embedded, ring: Ring, record: Made) -> Append:
    """Append records as a gateway does that starts, writes and stops."""

    def run(records: int, now: float = START, ring: Ring = ring, place: Place = place) -> None:
        with closing(AuditLog(place, ring, clock=lambda: now)) as log:
            for _ in range(records):
                log.append_sync(record())

    return run


@pytest.fixture
def backup(place: Embedded, tmp_path: Path) -> Callable[[], Callable[[], None]]:
    """Take a copy of the store's file, and return how to put it back; nothing else of the folder is in it."""

    def take() -> Callable[[], None]:
        shutil.copy(place.path, tmp_path / "backup.sqlite")
        return lambda: shutil.copy(tmp_path / "backup.sqlite", place.path) and None

    return take


@pytest.fixture
def rolled(append: Append, backup: Callable[[], Callable[[], None]]) -> None:
    """Five records in a store of which eight were seen."""
    append(3)
    put_back = backup()
    append(3)
    put_back()


def headers(place: Embedded) -> list[Header]:
    with closing(place.read("default")) as store:
        return [parse_header(row.hdr) for row in store.in_order("default")]


def checked(place: Place, ring: Ring) -> Report:
    with closing(place.read(ring.tenant)) as store:
        report = verify_store(store, {ring.digest: ring})
    assert report.problems == ()
    return report


def content(place: Embedded) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in place.path.parent.iterdir()}


def refused(append: Append, said: str) -> None:
    with pytest.raises(AuditUnavailable, match=said):
        append(1, LATER)


def test_what_is_there_is_told_and_nothing_is_changed(place: Embedded, append: Append):
    append(3)
    before = content(place)
    assert examine(place, "default") == Found(size=5, seen=5, missing=0, lost=False)
    (place.path.parent / KEY_FILE).unlink()
    assert examine(place, "default") == Found(size=5, seen=5, missing=0, lost=True)
    (place.path.parent / SEEN).unlink()
    assert examine(place, "default") == Found(size=5, seen=None, missing=0, lost=True)
    assert content(place) == {name: data for name, data in before.items() if name not in (KEY_FILE, SEEN)}


@pytest.mark.usefixtures("rolled")
def test_an_older_copy_goes_on_with_the_loss_on_record(
    place: Embedded, ring: Ring, approver: Signer, append: Append
):
    refused(append, "audit recover --accept-rollback")
    with closing(place.read("default")) as store:
        left = store.head("default").tree
    done = recover(place, ring, approver, Loss.RECORDS, lambda: LATER)
    assert done.found == Found(size=5, seen=8, missing=3, lost=False)
    turned, gap = headers(place)[5:]
    assert isinstance(turned.event, Rotation)
    assert (turned.rid, turned.event.number, turned.event.officer) == (done.rid, 1, approver.name)
    assert (turned.event.size, turned.event.root) == (5, left.root().hex())
    refuse_unsigned(turned.event, "default", ring)
    assert gap.event == Gap(3, START, LATER, "rollback")
    assert (gap.ts, gap.ring) == (LATER, ring.digest)
    verified(done.head.note, [Verifier(origin("default"), bytes.fromhex(turned.event.key))])
    append(2, LATER)
    report = checked(place, ring)
    (log,) = (log for _, log in report.logs)
    assert (report.records, log.missing, [each.officer for each in log.recovered]) == (9, 3, [approver.name])
    assert examine(place, "default").loss is None


def test_an_older_copy_of_another_hour_has_lost_its_key_as_well(
    place: Embedded, ring: Ring, approver: Signer, append: Append, backup: Callable[[], Callable[[], None]]
):
    append(3)
    put_back = backup()
    append(1, START + ROTATE_S)
    put_back()
    assert recover(place, ring, approver, Loss.RECORDS).found == Found(size=5, seen=7, missing=2, lost=True)
    append(1)
    assert checked(place, ring).records >= 8


def test_without_its_key_a_log_goes_on_and_nothing_is_said_to_be_missing(
    place: Embedded, ring: Ring, approver: Signer, append: Append
):
    append(3)
    (place.path.parent / KEY_FILE).unlink()
    refused(append, "it was lost.*`audit recover`")
    done = recover(place, ring, approver, Loss.KEY, lambda: LATER)
    assert done.found == Found(size=5, seen=5, missing=0, lost=True)
    assert [header.kind for header in headers(place)[5:]] == ["rotate"]
    append(1, LATER)
    (log,) = (log for _, log in checked(place, ring).logs)
    assert (log.size, log.gaps, log.rotations) == (7, 0, 2)


@pytest.mark.usefixtures("rolled")
def test_a_lost_key_and_lost_records_are_accepted_together(
    place: Embedded, ring: Ring, approver: Signer, append: Append
):
    (place.path.parent / KEY_FILE).unlink()
    done = recover(place, ring, approver, Loss.RECORDS, lambda: LATER)
    assert done.found == Found(size=5, seen=8, missing=3, lost=True)
    append(1, LATER)
    assert checked(place, ring).records == 8


@pytest.mark.parametrize("more", [3, 9])
def test_a_copy_that_grew_beside_the_log_lacks_at_least_one_record(
    place: Embedded, ring: Ring, approver: Signer, append: Append, tmp_path: Path, more: int
):
    append(3)
    aside = Embedded(tmp_path / "aside" / "a.sqlite")
    shutil.copytree(place.path.parent, aside.path.parent)
    append(3)
    append(more, START, ring, aside)
    shutil.copy(aside.path, place.path)
    assert examine(place, "default") == Found(size=5 + more, seen=8, missing=1, lost=False)
    recover(place, ring, approver, Loss.RECORDS, lambda: LATER)
    append(1, LATER)
    assert checked(place, ring).records == 8 + more


def test_a_clock_that_went_back_makes_no_gap_that_ends_before_it_begins(
    place: Embedded, ring: Ring, approver: Signer, rolled: None
):
    recover(place, ring, approver, Loss.RECORDS, lambda: START - 50)
    assert headers(place)[-1].event == Gap(3, START, START, "rollback")


def test_a_newer_ring_comes_into_force_with_the_key(
    place: Embedded, ring: Ring, approver: Signer, append: Append, rolled: None
):
    newer = replace(ring, version=2)
    recover(place, newer, approver, Loss.RECORDS, lambda: LATER)
    assert [header.kind for header in headers(place)[5:]] == ["rotate", "ring", "gap"]
    assert headers(place)[6].event == RingChange(2, ring.digest)
    append(1, LATER, newer)
    with closing(place.read("default")) as store:
        assert verify_store(store, {each.digest: each for each in (ring, newer)}).problems == ()


def test_recovering_twice_is_refused_and_losing_twice_is_on_record_twice(
    place: Embedded, ring: Ring, approver: Signer, append: Append, rolled: None
):
    recover(place, ring, approver, Loss.RECORDS, lambda: LATER)
    before = content(place)
    for accepted in (*Loss, None):
        with pytest.raises(StoreError, match="nothing to recover"):
            recover(place, ring, approver, accepted, lambda: LATER)
    assert content(place) == before
    (place.path.parent / KEY_FILE).unlink()
    assert recover(place, ring, approver, Loss.KEY, lambda: LATER).number == 2
    append(1, LATER)
    (log,) = (log for _, log in checked(place, ring).logs)
    assert [each.seq for each in log.recovered] == [5, 7]


def test_a_gateway_that_still_runs_does_not_bring_the_loss_back(
    place: Embedded, ring: Ring, approver: Signer, append: Append, record: Made, tmp_path: Path
):
    append(3)
    shutil.copy(place.path, tmp_path / "backup.sqlite")
    with closing(AuditLog(place, ring, clock=lambda: LATER)) as running:
        for _ in range(4):
            running.append_sync(record())
        for suffix in ("-wal", "-shm"):  # else what was written since would come back with them
            place.path.with_name(place.path.name + suffix).unlink()
        (tmp_path / "backup.sqlite").replace(place.path)
        with pytest.raises(AuditUnavailable, match="older than"):
            running.append_sync(record())
        recover(place, ring, approver, Loss.RECORDS, lambda: LATER)
    append(1, LATER)  # what it kept as it stopped is less than it had written
    assert checked(place, ring).records == 8


@pytest.mark.parametrize(
    ("lost", "accepted", "said"),
    [
        (SEEN, Loss.RECORDS, "nothing to recover"),
        ("", None, "records are missing: look for a newer store first.*--accept-rollback"),
        ("", Loss.KEY, "records are missing.*--accept-rollback"),
        (KEY_FILE, Loss.KEY, "records are missing.*--accept-rollback"),
    ],
)
def test_what_was_not_accepted_is_refused(
    place: Embedded, ring: Ring, approver: Signer, rolled: None, lost: str, accepted: Loss | None, said: str
):
    if lost:
        (place.path.parent / lost).unlink()
    before = content(place)
    with pytest.raises(StoreError, match=said):
        recover(place, ring, approver, accepted)
    assert content(place) == before


def test_a_rollback_is_not_accepted_where_only_the_key_is_lost(
    place: Embedded, ring: Ring, approver: Signer, append: Append
):
    append(3)
    (place.path.parent / KEY_FILE).unlink()
    for accepted in (Loss.RECORDS, None):
        with pytest.raises(StoreError, match=r"the checkpoint key is lost; .*`--lost-key`"):
            recover(place, ring, approver, accepted)


@pytest.mark.usefixtures("rolled")
def test_only_an_approver_of_the_ring_recovers(
    place: Embedded, ring: Ring, approver: Signer, keys: Callable[..., PrivateKey]
):
    before = content(place)
    reviewers = replace(ring, approvers=())
    stranger = keys("x25519", 7)
    for now, who in (
        (reviewers, approver),
        (ring, stranger.signer("stranger")),
        (ring, stranger.signer(approver.name)),
        (ring, Signer("other", approver.seed)),
    ):
        with pytest.raises(StatementError, match="officer: not an approver of the ring in force"):
            recover(place, now, who, Loss.RECORDS)
    assert content(place) == before


def test_an_older_ring_than_the_log_names_is_refused(
    place: Embedded, ring: Ring, approver: Signer, append: Append
):
    append(2, START, replace(ring, version=2))
    (place.path.parent / KEY_FILE).unlink()
    before = content(place)
    for now in (ring, replace(ring, version=2, expires=2**40)):
        with pytest.raises(IntegrityError, match="the log has another of version 2"):
            recover(place, now, approver, Loss.KEY)
    assert content(place) == before


def test_a_store_that_is_not_there_is_not_made(place: Embedded, ring: Ring, approver: Signer, append: Append):
    append(1)
    place.path.unlink()
    with pytest.raises(StoreError, match="not there: put a backup in its place"):
        recover(place, ring, approver, Loss.RECORDS)
    assert not place.path.exists()
    SqliteStore.write(place.path).close()
    with pytest.raises(StoreError, match="holds nothing of this log: put a backup in its place"):
        recover(place, ring, approver, Loss.RECORDS)


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for made in SCHEMA:
            if made.startswith("CREATE TRIGGER"):
                db.execute(made)


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM rec WHERE seq = 4"],
        ["DELETE FROM rec WHERE seq = 2"],
        ["UPDATE rec SET leaf = zeroblob(114) WHERE seq = 2"],
        ["UPDATE rec SET hdr = CAST(replace(hdr, 'other', 'xther') AS BLOB) WHERE seq = 2"],
        ["UPDATE rec SET kind = 'hold' WHERE seq = 0"],
        ["UPDATE rec SET seq = 9 WHERE seq = 4"],
        ["UPDATE head SET size = 4"],
        [
            # One sign of the signature, whatever it is: one that is replaced by name may not be there.
            (
                "UPDATE head SET note = substr(note, 1, length(note) - 10) || CASE substr(note, -10, 1)"
                " WHEN 'A' THEN 'B' ELSE 'A' END || substr(note, -9)"
            )
        ],
        ["UPDATE body SET sealed = zeroblob(4) WHERE rid = (SELECT rid FROM rec WHERE seq = 4)"],
        [
            "UPDATE rec SET seq = 20 WHERE seq = 2",
            "UPDATE rec SET seq = 2 WHERE seq = 3",
            "UPDATE rec SET seq = 3 WHERE seq = 20",
        ],
    ],
)
@pytest.mark.usefixtures("rolled")
def test_a_store_that_contradicts_itself_is_not_gone_on_with(
    place: Embedded, ring: Ring, approver: Signer, statements: list[str]
):
    tamper(place.path, *statements)
    before = content(place)
    with pytest.raises(IntegrityError, match="run `audit verify`, and put another backup in its place"):
        recover(place, ring, approver, Loss.RECORDS)
    assert content(place) == before


@pytest.mark.usefixtures("rolled")
def test_the_control_of_that_test_goes_on(place: Embedded, ring: Ring, approver: Signer):
    tamper(place.path)
    recover(place, ring, approver, Loss.RECORDS)


def test_a_damaged_key_file_is_not_a_lost_key(place: Embedded, ring: Ring, approver: Signer, append: Append):
    append(1)
    damaged = place.path.parent / KEY_FILE
    damaged.write_bytes(b"text")
    with pytest.raises(StoreError, match=f"{KEY_FILE}: not a checkpoint key: move it away.*--lost-key"):
        recover(place, ring, approver, Loss.KEY)
    assert damaged.read_bytes() == b"text"
    damaged.rename(damaged.with_name("aside"))
    recover(place, ring, approver, Loss.KEY)
    append(1)


def test_damage_of_what_was_seen_is_told_before_anything_is_accepted(
    place: Embedded, ring: Ring, approver: Signer, rolled: None
):
    (place.path.parent / SEEN).write_bytes(b"text")
    with pytest.raises(StoreError, match="not what was kept of this log"):
        recover(place, ring, approver, Loss.RECORDS)


KILLED = """
import os, sys
from pathlib import Path
from audit.keyfile import unlock
from audit.note import Signer
from audit.recovery import Loss, recover
from audit.seen import Seen
from audit.signing import FileKeys
from audit.store.place import Embedded
from audit.trust import load_ring

folder, where, accepted, phrase = Path(sys.argv[1]), sys.argv[2], Loss(sys.argv[3]), sys.argv[4]
approver = unlock(folder / "officer-ana.key", phrase).signer("ana")
ring, place = load_ring(folder, 0), Embedded(folder / "a.sqlite")
owner, name = {"sign": (Signer, "sign"), "settle": (FileKeys, "settle"), "accept": (Seen, "accept")}[where]
setattr(owner, name, lambda *_: os.kill(os.getpid(), 9))
recover(place, ring, approver, accepted)
"""


@pytest.mark.parametrize("accepted", Loss)
@pytest.mark.parametrize("where", ["sign", "settle", "accept"])
def test_a_recovery_that_is_killed_anywhere_can_be_run_again(
    place: Embedded, append: Append, tmp_path: Path, where: str, accepted: Loss
):
    folder = place.path.parent
    create(folder, "ana", PHRASE, "x25519", cost=FLOOR)
    ring, approver = load_ring(folder, 0), unlock(folder / "officer-ana.key", PHRASE).signer("ana")
    append(3, START, ring)
    if accepted is Loss.RECORDS:
        shutil.copy(place.path, tmp_path / "backup.sqlite")
        append(9, START, ring)
        shutil.copy(tmp_path / "backup.sqlite", place.path)
    else:
        (folder / KEY_FILE).unlink()
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), where, accepted, PHRASE], check=False, timeout=60
    )
    assert ran.returncode == -signal.SIGKILL
    committed = where != "sign"
    assert (folder / NEXT).exists() is (where != "accept")
    found = examine(place, "default")
    assert found.size == 5 + committed * (2 if accepted is Loss.RECORDS else 1)
    assert found.lost is (accepted is Loss.KEY and not committed)
    if found.loss is not None:
        assert found.loss is accepted
        recover(place, ring, approver, accepted)
    else:
        assert (accepted, committed) == (Loss.KEY, True)
    append(1, START, ring)
    assert checked(place, ring).logs[0][1].gaps == (accepted is Loss.RECORDS) * (1 + committed)


@pytest.fixture
def server(postgres: str, tmp_path: Path) -> Iterator[Server]:
    """A schema of this test's own, and a login that may act as a gateway and is nothing else."""
    schema = f"audit_{secrets.token_hex(6)}"
    install(postgres, schema)
    name = f"{schema}_login"
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(
            sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(*map(sql.Identifier, (name, f"{schema}_gw")))
        )
    yield Server(make_conninfo(postgres, user=name), bytes(32), "gw", schema, tmp_path)
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"DROP SCHEMA {schema} CASCADE")
        for role in ("login", "eraser", "reader", "gw", "owner"):
            db.execute(f"DROP OWNED BY {schema}_{role}")
            db.execute(f"DROP ROLE {schema}_{role}")


def test_a_gateways_login_is_enough_on_a_server(
    server: Server, postgres: str, ring: Ring, approver: Signer, record: Made
):
    def append(records: int) -> None:
        with closing(AuditLog(server, ring, timeout=20, clock=lambda: START)) as log:
            for _ in range(records):
                log.append_sync(record())

    s = server.schema
    append(3)
    with psycopg.connect(postgres) as db:
        (old,) = db.execute(f"SELECT size, frontier, note FROM {s}.head").fetchall()
    append(3)
    with psycopg.connect(postgres) as db:  # what a backup of then would bring back
        db.execute("SET session_replication_role = replica")
        db.execute(f"DELETE FROM {s}.body WHERE rid IN (SELECT rid FROM {s}.rec WHERE seq >= 5)")
        db.execute(f"DELETE FROM {s}.shred WHERE rid IN (SELECT rid FROM {s}.rec WHERE seq >= 5)")
        db.execute(f"DELETE FROM {s}.rec WHERE seq >= 5")
        db.execute(f"UPDATE {s}.head SET size = %s, frontier = %s, note = %s", old)
    with pytest.raises(AuditUnavailable, match=r"5 records instead of 8.*audit recover --accept-rollback"):
        append(1)
    assert examine(server, "default") == Found(size=5, seen=8, missing=3, lost=False)
    assert recover(server, ring, approver, Loss.RECORDS, lambda: LATER).number == 1
    append(1)
    with psycopg.connect(postgres) as db:
        db.execute(f"DELETE FROM {s}.signing")
    with pytest.raises(AuditUnavailable, match="it was lost"):
        append(1)
    with pytest.raises(StoreError, match="the checkpoint key is lost"):
        recover(server, ring, approver, Loss.RECORDS)
    recover(server, ring, approver, Loss.KEY, lambda: LATER)
    append(1)
    with closing(PostgresStore.open(postgres, "default", "reader", s)) as store:
        report = verify_store(store, {ring.digest: ring})
    assert report.problems == ()
    (log,) = (log for _, log in report.logs)
    assert (log.missing, len(log.recovered)) == (3, 2)


def test_another_secret_is_not_a_lost_key(server: Server, ring: Ring, approver: Signer, record: Made):
    with closing(AuditLog(server, ring, timeout=20)) as log:
        log.append_sync(record())
    elsewhere = replace(server, secret=bytes(31) + b"x")
    with pytest.raises(StoreError, match="sealed under another secret"):
        recover(elsewhere, ring, approver, Loss.KEY)
    with closing(AuditLog(server, ring, timeout=20)) as log:
        assert log.append_sync(record()).seq == 3
