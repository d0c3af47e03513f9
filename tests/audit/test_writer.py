"""What waits in memory for nobody, what is missing, and what the log says before anything else."""

import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from audit.errors import AuditUnavailable, RecordError, StoreError
from audit.events import Gap, Kind, PolicyChange
from audit.items import Item
from audit.log import AuditLog
from audit.losses import Losses
from audit.open import PrivateKey
from audit.record import Header, Record, parse_header
from audit.ring import Ring
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore
from audit.verify import verify
from audit.writer import Writer

Made = Callable[..., Record]


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def headers(path: Path, kind: Kind) -> list[Header]:
    # Looked at while it is being made, too.
    try:
        with closing(SqliteStore.read(path)) as store:
            return [parse_header(row.hdr) for row in store.in_order("default") if row.kind == kind]
    except (StoreError, sqlite3.OperationalError):
        return []


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "audit.sqlite"


def test_what_waits_for_nobody_is_written(path: Path, log_at: Callable[..., AuditLog], record: Made):
    path.parent.mkdir()
    log = log_at(path)
    receipts = [log.append_soon(record()) for _ in range(20)]
    log.close()
    assert [header.rid for header in headers(path, Kind.FLAG)] == [each.rid for each in receipts if each]
    assert not any(each.placed for each in receipts if each)
    assert (verify(path).problems, log.missing) == ((), 0)


def test_it_waits_in_memory_until_there_is_a_store(
    path: Path, log_at: Callable[..., AuditLog], record: Made, access: Made
):
    log = log_at(path)
    receipts = [log.append_soon(record()) for _ in range(5)]
    with pytest.raises(AuditUnavailable):  # whoever waits is told at once
        log.append_sync(access())
    path.parent.mkdir()
    assert until(lambda: len(headers(path, Kind.FLAG)) == 5)
    log.close()
    assert [header.rid for header in headers(path, Kind.FLAG)] == [each.rid for each in receipts if each]
    assert headers(path, Kind.GAP) == []


def test_what_does_not_fit_is_counted_and_on_record(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    now = [1_700_000_000]
    log = log_at(path, capacity=4, clock=lambda: now[0])
    made = []
    for _ in range(10):
        made.append(log.append_soon(record()))
        now[0] += 1
    kept = [each for each in made if each is not None]
    assert (len(kept), log.missing) == (4, 6)
    path.parent.mkdir()
    assert until(lambda: len(headers(path, Kind.GAP)) == 1)
    assert headers(path, Kind.GAP)[0].event == Gap(6, 1_700_000_004, 1_700_000_009, "overflow")
    assert log.missing == 0
    assert log.append_soon(record()) is not None  # there is room again
    log.close()
    assert len(headers(path, Kind.FLAG)) == 5
    assert verify(path).problems == ()


def test_large_bodies_fill_the_memory_sooner(
    monkeypatch: pytest.MonkeyPatch, path: Path, log_at: Callable[..., AuditLog], record: Made
):
    monkeypatch.setattr("audit.log.SOON", 1000)
    log = log_at(path)
    made = [log.append_soon(record(b"x" * 400)) for _ in range(4)]
    assert [each is not None for each in made] == [True, True, False, False]
    assert log.missing == 2


def test_a_commit_that_fails_loses_what_nobody_waits_for_on_record(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    log = log_at(path, timeout=10)
    log.append_sync(record())
    with locked(path):
        made = [log.append_soon(record()) for _ in range(3)]
        assert until(lambda: log.missing > 0)
    assert until(lambda: len(headers(path, Kind.GAP)) == 1)
    log.close()
    gap = headers(path, Kind.GAP)[0].event
    assert isinstance(gap, Gap)
    written = {each.rid for each in made if each} & {header.rid for header in headers(path, Kind.FLAG)}
    # The commit that fails takes its batch along; what was not in it yet waits for the store.
    assert (gap.reason, gap.n + len(written)) == ("lost", 3)
    assert verify(path).problems == ()


def test_what_still_waits_when_the_log_ends_is_counted(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    log = log_at(path)
    log.append_soon(record())
    log.close()
    assert log.missing == 1
    with pytest.raises(AuditUnavailable, match="closed"):
        log.append_soon(record())


def test_a_policy_is_on_record_before_what_it_decided_and_once(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    log = log_at(path)
    log.policy("ab" * 32)
    for _ in range(3):
        log.append_sync(record())
    log.policy("cd" * 32, ["ef" * 32, "01" * 32])
    log.append_sync(record())
    log.close()
    assert [header.event for header in headers(path, Kind.POLICY)] == [
        PolicyChange("ab" * 32),
        PolicyChange("cd" * 32, "ab" * 32, ("01" * 32, "ef" * 32)),
    ]
    first, second = (header.seq for header in headers(path, Kind.POLICY))
    flags = [header.seq for header in headers(path, Kind.FLAG)]
    assert first < flags[0]
    assert flags[2] < second < flags[3]
    assert verify(path).problems == ()


def test_a_policy_that_passes_routes_is_on_record_without_traffic(
    path: Path, log_at: Callable[..., AuditLog]
):
    path.parent.mkdir()
    log = log_at(path)
    log.policy("ab" * 32, passes=["POST /b", "GET /a", "GET /a"])
    assert until(lambda: log.ready)
    assert until(lambda: len(headers(path, Kind.POLICY)) == 1)
    (said,) = headers(path, Kind.POLICY)
    assert said.event == PolicyChange("ab" * 32, passes=("GET /a", "POST /b"))
    log.close()
    assert len(headers(path, Kind.POLICY)) == 1
    assert verify(path).problems == ()


@pytest.mark.parametrize(("passes", "told"), [((), 0), (("GET /a",), 1)])
def test_a_log_that_ends_at_once_has_told_what_passes(
    path: Path, log_at: Callable[..., AuditLog], passes: tuple[str, ...], told: int
):
    path.parent.mkdir()
    log = log_at(path)
    log.policy("ab" * 32, passes=passes)
    _ = log.ready  # starts the writer
    log.close()
    assert len(headers(path, Kind.POLICY)) == told


@pytest.mark.parametrize("passes", [["GET"], ["GET /a?b"], [f"GET /{number}" for number in range(51)]])
def test_what_is_no_route_cannot_be_said_to_pass(
    path: Path, log_at: Callable[..., AuditLog], passes: list[str]
):
    with pytest.raises(RecordError, match=r"^passes: "):
        log_at(path).policy("ab" * 32, passes=passes)


def test_a_policy_that_the_log_names_last_is_not_said_again(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    for _ in range(3):
        log = log_at(path)
        log.policy("ab" * 32)
        log.append_sync(record())
        log.close()
    assert len(headers(path, Kind.POLICY)) == 1


def test_two_gateways_with_two_policies_do_not_take_turns_in_saying_so(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    one, other = log_at(path), log_at(path)
    one.policy("ab" * 32)
    other.policy("cd" * 32)
    for _ in range(4):
        one.append_sync(record())
        other.append_sync(record())
    assert len(headers(path, Kind.POLICY)) == 2


@pytest.mark.parametrize("digest", ["", "ab", "AB" * 32])
def test_a_policy_is_named_by_its_digest(path: Path, log_at: Callable[..., AuditLog], digest: str):
    with pytest.raises(RecordError, match="policy"):
        log_at(path).policy(digest)


def test_a_ring_can_be_announced_before_anything_is_flagged(
    path: Path, rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    path.parent.mkdir()
    ring = rings((keys("x25519"),))
    for each in (ring, ring, replace(ring, version=2)):
        with closing(AuditLog(path, each)) as log:
            log.announce()
    assert [header.event.said() for header in headers(path, Kind.RING)] == ["ring 1", "ring 2"]
    assert verify(path).records == 3


def test_a_running_gateway_seals_to_the_ring_that_came_into_force(
    path: Path, record: Made, rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    path.parent.mkdir()
    one = rings((keys("x25519"),))
    both = replace(rings((keys("x25519"), keys("x25519", 1))), version=2)
    now = [one]
    with closing(AuditLog(path, lambda: now[0])) as log:
        log.append_sync(record())
        now[0] = both
        log.append_sync(record())
    first, second = headers(path, Kind.FLAG)
    assert (first.ring, second.ring) == (one.digest, both.digest)
    assert (len(first.kids[0]), len(second.kids[0])) == (1, 2)
    assert [header.seq for header in headers(path, Kind.RING)] == [1, 3]
    assert verify(path).problems == ()


def test_a_store_that_is_back_within_a_moment_refuses_nobody(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    log = log_at(path, timeout=10)
    log.append_sync(record())
    away = path.parent.with_name("away")
    path.parent.rename(away)

    def back() -> None:
        time.sleep(0.1)
        away.rename(path.parent)

    thread = threading.Thread(target=back)
    thread.start()
    assert log.append_sync(record()).placed
    thread.join()


def test_a_clock_from_before_the_epoch_does_not_end_the_writer(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    now = [1.0]
    log = log_at(path, clock=lambda: now[0])
    log.append_sync(record())
    now[0] = -1.0  # sealing refuses it
    log.append_soon(record())
    assert until(lambda: log.missing == 1)
    now[0] = 2.0
    assert log.append_sync(record()).placed
    log.close()
    assert [header.event for header in headers(path, Kind.GAP)] == [Gap(1, 0, 0, "lost")]


def test_what_is_missing_at_the_end_is_on_record(
    path: Path, rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    path.parent.mkdir()
    ring = rings((keys("x25519"),))
    source: queue.Queue[Item | None] = queue.Queue()
    source.put(None)
    losses = Losses()
    losses.add("overflow", 3, 5)  # as of a burst that came while the last batch was written
    Writer(Embedded(path), "default", lambda: ring, lambda: 9.0, source, losses, 0).run()
    assert [header.event for header in headers(path, Kind.GAP)] == [Gap(3, 5, 5, "overflow")]


def test_what_waits_in_memory_keeps_its_order(
    monkeypatch: pytest.MonkeyPatch, path: Path, log_at: Callable[..., AuditLog], record: Made
):
    monkeypatch.setattr("audit.writer.BATCH", 2)
    log = log_at(path)
    made = [log.append_soon(record()) for _ in range(9)]
    time.sleep(0.3)  # long enough for the writer to have tried
    made += [log.append_soon(record()) for _ in range(3)]
    path.parent.mkdir()
    made += [log.append_soon(record()) for _ in range(3)]
    assert until(lambda: len(headers(path, Kind.FLAG)) == 15)
    log.close()
    assert [header.rid for header in headers(path, Kind.FLAG)] == [each.rid for each in made if each]


def test_who_waits_is_behind_one_part_of_what_does_not(
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
    record: Made,
):
    monkeypatch.setattr("audit.writer.BATCH", 2)
    monkeypatch.setattr("audit.batches.BATCH", 9)
    path.parent.mkdir()
    ring = rings((keys("x25519"),))
    source: queue.Queue[Item | None] = queue.Queue()
    items = [Item(f"{n:032x}", record(), patient=n < 9) for n in range(10)]
    for each in (*items, None):
        source.put(each)
    Writer(Embedded(path), "default", lambda: ring, lambda: 9.0, source, Losses(), 0).run()
    assert items[9].done.result(0).seq == 6  # key, ring, two of the first batch and two of its own
    assert [int(header.rid, 16) for header in headers(path, Kind.FLAG)] == [0, 1, 2, 3, 9, 4, 5, 6, 7, 8]


def test_a_log_does_not_work_on_in_a_forked_process(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    log = log_at(path)
    log.append_sync(record())
    child = os.fork()
    if not child:
        told = 1
        try:
            log.append_sync(record())
        except AuditUnavailable as error:
            told = 0 if "fork" in str(error) and not log.ready else 2
        finally:
            log.close()
            os._exit(told)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert log.append_sync(record()).placed


def test_a_thread_that_cannot_be_started_costs_no_memory_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, path: Path, log_at: Callable[..., AuditLog], record: Made
):
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    path.parent.mkdir()
    log = log_at(path, capacity=1)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        for _ in range(3):
            with pytest.raises(AuditUnavailable, match="no thread can be started"):
                log.append_soon(record())
        assert not log.ready
    assert log.append_soon(record()) is not None
    log.close()
    assert (len(headers(path, Kind.FLAG)), log.missing) == (1, 0)


def test_an_announcement_that_finds_the_queue_full_is_refused_like_a_record(
    path: Path, log_at: Callable[..., AuditLog], record: Made
):
    path.parent.mkdir()
    log = log_at(path, capacity=1, timeout=0.05)
    assert until(lambda: log.ready)
    with locked(path):
        for _ in range(4):
            with pytest.raises(AuditUnavailable):
                log.announce()


def test_an_officer_who_is_retired_while_the_access_waits_opens_nothing(
    path: Path,
    access: Made,
    record: Made,
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
):
    path.parent.mkdir()
    one, other = keys("x25519"), keys("x25519", 1)
    both = rings((one, other))
    retired = replace(both.groups[0][0], state="retired")
    later = replace(both, version=2, groups=((retired, both.groups[0][1]),), approvers=both.approvers[1:])
    now = [both]
    with closing(AuditLog(path, lambda: now[0], timeout=10)) as log:
        log.append_sync(record())
        with locked(path):
            held = log.append_soon(record())  # the writer is busy with this one
            time.sleep(0.2)
            waiting = log._submit(access())
            now[0] = later
        with pytest.raises(AuditUnavailable, match="the ring in force"):
            waiting.result(10)
        assert log.append_sync(access(key=other)).placed
    assert held is not None
    assert len(headers(path, Kind.ACCESS)) == 1


def test_what_another_thread_counts_while_nothing_is_appended_is_on_record(
    path: Path, rings: Callable[..., Ring], keys: Callable[..., PrivateKey]
):
    path.parent.mkdir()
    ring, losses = rings((keys("x25519"),)), Losses()
    source: queue.Queue[Item | None] = queue.Queue()
    writer = Writer(Embedded(path), "default", lambda: ring, lambda: 9.0, source, losses, 0)
    thread = threading.Thread(target=writer.run)
    thread.start()
    assert until(lambda: writer.ready)
    time.sleep(0.1)  # long enough for it to wait for an item
    losses.add("lost", 2, 5)
    try:
        assert until(lambda: len(headers(path, Kind.GAP)) == 1)
    finally:
        source.put(None)
        thread.join()


def test_readiness_is_lost_without_traffic(path: Path, log_at: Callable[..., AuditLog]):
    path.parent.mkdir()
    log = log_at(path)
    assert until(lambda: log.ready)
    path.parent.rename(path.parent.with_name("away"))
    assert until(lambda: not log.ready)
