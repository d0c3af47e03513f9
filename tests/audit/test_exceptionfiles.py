"""The exceptions of a running gateway follow their files, the ring and the clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import exceptionfiles
from audit.errors import RingError
from audit.exceptionfiles import LOOK_S, ExceptionFiles
from audit.exceptions import DAY_S, FOLDER, Waiver, load, revocation
from audit.note import Signer, sign
from audit.open import PrivateKey
from audit.ring import Recipient, Ring

START = 1_700_000_000
KEY = PrivateKey("x25519", sha256(b"ana").digest())
ANA, BEA, BOB = KEY.signer("ana"), Signer("bea", b"\x01" * 32), Signer("bob", b"\x02" * 32)
READER = Recipient("x25519", KEY.public, "ana", ANA.verifier.public)
RING = Ring(1, "default", "x25519", ((READER,),), approvers=(BEA.verifier, BOB.verifier))
WAIVER = Waiver("ab" * 16, "default", "original", ("hate",), "research", "", "ana", START, START + DAY_S)


@dataclass
class World:
    """A gateway's folder, ring and clocks."""

    place: Path
    ring: Ring | None = RING
    newest: float | None = 0
    now: float = START
    ticks: float = 0
    asked: int = 0

    def rings(self) -> Ring:
        if self.ring is None:
            raise RingError("expired")
        return self.ring

    def last(self) -> float | None:
        self.asked += 1
        return self.newest

    def put(self, waiver: Waiver = WAIVER) -> Path:
        (self.place / FOLDER).mkdir(exist_ok=True)
        path = self.place / FOLDER / f"{waiver.id}.json"
        path.write_text(sign(f"{waiver.encode().decode()}\n", ANA, BEA, BOB))
        return path

    def files(self) -> ExceptionFiles:
        return ExceptionFiles(self.place, self.rings, self.last, lambda: self.now, lambda: self.ticks)

    def later(self) -> None:
        self.ticks += LOOK_S


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_what_is_there_at_the_start_is_in_force(world: World):
    world.put()
    files = world.files()
    assert files.in_force() == (WAIVER,)


def test_one_that_comes_later_is_seen_after_a_moment(world: World):
    files = world.files()
    assert files.in_force() == ()
    world.put()
    assert files.in_force() == ()
    world.later()
    assert files.in_force() == (WAIVER,)


def _revoke(path: Path) -> None:
    path.with_suffix(".revoked").write_text(revocation(WAIVER.id, "default", START, BEA))


def _overwrite(path: Path) -> None:
    path.write_text("damaged")


@pytest.mark.parametrize("end", [_revoke, _overwrite, Path.unlink])
def test_one_that_is_ended_counts_no_more(world: World, end: Callable[[Path], None]):
    path = world.put()
    files = world.files()
    assert files.in_force() == (WAIVER,)
    end(path)
    world.later()
    assert files.in_force() == ()


def test_files_are_read_once_while_they_stay_as_they_are(world: World, monkeypatch: pytest.MonkeyPatch):
    world.put()
    files = world.files()
    assert files.in_force() == (WAIVER,)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("read again"))
    world.later()
    assert files.in_force() == (WAIVER,)


def test_the_clock_ends_it_without_a_look_at_the_files(world: World):
    world.put()
    files = world.files()
    world.now = START + DAY_S - 1
    assert files.in_force() == (WAIVER,)
    world.now = START + DAY_S
    assert files.in_force() == ()


def test_a_clock_that_goes_back_brings_nothing_back(world: World):
    world.put()
    files = world.files()
    world.now = START + DAY_S
    assert files.in_force() == ()
    world.now = START + 100
    assert files.in_force() == ()


def test_a_clock_behind_the_log_is_not_believed(world: World):
    world.put()
    world.newest = START + 61
    files = world.files()
    assert files.in_force() == ()
    world.now = START + 1
    assert files.in_force() == (WAIVER,)


def test_while_the_log_cannot_be_read_nothing_counts(world: World):
    world.put()
    world.newest = None
    files = world.files()
    assert files.in_force() == ()
    world.newest = START
    assert files.in_force() == ()  # asked again once a second, as a server that is away keeps one waiting
    world.later()
    assert files.in_force() == (WAIVER,)
    world.later()
    assert files.in_force() == (WAIVER,)
    assert world.asked == 2


def test_the_log_is_not_asked_where_there_is_no_exception(world: World):
    files = world.files()
    assert files.in_force() == ()
    world.later()
    assert files.in_force() == ()
    assert world.asked == 0


def test_an_approver_who_leaves_the_ring_ends_it_at_once(world: World):
    world.put()
    files = world.files()
    assert files.in_force() == (WAIVER,)
    world.ring = replace(RING, version=2, approvers=(BEA.verifier,))
    assert files.in_force() == ()
    world.ring = replace(RING, version=3)
    assert files.in_force() == (WAIVER,)


def test_without_a_ring_in_force_nothing_is(world: World):
    world.put()
    files = world.files()
    world.ring = None
    assert files.in_force() == ()
    world.ring = RING
    assert files.in_force() == (WAIVER,)


def test_between_two_changes_nothing_is_sorted_out_again(world: World, monkeypatch: pytest.MonkeyPatch):
    """It is asked at every exchange, with hundreds of exceptions as with one."""
    world.put()
    world.put(replace(WAIVER, id="cd" * 16, since=START + 100))
    files = world.files()
    first = files.in_force()
    with monkeypatch.context() as patch:
        patch.setattr(exceptionfiles, "sorted_out", lambda *_: pytest.fail("sorted out again"))
        for world.now in (START + 1, START + 99.9, START + 50):
            world.later()
            assert files.in_force() is first
    world.now = START + 100
    assert [each.id for each in files.in_force()] == [WAIVER.id, "cd" * 16]
    world.now = START + DAY_S
    assert files.in_force() == ()


@given(
    spans=st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), max_size=5),
    moves=st.lists(st.integers(-130, 130), min_size=1, max_size=20),
    newest=st.integers(0, 200),
)
def test_what_is_remembered_is_what_a_look_would_find(
    tmp_path_factory: pytest.TempPathFactory,
    spans: list[tuple[int, int]],
    moves: list[int],
    newest: int,
):
    """Whatever the clock does: forwards, backwards, and behind the log."""
    world = World(tmp_path_factory.mktemp("w"), newest=START + newest)
    for number, (since, lasts) in enumerate(spans):
        world.put(replace(WAIVER, id=f"{number:032x}", since=START + since, until=START + since + lasts))
    files, floor = world.files(), world.newest or 0
    for move in moves:
        world.now += move
        found, _ = load(world.place, RING, world.now, floor)
        assert files.in_force() == found
        floor = max(floor, world.now)


def test_expiries_are_those_of_what_counts_the_next_first(world: World):
    world.put()
    world.put(replace(WAIVER, id="01" * 16, grants="async", until=START + 2 * DAY_S))
    world.put(replace(WAIVER, id="ef" * 16, until=START + 10))
    world.put(replace(WAIVER, id="aa" * 16, since=START + 10))
    files = world.files()
    assert files.expiries() == (
        ("ef" * 16, "original", START + 10),
        (WAIVER.id, "original", START + DAY_S),
        ("01" * 16, "async", START + 2 * DAY_S),
    )
    world.now = START + 2 * DAY_S
    assert files.expiries() == ()


@pytest.mark.slow
def test_by_a_real_clock_it_ends_within_a_second_of_its_expiry(world: World):
    now = int(time.time())
    waiver = replace(WAIVER, since=now - 1, until=now + 2)
    world.put(waiver)
    files = ExceptionFiles(world.place, world.rings, world.last)
    assert files.in_force() == (waiver,)
    while files.in_force():
        last = time.time()
        time.sleep(0.01)
    assert time.time() < waiver.until + 1
    assert last < waiver.until
