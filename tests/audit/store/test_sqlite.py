"""The store's guard rails: profile, triggers, permissions, and the check of the tail."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from audit.errors import IntegrityError, StoreError
from audit.events import Erasure, Kind
from audit.log import AuditLog
from audit.merkle import Frontier
from audit.note import Signer
from audit.record import Record
from audit.signing import origin, signed
from audit.store.rows import Head, New
from audit.store.sqlite import SCHEMA, SqliteStore
from audit.verify import verify

RECORDS = 8
REFUSED = r"append-only|only grows|never changed|stays erased|on record first"
TOLD = """INSERT INTO rec SELECT tenant, seq + 1, 'event', 'erase', ts, hdr, leaf FROM rec
  WHERE tenant = 'default' ORDER BY seq DESC LIMIT 1"""
"""Adds an erasure with the id `event`, as far as the triggers look."""


def connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA recursive_triggers=ON")
    return db


def drop_triggers(db: sqlite3.Connection) -> None:
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")


def make_triggers(db: sqlite3.Connection) -> None:
    for statement in SCHEMA:
        if statement.startswith("CREATE TRIGGER"):
            db.execute(statement)


def test_profile(tmp_path: Path):
    with closing(SqliteStore.write(tmp_path / "a.sqlite")) as store:
        values = {
            name: store.query(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode",
                "synchronous",
                "secure_delete",
                "trusted_schema",
                "recursive_triggers",
                "cell_size_check",
                "foreign_keys",
            )
        }
    assert list(values.values()) == ["wal", 2, 1, 0, 1, 1, 1]


def test_files_are_private_whatever_the_umask(tmp_path: Path):
    before = os.umask(0)
    try:
        with closing(SqliteStore.write(tmp_path / "a.sqlite")):
            made = list(tmp_path.iterdir())
            assert len(made) == 3
            assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rec SET kind = 'flag' WHERE seq = 0",
        "UPDATE rec SET hdr = x''",
        "DELETE FROM rec WHERE seq = 8",
        "DELETE FROM rec",
        "INSERT OR REPLACE INTO rec SELECT * FROM rec WHERE seq = 0",
        "INSERT OR REPLACE INTO rec SELECT tenant, 9, rid, kind, ts, hdr, leaf FROM rec WHERE seq = 0",
        "INSERT OR IGNORE INTO rec SELECT tenant, 9, rid, kind, ts, hdr, leaf FROM rec WHERE seq = 0",
        "INSERT INTO rec SELECT tenant, 10, 'new', kind, ts, hdr, leaf FROM rec WHERE seq = 0",
        "INSERT INTO rec SELECT tenant, -1, 'new', kind, ts, hdr, leaf FROM rec WHERE seq = 0",
        "INSERT INTO rec SELECT 'other', 1, 'new', kind, ts, hdr, leaf FROM rec WHERE seq = 0",
        "UPDATE head SET size = size",
        "UPDATE head SET size = size - 1",
        "UPDATE head SET size = size + 1, tenant = 'other'",
        "UPDATE head SET note = ''",
        "DELETE FROM head",
        "INSERT OR REPLACE INTO head SELECT * FROM head",
        "UPDATE body SET sealed = x''",
        "UPDATE body SET rid = 'other' WHERE rid = (SELECT rid FROM rec WHERE seq = 2)",
        "DELETE FROM body",
        "UPDATE shred SET e = zeroblob(32)",
        "DELETE FROM shred",
        "INSERT OR REPLACE INTO shred SELECT rid, zeroblob(32) FROM shred",
        "UPDATE blind SET nonce = zeroblob(16)",
        "DELETE FROM blind",
        "UPDATE token SET token = zeroblob(10) WHERE token = CAST('aaaaaaaaaa' AS BLOB)",
        "DELETE FROM token",
        "UPDATE erased SET event = 'other'",
        "DELETE FROM erased",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_triggers_refuse(wiped: Path, statement: str, recursive: str):
    with closing(connect(wiped)) as db:
        db.execute(f"PRAGMA recursive_triggers={recursive}")
        before = list(db.iterdump())
        with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
            db.execute(statement)
        assert list(db.iterdump()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO body SELECT rid, zeroblob(9) FROM body",
        "INSERT OR REPLACE INTO blind SELECT rid, zeroblob(16) FROM blind",
        "INSERT OR REPLACE INTO erased SELECT rid, 'other' FROM erased",
    ],
)
@pytest.mark.parametrize(
    "recursive",
    ["ON", "OFF"],
)
def test_triggers_refuse_to_replace_what_stands_beside_a_record(wiped: Path, statement: str, recursive: str):
    with closing(connect(wiped)) as db:
        db.execute(f"PRAGMA recursive_triggers={recursive}")
        before = list(db.iterdump())
        with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
            db.execute(statement)
        assert list(db.iterdump()) == before


@pytest.mark.parametrize(("table", "rows"), [("body", 1), ("shred", 1), ("blind", 1), ("token", 2)])
def test_what_stands_beside_a_record_can_be_deleted_once_that_is_noted(filled: Path, table: str, rows: int):
    delete = f"DELETE FROM {table} WHERE rid = (SELECT rid FROM rec WHERE seq = 2)"
    with closing(connect(filled)) as db:
        with pytest.raises(sqlite3.IntegrityError, match="kept or erased"):
            db.execute(delete)
        db.execute(TOLD)
        db.execute("INSERT INTO erased SELECT rid, 'event' FROM rec WHERE seq = 2")
        assert db.execute(delete).rowcount == rows
        with pytest.raises(sqlite3.IntegrityError, match="kept or erased"):
            db.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER rec_update",
        "DROP TABLE rec",
        "ALTER TABLE rec RENAME TO other",
        "ATTACH ':memory:' AS other",
    ],
)
def test_our_own_process_cannot_drop_them(filled: Path, statement: str):
    with closing(SqliteStore.write(filled)) as store, pytest.raises(sqlite3.DatabaseError):
        store.query(statement)


def test_missing_directory_is_not_made(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore.write(tmp_path / "gone" / "a.sqlite")
    assert not (tmp_path / "gone").exists()


def test_reading_makes_no_file(tmp_path: Path):
    with pytest.raises(StoreError, match="no audit store here"):
        SqliteStore.read(tmp_path / "a.sqlite")
    assert not list(tmp_path.iterdir())


def test_a_file_whose_tables_are_still_being_made_is_not_read(tmp_path: Path):
    (tmp_path / "a.sqlite").touch()
    with pytest.raises(StoreError, match="no tables"):
        SqliteStore.read(tmp_path / "a.sqlite")


def test_reading_cannot_write(filled: Path):
    with closing(SqliteStore.read(filled)) as store, pytest.raises(sqlite3.OperationalError):
        store.query("DELETE FROM shred")


@pytest.mark.parametrize("opener", [SqliteStore.write, SqliteStore.read])
def test_other_files_are_refused(tmp_path: Path, opener: Callable[[Path], SqliteStore]):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(StoreError, match="NOTADB"):
        opener(path)


def test_other_databases_are_refused(tmp_path: Path):
    with closing(connect(tmp_path / "a.sqlite")) as db:
        db.execute("CREATE TABLE notes(text)")
    with pytest.raises(IntegrityError, match="tables or triggers"):
        SqliteStore.write(tmp_path / "a.sqlite")


def test_store_with_a_trigger_dropped_is_refused(filled: Path):
    with closing(connect(filled)) as db:
        db.execute("DROP TRIGGER rec_delete")
    with pytest.raises(IntegrityError, match="tables or triggers"):
        SqliteStore.write(filled)


def test_failed_transaction_leaves_nothing(filled: Path):
    with closing(SqliteStore.write(filled)) as store:
        (row,) = store.rows(1)
        with pytest.raises(sqlite3.IntegrityError), store.transaction():
            store.add(New(row))
        assert store.checked_tail("default").tree.size == RECORDS
        assert len(list(store.rows(100))) == RECORDS


def test_tail_of_an_intact_and_of_an_empty_store(filled: Path):
    with closing(SqliteStore.write(filled)) as store:
        assert store.checked_tail("default").tree.size == RECORDS
        assert store.checked_tail("default") == store.head("default")
        assert store.checked_tail("nobody") == store.head("nobody") == Head()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM rec WHERE seq = 7",
        "DELETE FROM rec",
        "DELETE FROM head",
        "UPDATE head SET size = 7",
        "UPDATE head SET frontier = zeroblob(104)",
        "UPDATE rec SET hdr = x'00' WHERE seq = 7",
        "UPDATE rec SET leaf = zeroblob(114) WHERE seq = 7",
        "UPDATE rec SET kind = 'verdict' WHERE seq = 7",
        "UPDATE rec SET rid = '00000000000000000000000000000000' WHERE seq = 7",
        "UPDATE head SET note = ''",
        "INSERT INTO body SELECT rid, x'00' FROM rec WHERE seq = 7",
    ],
)
def test_tail_that_does_not_fit_is_refused(filled: Path, statement: str):
    with closing(connect(filled)) as db:
        drop_triggers(db)
        db.execute(statement)
        make_triggers(db)
    with closing(SqliteStore.write(filled)) as store, pytest.raises(IntegrityError):
        store.checked_tail("default")


def test_last_leaf_must_be_in_the_frontier(wiped: Path):
    """With an odd number of leaves the last one stands in the frontier by itself."""
    with closing(connect(wiped)) as db:
        drop_triggers(db)
        other = Frontier()
        for _ in range(RECORDS + 1):
            other = other.append(bytes(32))
        note = signed(other, Signer(origin("default"), bytes(32)))
        db.execute("UPDATE head SET size = ?, frontier = ?, note = ?", (other.size, other.to_bytes(), note))
        make_triggers(db)
    with (
        closing(SqliteStore.write(wiped)) as store,
        pytest.raises(IntegrityError, match="end in the last leaf"),
    ):
        store.checked_tail("default")


def test_look_up(filled: Path):
    with closing(SqliteStore.read(filled)) as store:
        rows = list(store.rows(100))
        assert [row.seq for row in rows] == [7, 6, 5, 4, 3, 2, 1, 0]
        assert [row.seq for row in store.rows(2)] == [7, 6]
        for row in rows:
            assert store.with_prefix(row.rid, 2) == [row]
            assert row in store.with_prefix(row.rid[:1], 100)
        assert len(store.with_prefix("", 100)) == RECORDS
        for prefix in ("g", "%", "F", rows[0].rid + "0"):
            assert store.with_prefix(prefix, 2) == []
        assert len(store.share(rows[-3].rid)) == 32
        assert store.sealed(rows[-3].rid) > b""
        for bare in (rows[0], rows[1], rows[-2], rows[-1]):
            assert store.sealed(bare.rid) == b""
            with pytest.raises(StoreError, match="no share"):
                store.share(bare.rid)


def test_look_up_of_the_last_record_of_a_kind(filled: Path):
    with closing(SqliteStore.read(filled)) as store:
        rows = {row.seq: row for row in store.rows(100)}
        assert store.last("default", Kind.ROTATE) == rows[0]
        assert store.last("default", Kind.FLAG) == rows[6]
        assert store.last("default", Kind.ACCESS) == rows[7]
        assert store.last("default", Kind.ERASE) is None
        assert store.last("nobody", Kind.FLAG) is None


def test_look_up_by_token(filled: Path):
    with closing(SqliteStore.read(filled)) as store:
        rids = {row.seq: row.rid for row in store.rows(100)}
        assert store.with_token(b"a" * 10) == [rids[2]]
        assert set(store.with_token(b"b" * 10)) == {rids[2], rids[3]}
        for token in (b"c" * 10, b"a" * 9, b""):
            assert store.with_token(token) == []


def test_erasing_leaves_the_record_and_nothing_beside_it(filled: Path):
    with closing(SqliteStore.write(filled)) as store:
        store.query(TOLD)
        rows = {row.seq: row for row in store.rows(100)}
        with store.transaction():
            store.erase([rows[2].rid], "event")
        assert list(store.rows(100)) == [rows[seq] for seq in sorted(rows, reverse=True)]
        assert store.sealed(rows[2].rid) == b""
        assert store.with_token(b"a" * 10) == []
        assert store.with_token(b"b" * 10) == [rows[3].rid]
        assert not store.query("SELECT * FROM blind WHERE rid = ?", rows[2].rid).fetchall()
        with pytest.raises(StoreError, match="no share"):
            store.share(rows[2].rid)
        for kept in (3, 4, 5):
            assert store.sealed(rows[kept].rid)
            assert store.share(rows[kept].rid)
        assert store.query("SELECT rid, event FROM erased").fetchall() == [(rows[2].rid, "event")]


@pytest.mark.parametrize("event", ["access", "nothing", "another tenant"])
def test_nothing_is_erased_that_no_erasure_tells_of(filled: Path, event: str):
    with closing(SqliteStore.write(filled)) as store:
        rid = next(row.rid for row in store.rows(100) if row.seq == 2)
        if event == "access":
            event = next(row.rid for row in store.rows(100) if row.kind == Kind.ACCESS)
        elif event == "another tenant":
            store.query(
                "INSERT INTO rec SELECT 'other', 0, ?, 'erase', ts, hdr, leaf FROM rec LIMIT 1", event
            )
        with pytest.raises(sqlite3.IntegrityError, match="on record first"), store.transaction():
            store.erase([rid], event)
        assert store.sealed(rid)
        assert len(store.share(rid)) == 32


def test_a_snapshot_is_one_state(
    filled: Path, log_at: Callable[..., AuditLog], access: Callable[..., Record]
):
    with closing(SqliteStore.read(filled)) as store:
        with store.snapshot():
            assert len(list(store.rows(100))) == RECORDS
            log_at(filled).append_sync(access())
            assert len(list(store.rows(100))) == RECORDS
        with pytest.raises(ZeroDivisionError), store.snapshot():
            raise ZeroDivisionError
        with store.snapshot():
            assert len(list(store.rows(100))) > RECORDS


def test_what_is_erased_is_in_no_file_after_settling(filled: Path):
    with closing(SqliteStore.write(filled)) as store:
        rid = next(row.rid for row in store.rows(100) if row.seq == 2)
        gone = [store.sealed(rid), store.share(rid), b"a" * 10]
        kept = store.share(next(row.rid for row in store.rows(100) if row.seq == 3))
        store.query(TOLD)
        with store.transaction():
            store.erase([rid], "event")
        store.settle()
        on_disk = b"".join(path.read_bytes() for path in filled.parent.iterdir())
        assert not [each for each in gone if each in on_disk]
        assert kept in on_disk


def test_settling_beside_a_reader_is_refused(filled: Path):
    with closing(SqliteStore.write(filled)) as store, closing(connect(filled)) as reader:
        store.query(TOLD)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM rec").fetchone()
        with store.transaction():
            store.erase([next(row.rid for row in store.rows(100) if row.seq == 2)], "event")
        with pytest.raises(StoreError, match="in use"):
            store.settle()
        reader.execute("ROLLBACK")
        store.settle()


def test_two_first_openers_make_one_schema(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    failures: list[Exception] = []

    def run() -> None:
        try:
            SqliteStore.write(path).close()
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(SqliteStore.write(path)) as store:
        assert store.checked_tail("default").tree.size == 0
    assert len(failures) < len(threads)


def test_opening_again_keeps_the_locks_of_the_first_connection(tmp_path: Path):
    """Else a process that reads and leaves takes itself for the last one, and removes the live WAL."""
    path = tmp_path / "a.sqlite"
    with closing(SqliteStore.write(path)) as first:
        SqliteStore.write(path).close()
        other = (
            "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('SELECT * FROM rec'); d.close()"
        )
        subprocess.run([sys.executable, "-c", other, str(path)], check=True)
        assert path.with_name("a.sqlite-wal").exists()
        assert first.checked_tail("default").tree.size == 0


def test_what_is_erased_gives_its_room_back_to_the_disk(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    erasure: Callable[..., Erasure],
):
    path = tmp_path / "audit.sqlite"
    log = log_at(path, timeout=20)
    rids = [log.append_sync(record(b"x" * 60_000)).rid for _ in range(20)]
    log.close()
    full = path.stat().st_size
    log = log_at(path, timeout=20)
    log.erase_sync(erasure(*rids), rids)
    log.close()
    assert full > 20 * 60_000
    assert path.stat().st_size < 400_000
    assert verify(path).records > 0
