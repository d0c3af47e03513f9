"""What the log has to say before anything else, and what is said again when a commit failed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from audit.entry import entry
from audit.errors import IntegrityError
from audit.events import Gap, Kind, PolicyChange, RingChange, Rotation
from audit.losses import Losses
from audit.merkle import leaf_hash
from audit.record import Record
from audit.ring import Ring
from audit.signing import FileKeys, signed
from audit.standing import ROTATE_S, Standing
from audit.store.rows import Head
from audit.store.sqlite import SqliteStore

POLICY = PolicyChange("ab" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.write(tmp_path / "audit.sqlite")) as opened:
        yield opened


@pytest.fixture
def keys(tmp_path: Path) -> FileKeys:
    return FileKeys(tmp_path, "default")


class Side:
    """One process that writes what it has to say, and nothing else."""

    def __init__(self, ring: Ring, now: int = 1_700_000_000) -> None:
        self.ring, self.now, self.losses = ring, now, Losses()
        self.standing = Standing("default", lambda: self.now, self.losses)

    def says(
        self, store: SqliteStore, keys: FileKeys, *, known: bool = False, fails: bool = False
    ) -> list[Record]:
        with store.transaction():
            first, signer = self.standing.first(store, keys, self.ring, known=known)
            tree = store.head("default").tree
            for record in [] if fails else first:
                new = entry(record, self.ring, tree.size, f"{tree.size:032x}", self.now)
                store.add(new)
                tree = tree.append(leaf_hash(new.row.leaf))
            if first and not fails:
                store.set_head("default", Head(tree, signed(tree, signer)))
        if fails:
            self.standing.forget()
        else:
            self.standing.settle(first, self.ring)
        return first


def kinds(said: list[Record]) -> list[str]:
    return [str(record.event.kind) for record in said]


def test_a_new_log_begins_with_its_key_and_its_ring(store: SqliteStore, keys: FileKeys, ring: Ring):
    said = Side(ring).says(store, keys)
    assert kinds(said) == ["rotate", "ring"]
    assert said[1].event == RingChange(1)


def test_what_is_in_force_is_said_once(store: SqliteStore, keys: FileKeys, ring: Ring):
    side = Side(ring)
    side.standing.policy = POLICY
    assert kinds(side.says(store, keys)) == ["rotate", "ring", "policy"]
    for known in (True, False, True):
        assert side.says(store, keys, known=known) == []


@pytest.mark.parametrize("later", [1, ROTATE_S - 1])
def test_within_its_hour_a_key_stays(store: SqliteStore, keys: FileKeys, ring: Ring, later: int):
    side = Side(ring)
    side.says(store, keys)
    side.now += later
    assert side.says(store, keys, known=True) == []


@pytest.mark.parametrize("later", [ROTATE_S, -1])
def test_after_its_hour_and_before_its_time_a_key_is_replaced(
    store: SqliteStore, keys: FileKeys, ring: Ring, later: int
):
    side = Side(ring)
    first = side.says(store, keys)[0].event
    side.now += later
    before = store.head("default").tree
    (turned,) = side.says(store, keys, known=True)
    assert isinstance(first, Rotation)
    assert isinstance(turned.event, Rotation)
    assert (turned.event.number, turned.event.key == first.key) == (1, False)
    assert (first.size, first.root) == (0, "")
    assert (turned.event.size, turned.event.root) == (before.size, before.root().hex())


def test_a_new_ring_is_said_whether_anybody_else_wrote_or_not(store: SqliteStore, keys: FileKeys, ring: Ring):
    side = Side(ring)
    side.says(store, keys)
    side.ring = replace(ring, version=2)
    (said,) = side.says(store, keys, known=True)
    assert said.event == RingChange(2, ring.digest)


def test_an_older_ring_than_the_log_names_is_refused(store: SqliteStore, keys: FileKeys, ring: Ring):
    Side(replace(ring, version=2)).says(store, keys)
    with pytest.raises(IntegrityError, match=r"version 1, and the log has another of version 2"):
        Side(ring).says(store, keys)


def test_what_is_missing_is_said_last_and_once(store: SqliteStore, keys: FileKeys, ring: Ring):
    side = Side(ring)
    side.losses.add("overflow", 3, 5)
    assert kinds(side.says(store, keys)) == ["rotate", "ring", "gap"]
    assert side.says(store, keys, known=True) == []


def test_what_a_failed_commit_would_have_said_is_said_again(store: SqliteStore, keys: FileKeys, ring: Ring):
    side = Side(ring)
    side.standing.policy = POLICY
    side.losses.add("lost", 2, 7)
    assert kinds(side.says(store, keys, fails=True)) == ["rotate", "ring", "policy", "gap"]
    assert side.losses.n == 2
    said = side.says(store, keys)
    assert kinds(said) == ["rotate", "ring", "policy", "gap"]
    assert said[-1].event == Gap(2, 7, 7, "lost")
    assert side.losses.n == 0


def test_a_policy_is_compared_with_the_last_one_in_the_log(store: SqliteStore, keys: FileKeys, ring: Ring):
    one, other = Side(ring), Side(ring)
    one.standing.policy = POLICY
    other.standing.policy = PolicyChange("ab" * 32, "", ("cd" * 32,))
    one.says(store, keys)
    (said,) = other.says(store, keys)
    assert said.event == PolicyChange("ab" * 32, "ab" * 32, ("cd" * 32,))
    assert one.says(store, keys) == []  # it has said its own
    with closing(SqliteStore.read(Path(store.query("PRAGMA database_list").fetchone()[2]))) as reader:
        assert len(list(reader.of_kind("default", Kind.POLICY))) == 2


def test_what_a_policy_passes_is_part_of_what_is_said(store: SqliteStore, keys: FileKeys, ring: Ring):
    side = Side(ring)
    side.standing.policy = POLICY
    side.says(store, keys)
    side.standing.policy = PolicyChange("ab" * 32, passes=("GET /a",))
    (said,) = side.says(store, keys, known=True)
    assert said.event == PolicyChange("ab" * 32, "ab" * 32, passes=("GET /a",))
    other = Side(ring)
    other.standing.policy = side.standing.policy
    assert other.says(store, keys) == []


def test_a_policy_that_passes_something_is_urgent_until_it_is_said(
    store: SqliteStore, keys: FileKeys, ring: Ring
):
    side = Side(ring)
    assert not side.standing.urgent
    side.standing.policy = POLICY
    assert not side.standing.urgent
    side.standing.policy = PolicyChange("ab" * 32, passes=("GET /a",))
    assert side.standing.urgent
    side.says(store, keys, fails=True)
    assert side.standing.urgent
    side.says(store, keys)
    assert not side.standing.urgent


def test_a_policy_that_is_set_while_another_is_committed_is_said_next(
    store: SqliteStore, keys: FileKeys, ring: Ring
):
    side = Side(ring)
    side.standing.policy = POLICY
    with store.transaction():
        first, signer = side.standing.first(store, keys, ring, known=False)
        side.standing.policy = PolicyChange("cd" * 32)  # as a request does, from another thread
        tree = store.head("default").tree
        for record in first:
            new = entry(record, ring, tree.size, f"{tree.size:032x}", side.now)
            store.add(new)
            tree = tree.append(leaf_hash(new.row.leaf))
        store.set_head("default", Head(tree, signed(tree, signer)))
    side.standing.settle(first, ring)
    (said,) = side.says(store, keys, known=True)
    assert said.event == PolicyChange("cd" * 32, "ab" * 32)
