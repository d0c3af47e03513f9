"""What a running gateway looks after by itself: a full disk, an older store, content kept long enough."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audit import disk, upkeep
from audit.erasure import CHUNK
from audit.errors import AuditUnavailable, IntegrityError, StoreError
from audit.events import Erasure, Kind
from audit.log import AuditLog
from audit.record import Record, parse_header
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore
from audit.upkeep import Upkeep
from audit.verify import verify

Made = Callable[..., Record]
DAY = 86_400
START = 1_700_000_000


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def erasures(path: Path) -> list[Erasure]:
    with closing(SqliteStore.read(path)) as store:
        events = [parse_header(row.hdr).event for row in store.of_kind("default", Kind.ERASE)]
    return [event for event in events if isinstance(event, Erasure)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.sqlite"


@pytest.fixture
def old(path: Path, log_at: Callable[..., AuditLog], record: Made) -> Iterator[Path]:
    """A closed store with three flags of a day, and one of forty days later."""
    now = [START]
    log = log_at(path, clock=lambda: now[0])
    for _ in range(3):
        log.append_sync(record())
    now[0] += 40 * DAY
    log.append_sync(record())
    log.close()
    return path


def test_what_is_kept_long_enough_goes_by_itself(old: Path, log_at: Callable[..., AuditLog]):
    log = log_at(old, keep_days=30, clock=lambda: START + 41 * DAY)
    _ = log.ready  # the first look starts the writer
    assert until(lambda: count(old, "body") == 1)
    log.close()
    (event,) = erasures(old)
    assert (event.scope, event.n, event.reason, event.officer) == ("time", 3, "ttl-30", "retention")
    assert verify(old).problems == ()


@pytest.mark.parametrize(("days", "later"), [(0, 400), (45, 41), (3650, 400)])
def test_what_is_not_kept_long_enough_stays(
    old: Path, log_at: Callable[..., AuditLog], record: Made, days: int, later: int
):
    log = log_at(old, keep_days=days, clock=lambda: START + later * DAY)
    log.append_sync(record())
    log.close()
    assert count(old, "body") == 5
    assert erasures(old) == []


def test_a_long_list_goes_in_parts(
    monkeypatch: pytest.MonkeyPatch, old: Path, log_at: Callable[..., AuditLog]
):
    monkeypatch.setattr(upkeep, "CHUNK", 2)
    assert CHUNK > 2
    log = log_at(old, keep_days=30, clock=lambda: START + 100 * DAY)
    _ = log.ready
    assert until(lambda: count(old, "body") == 0)
    log.close()
    assert [event.n for event in erasures(old)] == [2, 2]


def test_a_clock_that_leaps_while_we_run_erases_nothing(old: Path):
    now = [START + 41.0 * DAY]
    care = Upkeep(Embedded(old), "default", 30, lambda: now[0])
    with closing(SqliteStore.read(old)) as store:
        now[0] += 3600 * 24 * 365
        assert care.expired(store) is None
        now[0] -= 3600 * 24 * 365
        assert care.expired(store) is None  # it has just looked, and looks again within the hour
    again = Upkeep(Embedded(old), "default", 30, lambda: now[0])
    with closing(SqliteStore.read(old)) as store:
        item = again.expired(store)
    assert item is not None
    assert len(item.rids) == 3


def test_a_nearly_full_disk_refuses_what_is_flagged_and_recovers(
    monkeypatch: pytest.MonkeyPatch, path: Path, log_at: Callable[..., AuditLog], record: Made
):
    log = log_at(path)
    log.append_sync(record())
    monkeypatch.setattr(upkeep, "LOOK_S", 0.0)
    monkeypatch.setattr(disk, "SPARE", 2**62)
    monkeypatch.setattr(disk, "full", lambda total, free: free < disk.SPARE and total > 0)
    with pytest.raises(AuditUnavailable, match=r"disk: \d+ MiB free"):
        log.append_sync(record())
    monkeypatch.setattr(disk, "full", lambda *_: False)
    assert log.append_sync(record()).placed


def test_a_nearly_full_disk_is_made_room_on_first(
    monkeypatch: pytest.MonkeyPatch, old: Path, log_at: Callable[..., AuditLog], record: Made
):
    now = [START + 69 * DAY]  # nothing is old enough but the first three
    log = log_at(old, keep_days=30, clock=lambda: now[0])
    _ = log.ready
    assert until(lambda: count(old, "body") == 1)
    now[0] += DAY + 3000  # the last one is old enough now, and the next look is an hour away
    monkeypatch.setattr(upkeep, "LOOK_S", 0.0)
    monkeypatch.setattr(disk, "full", lambda *_: True)
    monkeypatch.setattr(upkeep.Clocks, "leapt", lambda *_: False)  # here the clock may leap
    with pytest.raises(AuditUnavailable, match="disk"):
        log.append_sync(record())
    assert until(lambda: count(old, "body") == 0)


def test_an_older_store_is_not_gone_on_with(
    path: Path, log_at: Callable[..., AuditLog], record: Made, tmp_path: Path
):
    log = log_at(path)
    log.append_sync(record())
    log.close()
    shutil.copy(path, tmp_path / "backup")
    log = log_at(path)
    log.append_sync(record())
    log.close()
    for each in tmp_path.glob("audit.sqlite*"):
        each.unlink()
    shutil.copy(tmp_path / "backup", path)
    with pytest.raises(AuditUnavailable, match=r"older than what was seen .*audit recover"):
        log_at(path).append_sync(record())


def test_a_note_that_cannot_be_kept_costs_no_record(
    monkeypatch: pytest.MonkeyPatch, path: Path, log_at: Callable[..., AuditLog], record: Made
):
    def refuse(*_: object) -> None:
        raise StoreError("refused")

    monkeypatch.setattr("audit.seen.Seen.keep", refuse)
    log = log_at(path)
    assert log.append_sync(record()).placed
    log.close()
    assert verify(path).ok


def test_without_a_place_to_keep_it_nothing_is_compared(path: Path):
    class Nowhere(Embedded):
        def seen(self, tenant: str) -> None:
            del tenant

    care = Upkeep(Nowhere(path), "default", 0, time.time)
    with closing(SqliteStore.write(path)) as store:
        care.check(store)
    care.keep(last=True)
    assert care.wait() == float("inf")


def test_a_full_disk_is_made_room_on_under_traffic_too(
    monkeypatch: pytest.MonkeyPatch, old: Path, log_at: Callable[..., AuditLog], record: Made
):
    monkeypatch.setattr(disk, "full", lambda *_: True)
    log = log_at(old, keep_days=30, clock=lambda: START + 100 * DAY)
    end = time.monotonic() + 10
    while count(old, "body") and time.monotonic() < end:  # never idle, as a gateway
        with pytest.raises(AuditUnavailable, match="disk"):
            log.append_sync(record())
    assert count(old, "body") == 0


def test_on_a_full_disk_a_log_is_not_ready(
    monkeypatch: pytest.MonkeyPatch, path: Path, log_at: Callable[..., AuditLog]
):
    monkeypatch.setattr(upkeep, "LOOK_S", 0.0)
    monkeypatch.setattr("audit.writer.RETRY_S", 0.01)
    log = log_at(path)
    assert until(lambda: log.ready)
    monkeypatch.setattr(disk, "full", lambda *_: True)
    with pytest.raises(AuditUnavailable, match="disk"):
        log.announce()
    assert not until(lambda: log.ready, 0.3)
    monkeypatch.setattr(disk, "full", lambda *_: False)
    assert until(lambda: log.ready)


def test_retention_that_cannot_look_is_not_asked_all_the_time(
    monkeypatch: pytest.MonkeyPatch, old: Path, log_at: Callable[..., AuditLog], record: Made
):
    asked = []

    def refuse(*_: object) -> list[str]:
        asked.append(1)
        raise IntegrityError("a hold that cannot be read")

    monkeypatch.setattr(upkeep, "due", refuse)
    log = log_at(old, keep_days=30, clock=lambda: START + 41 * DAY)
    for _ in range(10):
        assert log.append_sync(record()).placed
    assert until(lambda: log.ready)
    assert len(asked) == 1


def test_a_list_that_is_not_due_any_more_is_made_anew(old: Path):
    care = Upkeep(Embedded(old), "default", 30, lambda: START + 100.0 * DAY)
    with closing(SqliteStore.read(old)) as store:
        assert care.expired(store) is not None
        care.postpone()
        assert 0 < care.wait() <= upkeep.AGAIN_S
        assert care.expired(store) is None
