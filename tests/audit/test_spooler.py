"""A log with a spool: what is acknowledged reaches the store, once, in order, whatever fails on the way."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from audit import spooler
from audit.entry import waiting
from audit.errors import AuditUnavailable, StoreError
from audit.events import Kind
from audit.items import Receipt
from audit.log import AuditLog
from audit.open import PrivateKey, open_body
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.spool import Spool, Waiting
from audit.store.rows import Row
from audit.store.sqlite import SqliteStore
from audit.verify import verify

Made = Callable[..., Record]


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def flags(path: Path) -> list[Row]:
    # Looked at while it is being made, too.
    with suppress(StoreError, sqlite3.OperationalError), closing(SqliteStore.read(path)) as store:
        return [row for row in store.in_order("default") if row.kind == "flag"]
    return []


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "far" / "audit.sqlite"


@pytest.fixture
def log(tmp_path: Path, store: Path, log_at: Callable[..., AuditLog]) -> AuditLog:
    """A log whose store is away: its folder is not there yet."""
    return log_at(store, spool=tmp_path / "spool.sqlite")


def test_a_record_is_acknowledged_while_the_store_is_away(tmp_path: Path, log: AuditLog, record: Made):
    receipt = log.append_sync(record())
    assert (receipt.placed, receipt.size, receipt.note) == (False, 0, "")
    assert log.ready
    log.close()
    with closing(Spool.open(tmp_path / "spool.sqlite")) as spool:
        assert [each.rid for each in spool.oldest(10)] == [receipt.rid]
    assert not log.ready


def test_what_was_kept_reaches_the_store_when_it_is_there(
    store: Path, log: AuditLog, record: Made, keys: Callable[..., PrivateKey]
):
    made = [
        log.append_sync(record(f"body {number}".encode(), tokens=(bytes([number]) * 10,)))
        for number in range(7)
    ]
    assert not store.exists()
    store.parent.mkdir()
    assert until(lambda: len(flags(store)) == 7)
    rows = flags(store)
    assert [row.rid for row in rows] == [each.rid for each in made]
    log.close()
    assert verify(store).problems == ()
    with closing(SqliteStore.read(store)) as opened:
        for number, row in enumerate(rows):
            assert parse_header(row.hdr).spooled
            body = open_body(row.hdr, opened.sealed(row.rid), opened.share(row.rid), keys("x25519"))
            assert body == f"body {number}".encode()
        assert opened.with_token(b"\x03" * 10) == [made[3].rid]


def test_the_next_process_forwards_what_the_last_one_left(
    tmp_path: Path, store: Path, log: AuditLog, log_at: Callable[..., AuditLog], record: Made
):
    made = [log.append_sync(record()).rid for _ in range(3)]
    log.close()
    store.parent.mkdir()
    again = log_at(store, spool=tmp_path / "spool.sqlite")
    made.append(again.append_sync(record()).rid)
    assert until(lambda: len(flags(store)) == 4)
    assert [row.rid for row in flags(store)] == made


def test_a_record_that_the_store_has_already_is_taken_once(
    tmp_path: Path, store: Path, log: AuditLog, log_at: Callable[..., AuditLog], record: Made
):
    store.parent.mkdir()
    made = [log.append_sync(record()).rid for _ in range(3)]
    assert until(lambda: len(flags(store)) == 3)
    assert until(lambda: not Path(f"{tmp_path}/spool.sqlite-wal").stat().st_size)
    log.close()
    with closing(SqliteStore.read(store)) as opened:
        sent = [opened.by_rid(rid) for rid in made]
        kept = [(row, opened.sealed(row.rid), opened.share(row.rid)) for row in sent if row is not None]

    with closing(Spool.open(tmp_path / "spool.sqlite")) as spool:  # as after a crash before the drop
        spool.add([Waiting(row.rid, row.ts, row.hdr, sealed, share) for row, sealed, share in kept])
    again = log_at(store, spool=tmp_path / "spool.sqlite")
    last = again.append_sync(record()).rid
    assert until(lambda: len(flags(store)) == 4)
    again.close()
    assert [row.rid for row in flags(store)] == [*made, last]
    assert verify(store).problems == ()


def test_what_officers_order_waits_for_the_store(log: AuditLog, store: Path, access: Made):
    with pytest.raises(AuditUnavailable):
        log.append_sync(access())
    store.parent.mkdir()
    assert log.append_sync(access()).placed


def test_beyond_its_quota_a_record_waits_for_the_store(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    store: Path,
    log_at: Callable[..., AuditLog],
    record: Made,
):
    monkeypatch.setattr(spooler.Spooler, "__init__", _with(quota=1))
    log = log_at(store, spool=tmp_path / "spool.sqlite")
    assert not log.append_sync(record()).placed  # the first one fits an empty spool
    with pytest.raises(AuditUnavailable, match="cannot be opened"):
        log.append_sync(record())
    store.parent.mkdir()
    assert until(lambda: len(flags(store)) == 1)


def test_when_the_oldest_has_waited_too_long_a_record_waits_for_the_store(
    tmp_path: Path, store: Path, log_at: Callable[..., AuditLog], record: Made
):
    now = [1_700_000_000.0]
    log = log_at(store, spool=tmp_path / "spool.sqlite", clock=lambda: now[0])
    assert not log.append_sync(record()).placed
    now[0] += 3601
    with pytest.raises(AuditUnavailable):
        log.append_sync(record())


def test_with_a_spool_that_cannot_be_used_a_record_waits_for_the_store(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Made
):
    (tmp_path / "spool.sqlite").write_bytes(b"not a database" * 100)
    log = log_at(tmp_path / "audit.sqlite", spool=tmp_path / "spool.sqlite")
    assert log.append_sync(record()).placed
    log.close()
    assert len(flags(tmp_path / "audit.sqlite")) == 1


async def test_many_callers_lose_nothing_while_the_store_comes_and_goes(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Made
):
    store = tmp_path / "audit.sqlite"
    log = log_at(store, spool=tmp_path / "spool.sqlite", timeout=20)
    made: list[Receipt] = []

    async def produce() -> None:
        made.extend([await log.append(record()) for _ in range(20)])

    async def disturb() -> None:
        for _ in range(3):
            await asyncio.sleep(0.05)
            with locked(store):
                await asyncio.sleep(0.1)

    assert until(lambda: log.ready and store.exists())
    await asyncio.gather(*(produce() for _ in range(8)), disturb())
    assert await asyncio.to_thread(until, lambda: len(flags(store)) == 160)
    log.close()
    assert sorted(row.rid for row in flags(store)) == sorted(each.rid for each in made)
    assert verify(store).problems == ()


def test_a_ring_that_changed_meanwhile_does_not_hold_a_record_up(
    tmp_path: Path,
    store: Path,
    log_at: Callable[..., AuditLog],
    record: Made,
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
):
    old = rings((keys("x25519"),))
    with closing(Spool.open(tmp_path / "spool.sqlite")) as spool:
        spool.add([waiting(record(), old, "0a" * 16, 1_700_000_000)])

    new = replace(old, version=2, expires=2**40)
    store.parent.mkdir()
    with closing(AuditLog(store, new, spool=tmp_path / "spool.sqlite")) as log:
        log.append_sync(record())
        assert until(lambda: len(flags(store)) == 2)
    first, second = (parse_header(row.hdr) for row in flags(store))
    assert (first.ring, second.ring) == (old.digest, new.digest)
    rings_kept = {each.digest: each for each in (old, new)}
    assert verify(store, rings_kept).problems == ()
    assert [problem.detail for problem in verify(store).problems] == ["not the ring in force"]


def test_one_record_that_fits_no_store_does_not_hold_up_those_behind_it(
    tmp_path: Path, store: Path, log_at: Callable[..., AuditLog], record: Made, ring: Ring
):
    foreign = waiting(record(tenant="acme"), replace(ring, tenant="acme"), "0a" * 16, 1_700_000_000)
    broken = replace(waiting(record(), ring, "0b" * 16, 1_700_000_000), hdr=b"{}")
    with closing(Spool.open(tmp_path / "spool.sqlite")) as spool:
        spool.add([foreign, broken])
    store.parent.mkdir()
    log = log_at(store, spool=tmp_path / "spool.sqlite")
    rid = log.append_sync(record()).rid
    assert until(lambda: [row.rid for row in flags(store)] == [rid])
    assert until(lambda: log.missing == 0)
    log.close()
    assert verify(store).problems == ()
    with closing(SqliteStore.read(store)) as opened:
        assert [parse_header(row.hdr).event.said() for row in opened.of_kind("default", Kind.GAP)] == [
            "2 records missing: lost"
        ]
    with closing(sqlite3.connect(tmp_path / "spool.sqlite")) as db:  # they are still there to look into
        assert db.execute("SELECT rid FROM refused ORDER BY n").fetchall() == [("0a" * 16,), ("0b" * 16,)]


def test_no_error_whatever_ends_the_spooler(
    tmp_path: Path, record: Made, rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    ring, asked = rings((keys("x25519"),)), [0]

    def given() -> Ring:
        asked[0] += 1
        if asked[0] in failing:
            raise OSError("the disk of the rings is away")
        return ring

    failing = range(0)
    with closing(AuditLog(tmp_path / "audit.sqlite", given, spool=tmp_path / "spool.sqlite")) as log:
        log.append_sync(record())
        failing = range(asked[0] + 2, 10**6)  # the next one is the caller's own look
        with pytest.raises(AuditUnavailable, match="OSError"):
            log.append_sync(record())
        failing = range(0)
        assert not log.append_sync(record()).placed


def test_a_log_that_ends_leaves_nothing_in_the_spool_that_the_store_has(
    tmp_path: Path, store: Path, log_at: Callable[..., AuditLog], record: Made
):
    store.parent.mkdir()
    log = log_at(store, spool=tmp_path / "spool.sqlite")
    made = [log.append_sync(record()).rid for _ in range(5)]
    log.close()
    assert [row.rid for row in flags(store)] == made
    with closing(Spool.open(tmp_path / "spool.sqlite")) as spool:
        assert spool.oldest(10) == []


def test_a_log_with_neither_store_nor_spool_is_not_ready(
    tmp_path: Path, store: Path, log_at: Callable[..., AuditLog], record: Made
):
    (tmp_path / "spool.sqlite").write_bytes(b"not a database" * 100)
    log = log_at(store, spool=tmp_path / "spool.sqlite")
    with pytest.raises(AuditUnavailable):
        log.append_sync(record())
    assert not log.ready


def _with(**changed: int) -> Callable[..., None]:
    made = spooler.Spooler.__init__

    def init(self: spooler.Spooler, *args: object) -> None:
        made(self, *args, **changed)  # type: ignore[arg-type]

    return init
