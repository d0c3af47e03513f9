"""The log under many callers, and under everything that can go wrong before a record is on disk."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from audit.errors import AuditUnavailable, RecordError
from audit.log import AuditLog
from audit.open import PrivateKey, open_body
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.store.sqlite import SqliteStore
from audit.verify import verify

ROOT = Path(__file__).parents[2]
WRITERS_MAY_NOT_IMPORT = {"audit.open", "audit.keyfile", "audit.cli"}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the store's write lock, as a stalled disk would hold up a commit."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


async def test_concurrent_appends_are_gap_free_and_readable(
    tmp_path: Path, ring: Ring, key: PrivateKey, record: Callable[..., Record]
):
    path = tmp_path / "a.sqlite"
    log = AuditLog(path, ring, clock=lambda: 1_700_000_000.9)

    async def produce(producer: int) -> list[tuple[bytes, str, int]]:
        made = []
        for number in range(5):
            body = f"{producer}.{number}".encode()
            receipt = await log.append(record(body))
            made.append((body, receipt.rid, receipt.seq))
        return made

    made = [item for items in await asyncio.gather(*map(produce, range(32))) for item in items]
    log.close()
    assert sorted(seq for _, _, seq in made) == list(range(160))
    assert len({rid for _, rid, _ in made}) == 160
    report = verify(path)
    assert (report.ok, report.records) == (True, 160)
    with closing(SqliteStore.read(path)) as store:
        for body, rid, seq in made:
            (row,) = store.with_prefix(rid, 2)
            assert (row.seq, row.ts) == (seq, 1_700_000_000)
            assert open_body(row.hdr, row.sealed, store.share(rid), key) == body
            assert parse_header(row.hdr).ring == ring.digest


async def test_a_record_is_on_disk_when_append_returns(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    for size in range(1, 5):
        receipt = await log.append(record())
        with closing(SqliteStore.read(tmp_path / "a.sqlite")) as other:
            tree = other.frontier("default")
        assert (tree.size, tree.root().hex()) == (receipt.size, receipt.root) == (size, receipt.root)


def test_the_body_is_nowhere_in_the_files(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    canary = b"zelda quillfeather zelda@example.org 555-0132"
    log = log_at(tmp_path / "a.sqlite")
    receipt = log.append_sync(record(canary))
    on_disk = {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(on_disk) == {".sqlite", ".sqlite-wal", ".sqlite-shm"}
    everything = b"".join(on_disk.values())
    for form in (canary, canary.hex().encode(), canary.decode().encode("utf-16-le"), b"quillfeather"):
        assert form not in everything
    assert receipt.rid.encode() in everything  # the control: what is there is found


async def test_missing_directory_then_recovery(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    directory = tmp_path / "disk"
    log = log_at(directory / "a.sqlite")
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(AuditUnavailable, match="cannot be opened"):
            await log.append(record())
        assert time.monotonic() - began < 1
    assert not log.ready
    directory.mkdir()
    assert (await log.append(record())).seq == 0
    assert log.ready


async def test_disk_that_goes_and_comes_back(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    disk = tmp_path / "disk"
    disk.mkdir()
    log = log_at(disk / "a.sqlite")
    await log.append(record())
    disk.rename(tmp_path / "away")
    with pytest.raises(AuditUnavailable):
        await log.append(record())
    disk.mkdir()  # an empty disk in its place must not become a new log
    with pytest.raises(AuditUnavailable, match="older than what this process wrote"):
        await log.append(record())
    for path in disk.iterdir():
        path.unlink()
    disk.rmdir()
    (tmp_path / "away").rename(disk)
    assert (await log.append(record())).seq == 1
    log.close()
    assert verify(disk / "a.sqlite").ok


def test_readiness_returns_without_traffic(tmp_path: Path, log_at: Callable[..., AuditLog]):
    directory = tmp_path / "disk"
    log = log_at(directory / "a.sqlite")
    assert not until(lambda: log.ready, 0.1)
    directory.mkdir()
    assert until(lambda: log.ready)


def test_damaged_store_is_not_written_to(
    filled: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DROP TRIGGER rec_update")
    before = filled.read_bytes()
    log = log_at(filled)
    with pytest.raises(AuditUnavailable, match="tables or triggers"):
        log.append_sync(record())
    log.close()
    assert filled.read_bytes() == before


async def test_error_within_a_batch_reaches_every_waiter_and_is_got_over(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path = tmp_path / "a.sqlite"
    clock: list[float] = [1.0]
    log = log_at(path, clock=lambda: clock[0])
    await log.append(record())
    clock[0] = -1.0  # sealing refuses such a header
    results = await asyncio.gather(*(log.append(record()) for _ in range(8)), return_exceptions=True)
    assert all(isinstance(result, AuditUnavailable) for result in results)
    clock[0] = 2.0
    assert (await log.append(record())).seq == 1
    log.close()
    assert verify(path).records == 2


async def test_locked_store_times_out_and_recovers(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite", timeout=0.2)
    await log.append(record())
    with locked(tmp_path / "a.sqlite"):
        with pytest.raises(AuditUnavailable, match="timed out"):
            await log.append(record())
        with pytest.raises(AuditUnavailable, match="timed out"):
            await asyncio.to_thread(log.append_sync, record())
        assert await asyncio.to_thread(until, lambda: not log.ready)
    assert await asyncio.to_thread(until, lambda: log.ready)
    await log.append(record())


async def test_full_queue_refuses_at_once(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite", capacity=2)
    await log.append(record())
    with locked(tmp_path / "a.sqlite"):
        tasks = [asyncio.ensure_future(log.append(record())) for _ in range(10)]
        results = await asyncio.gather(*tasks, return_exceptions=True)
    refused = [result for result in results if isinstance(result, AuditUnavailable)]
    assert sum(str(error) == "queue full" for error in refused) >= 7
    assert len(refused) == 10


async def test_cancelled_caller_does_not_take_its_record_back(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    await log.append(record())
    task = asyncio.ensure_future(log.append(record()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    log.close()
    assert verify(tmp_path / "a.sqlite").records == 2


async def test_close_writes_what_is_queued(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    tasks = [asyncio.ensure_future(log.append(record())) for _ in range(300)]
    await asyncio.sleep(0)
    await asyncio.to_thread(log.close)
    assert {receipt.seq for receipt in await asyncio.gather(*tasks)} == set(range(300))
    with pytest.raises(AuditUnavailable, match="closed"):
        await log.append(record())
    with pytest.raises(AuditUnavailable, match="closed"):
        log.append_sync(record())
    log.close()
    assert not log.ready


def test_no_thread_is_left_over(tmp_path: Path, ring: Ring, record: Callable[..., Record]):
    before = threading.active_count()
    unused = AuditLog(tmp_path / "a.sqlite", ring)
    assert threading.active_count() == before
    unused.close()
    log = AuditLog(tmp_path / "a.sqlite", ring)
    log.append_sync(record())
    assert threading.active_count() == before + 1
    log.close()
    assert threading.active_count() == before


def test_event_loop_that_ends_before_its_record(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    log.append_sync(record())

    async def leave() -> None:
        asyncio.ensure_future(log.append(record()))  # noqa: RUF006 - left behind on purpose
        await asyncio.sleep(0)

    with locked(tmp_path / "a.sqlite"):
        asyncio.run(leave())
    log.append_sync(record())
    log.close()
    assert verify(tmp_path / "a.sqlite").ok


async def test_other_tenant_is_refused(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    with pytest.raises(RecordError, match="tenant"):
        await log.append(record(tenant="acme"))


def test_two_processes_may_share_a_store(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    """As `audit open` does beside a running gateway; two logs stand for the two processes."""
    logs = [log_at(tmp_path / "a.sqlite") for _ in range(2)]
    seqs = [logs[number % 2].append_sync(record()).seq for number in range(20)]
    assert seqs == list(range(20))
    for log in logs:
        log.close()
    assert verify(tmp_path / "a.sqlite").ok


def test_tenants_have_logs_of_their_own(
    tmp_path: Path,
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
    record: Callable[..., Record],
):
    for tenant in ("acme", "example"):
        log = AuditLog(tmp_path / "a.sqlite", rings((keys("x25519"),), tenant=tenant))
        assert [log.append_sync(record(tenant=tenant)).seq for _ in range(3)] == [0, 1, 2]
        log.close()
    assert verify(tmp_path / "a.sqlite").ok


def test_writing_process_never_imports_private_key_code():
    script = (
        "import sys, audit.log, audit.verify, audit.ring, audit.merkle, audit.errors, audit.store.sqlite;"
        "print(*(name for name in sys.modules if name.startswith(('audit', 'guard'))))"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    imported = set(ran.stdout.split())
    assert "audit.log" in imported
    assert not imported & WRITERS_MAY_NOT_IMPORT
    assert not [name for name in imported if name.startswith("guard")]
