"""Content goes after its days, oldest first; what a hold keeps stays until the hold ends."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.errors import RecordError
from audit.events import Erasure, Hold
from audit.index import DAY_S
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey
from audit.record import Record, parse_header
from audit.retention import DAYS, FEWEST, LEAP_S, MOST, Clocks, due, expiry, steady
from audit.ring import Ring
from audit.statements import UNSIGNED
from audit.store.postgres import install
from audit.store.server import Server
from audit.store.sqlite import SqliteStore
from audit.verify import verify, verify_store

START = 1_700_000_000
ANA, BEN = (Signer(name, hashlib.sha256(name.encode()).digest()) for name in ("ana", "ben"))


class Clock:
    now = START

    def __call__(self) -> float:
        return self.now


@dataclass
class Place:
    """A log whose clock is set by hand."""

    path: Path
    log: AuditLog
    clock: Clock
    ring: Ring
    make: Callable[..., Record]

    def add(self, ts: int, **changes: object) -> str:
        self.clock.now = ts
        return self.log.append_sync(self.make(**changes)).rid

    def hold(self, since: int, until: int, expires: int, number: int = 1) -> None:
        event = Hold(
            f"{number:032x}", "placed", since, until, expires, "suit", "ana", "ben", UNSIGNED, UNSIGNED
        )
        sigs = [each.sign(event.statement("default")).hex() for each in (ANA, BEN)]
        self.log.append_sync(Record("default", replace(event, sig=sigs[0], sig2=sigs[1])))

    def due(self, now: int, days: int = 1, limit: int = 1000, tenant: str = "default") -> list[str]:
        with closing(SqliteStore.read(self.path)) as store:
            return due(store, tenant, days, now, limit)

    def expire(self, now: int, days: int = 1) -> list[str]:
        self.clock.now = now
        rids = self.due(now, days)
        self.log.erase_sync(expiry(rids, days), rids)
        return rids


@pytest.fixture
def place(
    tmp_path: Path, rings: Callable[..., Ring], keys: Callable[..., PrivateKey], record: Callable[..., Record]
) -> Iterator[Place]:
    ring = replace(rings((keys("x25519"),)), approvers=(ANA.verifier, BEN.verifier))
    clock = Clock()
    log = AuditLog(tmp_path / "audit.sqlite", ring, clock=clock, timeout=20)
    yield Place(tmp_path / "audit.sqlite", log, clock, ring, record)
    log.close()


def test_a_record_is_due_a_second_after_its_days(place: Place):
    rid = place.add(START)
    assert place.due(START) == []
    assert place.due(START + DAY_S) == []
    assert place.due(START + DAY_S + 1) == [rid]
    assert place.due(START + DAY_S + 1, days=2) == []
    assert place.due(START + 30 * DAY_S + 1, days=DAYS) == [rid]
    assert place.due(START + DAY_S + 1, tenant="other") == []


def test_bodies_and_tokens_are_due_and_what_has_neither_is_not(place: Place):
    body = place.add(START, tokens=())
    tokens = place.add(START, body=b"", tokens=(b"a" * 10,))
    both = place.add(START, tokens=(b"b" * 10,))
    place.add(START, body=b"", level="none")
    assert place.due(START + 2 * DAY_S) == [body, tokens, both]


def test_no_more_than_asked_for_oldest_first(place: Place):
    rids = [place.add(START + number) for number in range(6)]
    assert place.due(START + 2 * DAY_S, limit=4) == rids[:4]
    assert place.due(START + 2 * DAY_S, limit=0) == []
    assert place.due(START + DAY_S + 3) == rids[:3]


def test_what_is_due_is_erased_on_record_and_the_log_verifies(place: Place):
    rids = [place.add(START + number * DAY_S) for number in range(4)]
    assert place.expire(START + 3 * DAY_S) == rids[:2]
    assert place.due(START + 3 * DAY_S) == []
    with closing(SqliteStore.read(place.path)) as store:
        (row,) = store.of_kind("default", Erasure.kind)
        event = parse_header(row.hdr).event
        assert [store.left(rid) for rid in rids] == [False, False, True, True]
        assert all(store.by_rid(rid) for rid in rids)
    assert isinstance(event, Erasure)
    assert (event.scope, event.reason, event.officer, event.sig) == ("time", "ttl-1", "retention", "")
    assert verify(place.path, {place.ring.digest: place.ring}).problems == ()


def test_what_is_due_to_the_second_verifies(place: Place):
    place.add(START)
    place.expire(START + DAY_S + 1)
    assert verify(place.path, {place.ring.digest: place.ring}).problems == ()


def test_what_a_hold_keeps_is_passed_over_until_it_expires(place: Place):
    rids = [place.add(START + number) for number in range(4)]
    later = START + 2 * DAY_S
    place.hold(START + 1, START + 2, later + 10)
    assert place.due(later) == [rids[0], rids[3]]
    assert place.due(later + 9) == [rids[0], rids[3]]
    assert place.due(later + 10) == rids
    assert place.expire(later) == [rids[0], rids[3]]
    assert place.expire(later + 10) == rids[1:3]
    assert verify(place.path, {place.ring.digest: place.ring}).problems == ()


def test_held_records_in_front_hide_nothing_behind(place: Place):
    held = [place.add(START) for _ in range(5)]
    free = place.add(START + 1)
    place.hold(START, START, START + 900 * DAY_S)
    assert place.due(START + 2 * DAY_S, limit=1) == [free]
    assert place.due(START + 900 * DAY_S, limit=9) == [*held, free]


def test_a_record_from_the_future_makes_nobody_wait(place: Place):
    future = place.add(START + 1000 * DAY_S)
    old = place.add(START)
    assert place.due(START + 2 * DAY_S) == [old]
    assert place.due(START + 1002 * DAY_S) == [future, old]


def test_a_record_that_came_late_waits_for_those_before_it(place: Place):
    first = place.add(START + 100)
    late = place.add(START)
    assert place.due(START + DAY_S + 50) == []
    assert place.due(START + DAY_S + 101) == [first, late]


@pytest.mark.parametrize("days", [FEWEST - 1, -1, MOST + 1, True, 1.5, "30", None])
def test_a_number_of_days_out_of_range_is_refused(place: Place, days: int):
    place.add(START)
    with pytest.raises(RecordError, match="days: expected an integer from 1 to 3650"):
        place.due(START + 9000 * DAY_S, days=days)
    with pytest.raises(RecordError, match="days: expected"):
        expiry(["ab" * 16], days)


def test_nothing_cannot_expire():
    with pytest.raises(RecordError):
        expiry([], 30)


@pytest.mark.parametrize("days", [FEWEST, MOST])
def test_the_ends_of_the_range_are_in_it(days: int):
    assert expiry(["ab" * 16], days).reason == f"ttl-{days}"


@pytest.fixture
def server(postgres: str) -> Iterator[Server]:
    """A schema of this test's own, gone afterwards with its roles."""
    name = f"audit_{secrets.token_hex(6)}"
    install(postgres, name)
    yield Server(postgres, bytes(32), "eraser", name)
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"DROP SCHEMA {name} CASCADE")
        for role in ("eraser", "reader", "gw", "owner"):
            db.execute(f"DROP OWNED BY {name}_{role}")
            db.execute(f"DROP ROLE {name}_{role}")


def test_a_fleets_store_is_asked_in_the_same_way(place: Place, server: Server):
    with closing(AuditLog(server, place.ring, clock=place.clock, timeout=20)) as log:
        fleet = replace(place, log=log)
        rids = [fleet.add(START + number * DAY_S) for number in range(3)]
        tokens = fleet.add(START + 3 * DAY_S, body=b"", tokens=(b"a" * 10,))
        fleet.hold(START, START, START + 9 * DAY_S)
        now = START + 3 * DAY_S
        with closing(server.read("default")) as store:
            assert due(store, "default", 1, now, 9) == [rids[1]]
            assert due(store, "default", 1, now + 9 * DAY_S, 9) == [*rids, tokens]
            assert due(store, "default", 1, now + 9 * DAY_S, 2) == rids[:2]
            log.erase_sync(expiry(rids[1:2], 1), rids[1:2])
            assert due(store, "default", 1, now, 9) == []
            assert due(store, "default", 1, now + 9 * DAY_S, 9) == [rids[0], rids[2], tokens]
            assert verify_store(store, {place.ring.digest: place.ring}).problems == ()


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=12),
    st.integers(0, 12),
    st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_due_is_what_is_old_in_an_ordered_log_and_not_held(
    tmp_path_factory: pytest.TempPathFactory,
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
    record: Callable[..., Record],
    made: list[tuple[int, int]],
    age: int,
    span: tuple[int, int],
):
    """Compared with the plain sentence, for records of four makes at rising times."""
    ring = replace(rings((keys("x25519"),)), approvers=(ANA.verifier, BEN.verifier))
    clock, path = Clock(), tmp_path_factory.mktemp("due") / "audit.sqlite"
    makes = (
        {},
        {"body": b"", "tokens": (b"a" * 10,)},
        {"tokens": (b"b" * 10,)},
        {"body": b"", "level": "none"},
    )
    with closing(AuditLog(path, ring, clock=clock, timeout=20)) as log:
        place = Place(path, log, clock, ring, record)
        times = sorted(START + hours * 3600 for hours, _ in made)
        rids = [place.add(ts, **makes[make]) for ts, (_, make) in zip(times, made, strict=True)]
        since, until = (START + hours * 3600 for hours in sorted(span))
        place.hold(since, until, START + 100 * DAY_S)
        now = START + DAY_S + age * 3600
        expected = [
            rid
            for rid, ts, (_, make) in zip(rids, times, made, strict=True)
            if make != 3 and ts < now - DAY_S and not since <= ts <= until
        ]
        assert place.due(now) == expected


def steps(path: Path, now: int) -> int:
    """Return roughly how many steps SQLite takes to find that nothing is due."""
    counted = [0]

    def count() -> None:
        counted[0] += 1

    with closing(SqliteStore.read(path)) as store:
        store._db.set_progress_handler(count, 10)
        assert due(store, "default", 1, now, 100) == []
    return counted[0]


def test_what_was_erased_is_not_walked_over_again(place: Place):
    """In a log of any length the oldest record that is left decides."""
    for number in range(300):
        place.add(START + number, tokens=(b"%010d" % number,))
    place.add(START + 2 * DAY_S)
    place.add(START + 2 * DAY_S, body=b"", tokens=(b"z" * 10,))
    few = steps(place.path, START)
    assert len(place.expire(START + 2 * DAY_S)) == 300
    assert steps(place.path, START + 2 * DAY_S) <= 2 * few
    place.expire(START + 9 * DAY_S)
    assert steps(place.path, START + 9 * DAY_S) <= 2 * few


@pytest.mark.parametrize(
    ("passed", "counted", "leapt"),
    [
        (0, 0, False),
        (90 * DAY_S, 90 * DAY_S, False),
        (100 + LEAP_S, 100, False),
        (101 + LEAP_S, 100, True),
        (3650 * DAY_S, 60, True),
        (-DAY_S, 60, False),
        (60, 8 * DAY_S, False),
    ],
)
def test_a_clock_that_runs_ahead_of_the_other_has_leapt(passed: int, counted: int, leapt: bool):
    start = Clocks(START, 5)
    assert start.leapt(Clocks(START + passed, 5 + counted)) is leapt


def test_the_steady_clock_does_not_go_back():
    shown = [steady() for _ in range(100)]
    assert shown == sorted(shown)
