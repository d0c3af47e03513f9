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

from audit import index
from audit.checkpoint import Checkpoint
from audit.errors import AuditUnavailable, NoteError, RecordError, StoreError
from audit.events import Kind, RingChange, Rotation
from audit.log import AuditLog
from audit.note import Signer, Verifier, verified
from audit.open import PrivateKey, open_body
from audit.record import Header, Record, parse_header
from audit.ring import Ring
from audit.signing import FileKeys, file_names, origin
from audit.standing import ROTATE_S
from audit.store.rows import Head, parts
from audit.store.sqlite import SqliteStore
from audit.verify import Log, verify

ROOT = Path(__file__).parents[2]
KEY_FILE, NEXT = file_names("default")
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
    assert sorted(seq for _, _, seq in made) == list(range(2, 162))
    assert len({rid for _, rid, _ in made}) == 160
    report = verify(path)
    assert (report.ok, report.records) == (True, 162)
    with closing(SqliteStore.read(path)) as store:
        for body, rid, seq in made:
            (row,) = store.with_prefix(rid, 2)
            assert (row.seq, row.ts) == (seq, 1_700_000_000)
            assert open_body(row.hdr, store.sealed(rid), store.share(rid), key) == body
            assert parse_header(row.hdr).ring == ring.digest


async def test_a_record_is_on_disk_when_append_returns(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    for size in range(3, 7):
        receipt = await log.append(record())
        with closing(SqliteStore.read(tmp_path / "a.sqlite")) as other:
            tree, note = other.head("default").tree, other.head("default").note
        assert (tree.size, tree.root().hex()) == (receipt.size, receipt.root) == (size, receipt.root)
        assert (note, receipt.seq) == (receipt.note, size - 1)


def test_the_body_is_nowhere_in_the_files(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    canary = b"zelda quillfeather zelda@example.org 555-0132"
    log = log_at(tmp_path / "a.sqlite")
    receipt = log.append_sync(record(canary))
    assert until(lambda: any(tmp_path.glob("seen-*.json")))
    on_disk = {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(on_disk) == {".sqlite", ".sqlite-wal", ".sqlite-shm", ".key", ".json"}
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
    assert (await log.append(record())).seq == 2
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
    assert (await log.append(record())).seq == 3
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
    assert (await log.append(record())).seq == 3
    log.close()
    assert verify(path).ok
    assert verify(path).records == 4


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
    assert sum(str(error) == "queue full" for error in refused) >= 5
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
    assert verify(tmp_path / "a.sqlite").records == 4


async def test_close_writes_what_is_queued(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    tasks = [asyncio.ensure_future(log.append(record())) for _ in range(300)]
    await asyncio.sleep(0)
    await asyncio.to_thread(log.close)
    assert {receipt.seq for receipt in await asyncio.gather(*tasks)} == set(range(2, 302))
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
    assert seqs == list(range(2, 22))
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
        assert [log.append_sync(record(tenant=tenant)).seq for _ in range(3)] == [2, 3, 4]
        log.close()
    assert verify(tmp_path / "a.sqlite").ok


def test_tenants_of_one_store_may_take_turns(
    tmp_path: Path,
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
    record: Callable[..., Record],
):
    for tenant in ("acme", "example", "acme", "example"):
        log = AuditLog(tmp_path / "a.sqlite", rings((keys("x25519"),), tenant=tenant))
        with closing(log):
            log.append_sync(record(tenant=tenant))
    assert verify(tmp_path / "a.sqlite").ok


def headers(path: Path) -> list[Header]:
    with closing(SqliteStore.read(path)) as store:
        return [parse_header(row.hdr) for row in store.rows(1000)][::-1]


def head_of(path: Path) -> Head:
    with closing(SqliteStore.read(path)) as store:
        return store.head("default")


def verifier_of(event: Rotation) -> Verifier:
    return Verifier(origin("default"), bytes.fromhex(event.key))


def key_file(path: Path) -> bytes:
    return path.with_name(KEY_FILE).read_bytes()


def log_of(path: Path) -> Log:
    report = verify(path)
    assert report.problems == ()
    return report.logs[0][1]


def test_the_first_record_names_the_key_that_is_on_disk(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path = tmp_path / "a.sqlite"
    log = log_at(path)
    assert until(lambda: log.ready)
    assert headers(path) == []
    assert log.append_sync(record()).seq == 2
    start, ring, flag = headers(path)
    public = Signer("any", key_file(path)).verifier.public.hex()
    assert (start.seq, start.event) == (0, Rotation(public, 0))
    assert (ring.seq, ring.event) == (1, RingChange(1))
    assert flag.kind is Kind.FLAG


def test_a_new_log_has_a_key_of_its_own(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        log_at(tmp_path / name / "a.sqlite").append_sync(record())
    assert key_file(tmp_path / "one" / "a.sqlite") != key_file(tmp_path / "two" / "a.sqlite")


def test_after_an_hour_the_next_batch_begins_with_a_key_signed_by_the_one_before(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path, clock = tmp_path / "a.sqlite", [1000.0]
    log = log_at(path, clock=lambda: clock[0])
    log.append_sync(record())
    old = key_file(path)
    clock[0] += ROTATE_S - 1
    assert log.append_sync(record()).seq == 3
    clock[0] += 1
    tree = head_of(path).tree
    receipt = log.append_sync(record())
    assert (receipt.seq, receipt.size) == (5, 6)
    made = headers(path)
    assert [header.kind for header in made] == ["rotate", "ring", "flag", "flag", "rotate", "flag"]
    before, after = made[0].event, made[4].event
    assert isinstance(before, Rotation)
    assert isinstance(after, Rotation)
    assert (before.number, after.number, made[4].ts) == (0, 1, 1000 + ROTATE_S)
    assert (before.size, before.root, after.size, after.root) == (0, "", 4, tree.root().hex())
    assert verifier_of(before).verifies(bytes.fromhex(after.sig), after.statement("default"))
    assert not verifier_of(after).verifies(bytes.fromhex(after.sig), after.statement("default"))
    assert Signer("any", key_file(path)).verifier.public.hex() == after.key
    log.close()
    assert not [each for each in tmp_path.iterdir() if old in each.read_bytes()]
    assert log_of(path).rotations == 2


def test_every_hour_has_its_key(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path, clock = tmp_path / "a.sqlite", [0.0]
    log = log_at(path, clock=lambda: clock[0])
    for _ in range(5):
        log.append_sync(record())
        log.append_sync(record())
        clock[0] += ROTATE_S
    log.close()
    assert [header.seq for header in headers(path) if header.kind is Kind.ROTATE] == [0, 4, 7, 10, 13]
    assert log_of(path).rotations == 5


def test_a_clock_that_was_ahead_does_not_keep_its_key_in_force(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path, clock = tmp_path / "a.sqlite", [1e9]
    log = log_at(path, clock=lambda: clock[0])
    log.append_sync(record())
    for clock[0] in (1000.0, 1001.0, 1000.0 + ROTATE_S):
        log.append_sync(record())
    log.close()
    assert [(header.seq, header.ts) for header in headers(path) if header.kind is Kind.ROTATE] == [
        (0, 10**9),
        (3, 1000),
        (6, 1000 + ROTATE_S),
    ]
    assert log_of(path).rotations == 3


def test_the_note_is_by_the_key_in_force_and_by_no_older_one(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path, clock = tmp_path / "a.sqlite", [1000.0]
    log = log_at(path, clock=lambda: clock[0])
    early = log.append_sync(record())
    clock[0] += ROTATE_S
    late = log.append_sync(record())
    head = head_of(path)
    assert head.note == late.note
    events = [header.event for header in headers(path)]
    old, new = (verifier_of(event) for event in events if isinstance(event, Rotation))
    text, signers = verified(late.note, [old, new])
    assert Checkpoint.decode(text) == Checkpoint(origin("default"), 5, head.tree.root())
    assert late.root == head.tree.root().hex()
    assert signers == (new,)
    with pytest.raises(NoteError, match="none of a known key"):
        verified(late.note, [old])
    text, signers = verified(early.note, [old, new])
    assert Checkpoint.decode(text) == Checkpoint(origin("default"), 3, bytes.fromhex(early.root))
    assert signers == (old,)


def test_another_log_follows_a_key_that_the_first_turned(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path, clock = tmp_path / "a.sqlite", [1000.0]
    one, two = (log_at(path, clock=lambda: clock[0]) for _ in range(2))
    for log in (one, two, one):
        log.append_sync(record())
    clock[0] += ROTATE_S
    for log in (one, two, two, one):
        log.append_sync(record())
    clock[0] += ROTATE_S
    for log in (two, one):
        log.append_sync(record())
    for log in (one, two):
        log.close()
    kinds = [header.kind for header in headers(path)]
    assert [seq for seq, kind in enumerate(kinds) if kind is Kind.ROTATE] == [0, 5, 10]
    assert len(kinds) == 13
    found = log_of(path)
    assert found.rotations == 3
    assert Signer("any", key_file(path)).verifier.public == found.key.public


def test_a_log_opened_again_goes_on_with_the_same_key(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path = tmp_path / "a.sqlite"
    for seq in (2, 3, 4):
        log = log_at(path, clock=lambda: 1000.0)
        assert log.append_sync(record()).seq == seq
        log.close()
    assert log_of(path).rotations == 1


@pytest.mark.parametrize("again", [False, True])
def test_a_crash_before_a_rotation_is_durable_leaves_the_old_key_in_force(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    monkeypatch: pytest.MonkeyPatch,
    again: bool,
):
    path, clock = tmp_path / "a.sqlite", [1000.0]
    log = log_at(path, clock=lambda: clock[0])
    log.append_sync(record())
    old = key_file(path)
    clock[0] += ROTATE_S
    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "set_head", lambda *_: (_ for _ in ()).throw(StoreError("cut")))
        with pytest.raises(AuditUnavailable, match="cut"):
            log.append_sync(record())
    assert key_file(path) == old
    assert [each for each in tmp_path.iterdir() if each.name == NEXT]
    if again:
        log.close()
        log = log_at(path, clock=lambda: clock[0])
    assert log.append_sync(record()).seq == 4
    log.close()
    assert key_file(path) != old
    assert log_of(path).rotations == 2


@pytest.mark.parametrize("again", [False, True])
def test_a_crash_after_a_rotation_is_durable_puts_the_new_key_in_force(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    monkeypatch: pytest.MonkeyPatch,
    again: bool,
):
    path, clock = tmp_path / "a.sqlite", [1000.0]
    log = log_at(path, clock=lambda: clock[0])
    log.append_sync(record())
    old, settle = key_file(path), FileKeys.settle

    def settled(self: FileKeys, public: bytes) -> Signer:
        if public != Signer("any", old).verifier.public:
            raise StoreError("cut")
        return settle(self, public)

    clock[0] += ROTATE_S
    with monkeypatch.context() as patch:
        patch.setattr(FileKeys, "settle", settled)
        with pytest.raises(AuditUnavailable, match="cut"):
            log.append_sync(record())
    assert key_file(path) == old
    if again:
        log.close()
        log = log_at(path, clock=lambda: clock[0])
    assert log.append_sync(record()).seq == 5
    log.close()
    assert key_file(path) != old
    assert log_of(path).rotations == 2


@pytest.mark.parametrize("content", [None, b"short", bytes(32)])
def test_without_its_key_a_log_is_not_gone_on_with(
    filled: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record], content: bytes | None
):
    key = filled.with_name(KEY_FILE)
    seed = key.read_bytes()
    key.unlink()
    if content is not None:
        key.write_bytes(content)
    log = log_at(filled, clock=lambda: 1_700_000_000)
    with pytest.raises(AuditUnavailable, match=r"not the key that the log names|not a checkpoint key"):
        log.append_sync(record())
    log.close()
    assert len(headers(filled)) == 8
    assert not filled.with_name(NEXT).exists()
    key.write_bytes(seed)
    assert log_at(filled, clock=lambda: 1_700_000_000).append_sync(record()).seq == 8


def test_tokens_are_found_and_committed_to(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    path, tokens = tmp_path / "a.sqlite", (b"b" * 10, b"a" * 10)
    log = log_at(path)
    with_tokens = log.append_sync(record(tokens=tokens))
    without = log.append_sync(record())
    with closing(SqliteStore.read(path)) as store:
        for token in tokens:
            assert store.with_token(token) == [with_tokens.rid]
        ((nonce,),) = store.query("SELECT nonce FROM blind").fetchall()
        (row,) = store.with_prefix(with_tokens.rid, 2)
        (bare,) = store.with_prefix(without.rid, 2)
    assert (len(nonce), parse_header(row.hdr).idx, parse_header(bare.hdr).idx) == (16, 2, 0)
    assert parts(row.leaf).index == index.commit(nonce, tokens)
    assert parts(bare.leaf).index == b""


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
