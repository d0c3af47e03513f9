"""Verification: every stored field, every kind of loss, and random damage to the file."""

import random  # noqa: TID251 - seeded
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from audit.errors import StoreError
from audit.log import AuditLog
from audit.merkle import Frontier
from audit.record import Record
from audit.store.sqlite import SCHEMA
from audit.verify import COVERED, KEPT, Check, verify

FLIPS = 300


def tamper(path: Path, *statements: str) -> None:
    """Change a store as whoever holds the file can: without its triggers, which are put back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for statement in SCHEMA:
            if statement.startswith("CREATE TRIGGER"):
                db.execute(statement)


def kinds(path: Path) -> set[Check]:
    return {problem.kind for problem in verify(path).problems}


def content(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = bytes
        return [
            db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("rec", "head", "shred")
        ]


def test_intact(filled: Path):
    report = verify(filled)
    assert (report.ok, report.records, report.omitted) == (True, 6, 0)
    ((tenant, tree),) = report.trees
    assert (tenant, tree.size) == ("default", 6)


def test_empty(tmp_path: Path, log_at: Callable[..., AuditLog]):
    log = log_at(tmp_path / "a.sqlite")
    assert log.ready in (True, False)
    log.close()
    report = verify(tmp_path / "a.sqlite")
    assert (report.ok, report.records, report.trees) == (True, 0, ())


def test_tree_is_the_one_of_the_last_receipt(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    receipts = [log.append_sync(record()) for _ in range(3)]
    log.close()
    ((_, tree),) = verify(tmp_path / "a.sqlite").trees
    assert (tree.size, tree.root().hex()) == (receipts[-1].size, receipts[-1].root)


def test_schema_has_no_column_that_is_not_covered(filled: Path):
    with closing(sqlite3.connect(filled)) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        found = {
            table: {column for _, column, *_ in db.execute(f"PRAGMA table_info({table})")} for table in tables
        }
    assert found == {table: set(columns) for table, columns in COVERED.items()}


def _values(value: object) -> list[object]:
    if isinstance(value, int):
        return [value + 100, value + 2**40, -value - 1]
    if isinstance(value, str):
        return [value + "x", value[:-1], value[:-1] + chr(ord(value[-1]) ^ 1), ""]
    flips = [bytes((*value[:at], value[at] ^ 1 << at % 8, *value[at + 1 :])) for at in range(len(value))]
    return [*flips, value + b"\0", value[:-1], b""] if value else [b"\0"]


@pytest.mark.parametrize(
    ("table", "column"), [(t, c) for t, columns in COVERED.items() for c in sorted(columns)]
)
def test_every_changed_field_is_found(filled: Path, table: str, column: str):
    key = "tenant" if table == "head" else "rid"
    with closing(sqlite3.connect(filled, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        rows = db.execute(f"SELECT {key}, {column} FROM {table}").fetchall()

        def change(row_key: object, value: object) -> None:
            db.execute("BEGIN")
            for name, _ in triggers:
                db.execute(f"DROP TRIGGER {name}")
            changed = db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (value, row_key))
            for _, sql in triggers:
                db.execute(sql)
            db.execute("COMMIT")
            assert changed.rowcount == 1

        for row_key, value in rows[:1] if column in ("hdr", "sealed", "leaf") else rows:
            changes = _values(value)
            for changed in changes[:: 1 if len(changes) < 200 else 3]:
                change(row_key, changed)
                assert not verify(filled).ok, (table, column)
                change(changed if column == key else row_key, value)
    assert verify(filled).ok


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["DELETE FROM rec WHERE seq = 0"], Check.SEQUENCE),
        (["DELETE FROM rec WHERE seq = 2"], Check.SEQUENCE),
        (["DELETE FROM rec WHERE seq = 5"], Check.HEAD),
        (["DELETE FROM rec WHERE seq >= 3"], Check.HEAD),
        (["DELETE FROM rec"], Check.HEAD),
        (["DELETE FROM head"], Check.HEAD),
        (["DELETE FROM rec", "DELETE FROM head"], Check.SHARE),
        (["DELETE FROM shred WHERE rid = (SELECT rid FROM rec WHERE seq = 1)"], Check.SHARE),
        (["INSERT INTO shred VALUES ('00', zeroblob(32))"], Check.SHARE),
        (["INSERT INTO shred SELECT rid, zeroblob(32) FROM rec WHERE seq = 5"], Check.SHARE),
        (
            [
                "UPDATE rec SET seq = -1 WHERE seq = 1",
                "UPDATE rec SET seq = 1 WHERE seq = 2",
                "UPDATE rec SET seq = 2 WHERE seq = -1",
            ],
            Check.COPY,
        ),
        (["UPDATE rec SET seq = seq + 100"], Check.SEQUENCE),
        (["UPDATE rec SET tenant = 'other' WHERE seq = 5"], Check.HEAD),
        (["UPDATE rec SET tenant = 'a' || char(27) || 'b' WHERE seq = 5"], Check.COPY),
        (
            ["INSERT INTO rec SELECT tenant, 6, 'x', kind, ts, hdr, sealed, leaf FROM rec WHERE seq = 5"],
            Check.HEADER,
        ),
        (["UPDATE rec SET sealed = (SELECT sealed FROM rec WHERE seq = 1) WHERE seq = 2"], Check.LEAF),
        (["CREATE TABLE extra(a)"], Check.SCHEMA),
        (["CREATE INDEX extra ON rec(ts)"], Check.SCHEMA),
        (["PRAGMA user_version=2"], Check.SCHEMA),
        (["PRAGMA application_id=2"], Check.SCHEMA),
    ],
)
def test_loss_and_rearrangement_are_found(filled: Path, statements: list[str], found: Check):
    tamper(filled, *statements)
    assert found in kinds(filled)


def test_dropped_trigger_is_found(filled: Path):
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DROP TRIGGER rec_update")
    assert kinds(filled) == {Check.SCHEMA}


def test_head_rewritten_to_fit_a_cut_log_differs_from_the_receipt(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    """The stated limit: the store agrees with itself, and only a kept receipt tells."""
    path = tmp_path / "a.sqlite"
    log = log_at(path)
    short = log.append_sync(record())
    long = log.append_sync(record())
    log.close()
    tree = Frontier(1, (bytes.fromhex(short.root),))
    tamper(
        path,
        "DELETE FROM shred WHERE rid = (SELECT rid FROM rec WHERE seq = 1)",
        "DELETE FROM rec WHERE seq = 1",
        f"UPDATE head SET size = 1, frontier = x'{tree.to_bytes().hex()}', root = x'{short.root}'",
    )
    report = verify(path)
    assert report.ok
    assert report.trees[0][1].size < long.size


def test_details_hold_nothing_that_was_stored(filled: Path):
    tamper(filled, "UPDATE rec SET tenant = 'zelda quillfeather', kind = 'zelda quillfeather'")
    report = verify(filled)
    assert not report.ok
    assert "zelda" not in repr(report.problems)


def test_random_bit_flips_are_found_or_change_nothing(filled: Path):
    original, before = filled.read_bytes(), content(filled)
    source = random.Random(7)  # seeded: the same flips each time
    found = same = 0
    for _ in range(FLIPS):
        raw = bytearray(original)
        bit = source.randrange(8 * len(raw))
        raw[bit // 8] ^= 1 << bit % 8
        filled.write_bytes(raw)
        try:
            ok = verify(filled).ok
        except StoreError:
            ok = False
        if ok:
            assert content(filled) == before, bit
            same += 1
        else:
            found += 1
        for extra in filled.parent.glob("audit.sqlite-*"):
            extra.unlink()
    assert found > FLIPS / 10
    assert same


def test_truncated_files_are_found(filled: Path):
    original = filled.read_bytes()
    for length in range(0, len(original), 1000):
        filled.write_bytes(original[:length])
        try:
            assert not verify(filled).ok, length
        except StoreError:
            continue


def test_problems_beyond_the_limit_are_counted(
    tmp_path: Path, log_at: Callable[..., AuditLog], access: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    items = KEPT + 10
    done = [log._submit(access()) for _ in range(items)]
    for future in done:
        future.result(10)
    log.close()
    tamper(tmp_path / "a.sqlite", "UPDATE rec SET ts = ts + 1")
    report = verify(tmp_path / "a.sqlite")
    assert (len(report.problems), report.omitted) == (KEPT, 10)


def test_not_sqlite(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"text" * 1000)
    for path in (tmp_path / "a", tmp_path / "missing", tmp_path):
        with pytest.raises(StoreError):
            verify(path)
