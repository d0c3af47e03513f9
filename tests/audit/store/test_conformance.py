"""One suite for every store: each test here runs on SQLite and on PostgreSQL, and asks the same of both.

What a store is allowed to do its own way stands in `Differs`, and in `test_where_the_stores_differ`, and
nowhere else. What only one of them has, pages or roles, is in `test_sqlite.py` and `test_postgres.py`.
"""

import ast
import asyncio
import inspect
import json
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import psycopg
import pytest

from audit import receipts
from audit.bundle import lines, verify_bundle
from audit.entry import entry, waiting
from audit.erasure import CHUNK, erasure
from audit.errors import (
    AuditUnavailable,
    IntegrityError,
    RecordError,
    ReleaseError,
    StatementError,
    StoreError,
)
from audit.events import Access, Erasure, Hold, Kind, PolicyChange
from audit.index import DAY_S
from audit.items import Receipt, pending
from audit.log import AuditLog
from audit.merkle import Frontier, leaf_hash
from audit.note import Signer, Verifier
from audit.open import PrivateKey, open_body
from audit.receipts import Compact, compact
from audit.record import Record, parse_header
from audit.recovery import Loss, examine, recover
from audit.release import FRESH_S, Release
from audit.retention import due, expiry
from audit.ring import Ring
from audit.rules import Check, Log
from audit.signing import file_names, origin, signed
from audit.spool import Spool
from audit.standing import ROTATE_S
from audit.statements import UNSIGNED, signed_by
from audit.store.place import Embedded, Place
from audit.store.protocol import Store
from audit.store.rows import Head, New, Row
from audit.store.server import Server
from audit.verify import Report, verify_store

START: Final = 1_700_000_000
FIRST: Final = 2
"""Records before the first one appended: the rotation that names the key, and the ring."""
A, B, C = (letter * 10 for letter in (b"a", b"b", b"c"))
TABLES: Final = ("body", "shred", "blind", "token", "erased")

Made = Callable[..., Record]


@dataclass(frozen=True)
class Differs:
    """Where the stores differ on purpose.

    Args:
        settled: an erased body is out of the files when the receipt is given; a server's rows leave with VACUUM.
        shared: a connection shows every tenant's records; on a server row-level security shows one tenant's.
        tail: whoever appends compares the last body too; a fleet's gateway cannot read any body.
    """

    settled: bool
    shared: bool
    tail: bool


@dataclass
class Stand:
    """A place for a log, whichever store it is, with two officers in one control group and a clock set by hand.

    Args:
        place: where the log is appended to and erased from.
        tenant: whose log it is.
        keys: the officers'; both are recipients and approvers.
        ring: of these officers.
        clock: holds the UTC second.
        folder: a directory of the gateway's own.
        differs: what this store does its own way.
        behind: runs SQL with no trigger in the way, as whoever holds disk or server could.
    """

    place: Place
    tenant: str
    keys: tuple[PrivateKey, PrivateKey]
    ring: Ring
    clock: list[int]
    folder: Path
    differs: Differs
    behind: Callable[[str], None] = field(repr=False)
    logs: list[AuditLog] = field(default_factory=list)
    rings: dict[str, Ring] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rings[self.ring.digest] = self.ring  # of every tenant, as a file is verified with all of them

    @property
    def officers(self) -> tuple[Signer, Signer]:
        one, other = (each.signer(f"officer-{each.kid[:4]}") for each in self.keys)
        return one, other

    def now(self) -> float:
        return self.clock[0]

    def log(self, ring: Any = None, **options: Any) -> AuditLog:
        given: dict[str, Any] = {"timeout": 30, "clock": self.now} | options
        made = AuditLog(self.place, ring or self.ring, **given)
        self.logs.append(made)
        return made

    def of(self, tenant: str) -> "Stand":
        """The same store, for another tenant."""
        return replace(self, tenant=tenant, ring=replace(self.ring, tenant=tenant))

    @contextmanager
    def writer(self) -> Iterator[Store]:
        with closing(self.place.open(self.tenant)) as store:
            yield store

    @contextmanager
    def reader(self) -> Iterator[Store]:
        with closing(self.place.read(self.tenant)) as store:
            yield store

    def report(self, *rings: Ring) -> Report:
        with self.reader() as store:
            return verify_store(store, self.rings | {each.digest: each for each in rings})

    def recomputed(self) -> Log:
        """What the log gave when it was verified; nothing in it may be amiss."""
        report = self.report()
        assert report.problems == ()
        return dict(report.logs)[self.tenant]

    def events(self, kind: Kind) -> list[Any]:
        with self.reader() as store:
            return [parse_header(row.hdr).event for row in store.of_kind(self.tenant, kind)]

    def made(self, record: Record, seq: int, rid: str = "") -> New:
        """A record sealed for a position."""
        return entry(record, self.ring, seq, rid or secrets.token_hex(16), self.clock[0])

    def head(self, store: Store, tree: Frontier) -> Head:
        """A head signed by the key that the log names."""
        row = store.last(self.tenant, Kind.ROTATE)
        assert row is not None
        key = bytes.fromhex(parse_header(row.hdr).event.key)  # type: ignore[attr-defined]
        return Head(tree, signed(tree, self.place.keys(store, self.tenant).settle(key)))

    def erased(self, log: AuditLog, *rids: str) -> Receipt:
        """Erase records, by an officer."""
        by = self.officers[0]
        event = signed_by(erasure(rids, "record", "request", by.name), self.tenant, by)
        return log.erase_sync(event, rids)

    def hold(self, since: int, until: int, state: Literal["placed", "lifted"] = "placed") -> Record:
        """A hold on what was written between two seconds, ordered by both officers."""
        one, other = self.officers
        terms = (since, until, START + 100 * DAY_S, "suit", one.name, other.name)
        event = Hold("1" * 32, state, *terms, UNSIGNED, UNSIGNED)
        sigs = [each.sign(event.statement(self.tenant)).hex() for each in (one, other)]
        return Record(self.tenant, replace(event, sig=sigs[0], sig2=sigs[1]))

    def asked(self, rid: str, key: PrivateKey | None = None, **changes: Any) -> Access:
        """An access, signed by the first officer or whoever holds a key."""
        by = self.officers[0] if key is None else key.signer(f"officer-{key.kid[:4]}")
        members: dict[str, Any] = {"purpose": "review", "at": self.clock[0], "sig": UNSIGNED} | changes
        return signed_by(Access(rid, by.name, **members), self.tenant, by)

    def lose_key(self) -> None:
        """Do what a lost disk or a deleted row does to the key that signs checkpoints."""
        if isinstance(self.place, Server):
            self.behind(f"DELETE FROM signing WHERE tenant = '{self.tenant}'")
        for name in file_names(self.tenant):
            (self.folder / name).unlink(missing_ok=True)


def embedded(folder: Path) -> tuple[Place, Differs, Callable[[str], None]]:
    path = folder / "audit.sqlite"

    def behind(statement: str) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                db.execute(f"DROP TRIGGER {name}")
            db.execute(statement)
            for _, made in triggers:
                db.execute(made)

    return Embedded(path), Differs(settled=True, shared=True, tail=True), behind


def fleet(folder: Path, dsn: str, schema: str) -> tuple[Place, Differs, Callable[[str], None]]:
    def behind(statement: str) -> None:
        with psycopg.connect(dsn, autocommit=True) as db:
            db.execute("SET session_replication_role = replica")
            db.execute(f"SET search_path = {schema}")
            db.execute(statement)

    place = Server(dsn, bytes(range(32)), "eraser", schema, folder)
    return place, Differs(settled=False, shared=False, tail=False), behind


@pytest.fixture(params=["sqlite", "postgres"])
def stand(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tenant: str,
    keys: Callable[..., PrivateKey],
    rings: Callable[..., Ring],
    clock: list[int],
) -> Iterator[Stand]:
    """The same stand on each of the stores."""
    if request.param == "sqlite":
        place, differs, behind = embedded(tmp_path)
    else:
        server = (request.getfixturevalue(name) for name in ("postgres", "schema"))
        place, differs, behind = fleet(tmp_path, *server)
    both = keys("x25519", 0), keys("x25519", 1)
    made = Stand(place, tenant, both, rings(both, tenant=tenant), clock, tmp_path, differs, behind)
    yield made
    for log in made.logs:
        log.close()


@pytest.fixture
def filled(stand: Stand, record: Made) -> list[Receipt]:
    """Four flags behind rotation and ring: two tokens, one of them in common, a body only, and neither."""
    log, tenant = stand.log(), stand.tenant
    given = (
        record(b"one", tenant=tenant, tokens=(B, A)),
        record(b"two", tenant=tenant, tokens=(B,)),
        record(b"three", tenant=tenant),
        record(b"", tenant=tenant, level="none"),
    )
    made = [log.append_sync(each) for each in given]
    log.close()
    return made


# The methods of a store.


def test_an_empty_store_holds_nothing(stand: Stand):
    with stand.writer() as store:
        assert store.head(stand.tenant) == store.checked_tail(stand.tenant) == Head()
        assert store.newest(stand.tenant) is None
        assert store.last(stand.tenant, Kind.FLAG) is None
    with stand.reader() as store:
        assert list(store.in_order(stand.tenant)) == list(store.erasable(stand.tenant)) == []
        assert list(store.rows(9)) == []
        assert list(store.heads()) == list(store.everything()) == []
    assert (stand.report().records, stand.report().problems) == (0, ())


def test_every_store_offers_each_method_with_the_parameters_of_the_protocol(stand: Stand):
    with stand.writer() as store:
        assert store.damage
        assert all(issubclass(each, BaseException) for each in store.damage)
        for name in METHODS:
            asked, offered = (inspect.signature(getattr(each, name)) for each in (Store, type(store)))
            assert [(p.name, p.kind, p.default) for p in asked.parameters.values()] == [
                (p.name, p.kind, p.default) for p in offered.parameters.values()
            ]


def test_the_head_is_that_of_the_last_receipt(stand: Stand, filled: list[Receipt]):
    with stand.writer() as store:
        head = store.head(stand.tenant)
        assert (head.tree.size, head.tree.root().hex(), head.note) == (6, filled[-1].root, filled[-1].note)
        assert store.checked_tail(stand.tenant) == head
        assert store.head("nobody") == store.checked_tail("nobody") == Head()
    with stand.reader() as store:
        assert list(store.heads()) == [(stand.tenant, 6, head.tree.to_bytes(), head.note)]


def test_rows_are_found_in_their_order(stand: Stand, filled: list[Receipt]):
    tenant, rids = stand.tenant, [each.rid for each in filled]
    with stand.reader() as store:
        rows = list(store.in_order(tenant))
        assert [row.seq for row in rows] == list(range(6))
        assert list(store.in_order(tenant, 4)) == rows[4:]
        assert list(store.in_order(tenant, 6)) == []
        assert list(store.rows(100)) == rows[::-1]
        assert list(store.rows(2)) == [rows[5], rows[4]]
        assert list(store.rows(0)) == []
        assert list(store.of_kind(tenant, Kind.FLAG)) == rows[FIRST:]
        assert [row.kind for row in rows[:FIRST]] == [Kind.ROTATE, Kind.RING]
        assert list(store.of_kind(tenant, Kind.HOLD)) == []
        assert store.newest(tenant) == store.last(tenant, Kind.FLAG) == rows[5]
        assert store.last(tenant, Kind.ROTATE) == rows[0]
        assert store.last(tenant, Kind.ERASE) is None
        assert [row.rid for row in store.erasable(tenant)] == rids[:3]
        for name in ("newest", "in_order", "erasable"):
            assert not list(getattr(store, name)("nobody") or ())


def test_rows_are_found_by_their_ids(stand: Stand, filled: list[Receipt]):
    with stand.reader() as store:
        rows = list(store.in_order(stand.tenant))
        for row in rows:
            assert store.by_rid(row.rid) == row
            assert store.with_prefix(row.rid, 2) == [row]
            assert store.with_prefix(row.rid.upper(), 2) == []
            assert row in store.with_prefix(row.rid[:1], 100)
        assert store.with_prefix("", 100) == sorted(rows, key=lambda row: row.rid)
        assert len(store.with_prefix("", 4)) == 4
        for prefix in ("g", "%", "_", "\\", "'", rows[0].rid + "0"):
            assert store.with_prefix(prefix, 100) == []
        for rid in ("f" * 32, "", rows[0].rid.upper() + "x", rows[0].rid[:31]):
            assert store.by_rid(rid) is None


def test_rows_are_found_by_their_tokens(stand: Stand, filled: list[Receipt]):
    one, two, *_ = (each.rid for each in filled)
    with stand.reader() as store:
        assert store.with_token(A) == [one]
        assert sorted(store.with_token(B)) == sorted([one, two])
        assert sorted(store.tokens(one)) == [A, B]
        assert store.tokens(two) == [B]
        for token in (C, A[:9], A + A, b""):
            assert store.with_token(token) == []
        for rid in (filled[2].rid, "f" * 32, ""):
            assert store.tokens(rid) == []


def test_bodies_and_shares_are_there_and_nowhere_else(stand: Stand, filled: list[Receipt]):
    with stand.reader() as store:
        for each, body in zip(filled, (b"one", b"two", b"three"), strict=False):
            row = store.by_rid(each.rid)
            assert row is not None
            assert open_body(row.hdr, store.sealed(row.rid), store.share(row.rid), stand.keys[0]) == body
            assert store.left(row.rid)
        for rid in (filled[3].rid, "f" * 32, ""):
            assert store.sealed(rid) == b""
            assert not store.left(rid)
            with pytest.raises(StoreError, match="no share"):
                store.share(rid)


def test_everything_stands_beside_its_record(stand: Stand, filled: list[Receipt]):
    log = stand.log()
    told = stand.erased(log, filled[1].rid)
    with stand.reader() as store:
        for columns in store.everything():
            row = Row(*columns[:7])
            sealed, share, nonce, erased = columns[7:]
            assert row == store.by_rid(row.rid)
            assert (sealed or b"") == store.sealed(row.rid)
            assert (share is not None) == (sealed is not None)
            assert (nonce is not None) == bool(store.tokens(row.rid))
            assert erased == (told.rid if row.rid == filled[1].rid else None)
            assert all(
                each is None or type(each) is bytes for each in (row.hdr, row.leaf, sealed, share, nonce)
            )
        assert [columns[1] for columns in store.everything()] == list(range(7))


def test_a_store_is_whole_and_as_it_was_made(stand: Stand, filled: list[Receipt]):
    with stand.reader() as store:
        assert store.whole()
        assert store.as_made()
        assert [store.orphans(table) for table in TABLES] == [0] * 5
        with pytest.raises(KeyError):
            store.orphans("nothing")


def test_what_belongs_to_no_record_is_counted(stand: Stand, filled: list[Receipt]):
    log = stand.log()
    stand.erased(log, filled[2].rid)
    log.close()
    for rid in (filled[0].rid, filled[2].rid):
        stand.behind(f"DELETE FROM rec WHERE rid = '{rid}'")
    stand.behind(f"DELETE FROM blind WHERE rid = '{filled[1].rid}'")
    with stand.reader() as store:
        assert {table: store.orphans(table) for table in TABLES} == {
            "body": 1,
            "shred": 1,
            "blind": 1,
            "token": 3,
            "erased": 1,
        }
        assert store.as_made()
    found = {problem.kind for problem in stand.report().problems}
    assert {Check.SEQUENCE, Check.SEALED, Check.SHARE, Check.INDEX, Check.ERASURE, Check.HEAD} <= found


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE rec SET ts = ts + 1 WHERE rid = '{rid}'", Check.COPY),
        ("UPDATE rec SET kind = 'access' WHERE rid = '{rid}'", Check.LEAF),
        ("DELETE FROM rec WHERE rid = '{rid}'", Check.SEQUENCE),
        ("DELETE FROM body WHERE rid = '{rid}'", Check.SEALED),
        ("DELETE FROM shred WHERE rid = '{rid}'", Check.SHARE),
        ("DELETE FROM token WHERE rid = '{rid}'", Check.INDEX),
        (
            "UPDATE head SET note = replace(note, 'guard', 'quard') WHERE tenant = '{tenant}'",
            Check.CHECKPOINT,
        ),
        ("DELETE FROM head WHERE tenant = '{tenant}'", Check.HEAD),
    ],
)
def test_the_same_change_is_found_on_both(
    stand: Stand, filled: list[Receipt], statement: str, found: Check, record: Made
):
    stand.behind(statement.format(rid=filled[0].rid, tenant=stand.tenant))
    assert found in {problem.kind for problem in stand.report().problems}


def test_a_closed_store_answers_no_more(stand: Stand, filled: list[Receipt]):
    for opened in (stand.place.open, stand.place.read):
        store = opened(stand.tenant)
        store.close()
        store.close()
        with pytest.raises(store.damage):
            store.head(stand.tenant)


# Transactions, and what a store refuses.


def test_what_a_transaction_added_is_there_after_it(stand: Stand, filled: list[Receipt], record: Made):
    with stand.writer() as store:
        new = stand.made(record(b"four", tenant=stand.tenant, tokens=(C,)), 6)
        with store.transaction():
            tree = store.head(stand.tenant).tree.append(leaf_hash(new.row.leaf))
            store.add(new)
            assert store.newest(stand.tenant) == new.row
            store.set_head(stand.tenant, stand.head(store, tree))
        assert store.checked_tail(stand.tenant).tree == tree
    with stand.reader() as store:
        assert (store.sealed(new.row.rid), store.share(new.row.rid)) == (new.sealed, new.share)
        assert store.with_token(C) == [new.row.rid]
    assert stand.recomputed().size == 7


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_a_transaction_that_raises_leaves_nothing(
    stand: Stand, filled: list[Receipt], record: Made, error: type[BaseException]
):
    new = stand.made(record(b"four", tenant=stand.tenant, tokens=(C,)), 6)
    with stand.writer() as store:

        def cut() -> None:
            with store.transaction():
                tree = store.head(stand.tenant).tree.append(leaf_hash(new.row.leaf))
                store.add(new)
                store.set_head(stand.tenant, stand.head(store, tree))
                assert store.by_rid(new.row.rid) == new.row
                raise error

        with pytest.raises(error):
            cut()
        assert store.checked_tail(stand.tenant).tree.size == 6
    with stand.reader() as store:
        assert store.by_rid(new.row.rid) is None
        assert store.sealed(new.row.rid) == b""
        assert store.with_token(C) == []
    assert stand.recomputed().size == 6


@pytest.mark.parametrize("looked", [True, False])
@pytest.mark.parametrize(
    "made",
    [
        ((7, "a", 0),),  # a gap before it
        ((6, "a", 0), (8, "b", 0)),  # a gap in it
        ((6, "a", 0), (6, "b", 0)),  # a number twice
        ((6, "a", 0), (6, "b", 1)),  # in other seconds, which are other keys of a month's partition
        ((5, "a", 0),),  # a number that was there
        ((0, "a", 1),),
        ((-1, "a", 0),),
        ((6, "a", 0), (7, "a", 0)),  # an id twice
        ((6, "a", 0), (7, "a", 1)),
        ((6, "old", 0),),  # an id that was there
        ((6, "old", 1),),
    ],
)
def test_records_out_of_order_are_refused(
    stand: Stand, filled: list[Receipt], record: Made, made: tuple[tuple[int, str, int], ...], looked: bool
):
    ids = {"a": "a" * 32, "b": "b" * 32, "old": filled[0].rid}
    refuse_records(stand, record, [(seq, ids[rid], later) for seq, rid, later in made], looked=looked)


def test_right_numbers_in_the_wrong_order_are_refused_at_the_first(
    stand: Stand, filled: list[Receipt], record: Made
):
    refuse_records(stand, record, [(7, "a" * 32, 0), (6, "b" * 32, 0)], looked=True)


def refuse_records(stand: Stand, record: Made, made: list[tuple[int, str, int]], *, looked: bool) -> None:
    """Add records in one transaction, looked at after each or not; a store may refuse them when it ends."""
    one = stand.made(record(b"x", tenant=stand.tenant), 6)
    rows = [replace(one.row, seq=seq, rid=rid, ts=START + later) for seq, rid, later in made]
    with stand.writer() as store:

        def add() -> None:
            with store.transaction():
                for row in rows:
                    store.add(replace(one, row=row))
                    if looked:
                        store.newest(stand.tenant)

        with pytest.raises(store.damage):
            add()
    assert stand.recomputed().size == 6


@pytest.mark.parametrize("size", [1, 5, 6])
def test_a_head_that_does_not_grow_is_refused(stand: Stand, filled: list[Receipt], size: int):
    with stand.reader() as store:
        tree = Frontier()
        for row in list(store.in_order(stand.tenant))[:size]:
            tree = tree.append(leaf_hash(row.leaf))
    with stand.writer() as store:
        head = stand.head(store, tree)

        def shrink() -> None:
            with store.transaction():
                store.set_head(stand.tenant, head)

        with pytest.raises(store.damage):
            shrink()
    assert stand.recomputed().size == 6


@pytest.mark.parametrize("forgotten", ["head", "record", "leaf"])
def test_a_tail_that_does_not_fit_is_found_before_anything_is_appended(
    stand: Stand, filled: list[Receipt], record: Made, forgotten: str
):
    new = stand.made(record(b"", tenant=stand.tenant, level="none"), 6)
    with stand.writer() as store, store.transaction():
        tree = store.head(stand.tenant).tree
        if forgotten != "record":
            store.add(new)
        if forgotten != "head":
            store.set_head(stand.tenant, stand.head(store, tree.append(bytes(32))))
    with stand.writer() as store, pytest.raises(IntegrityError, match="head"):
        store.checked_tail(stand.tenant)
    with pytest.raises(AuditUnavailable, match="head"):
        stand.log().append_sync(record(b"x", tenant=stand.tenant))
    assert Check.HEAD in {problem.kind for problem in stand.report().problems}


def test_who_reads_cannot_write(stand: Stand, filled: list[Receipt], record: Made):
    new = stand.made(record(b"x", tenant=stand.tenant), 6)
    with stand.reader() as store:

        def add() -> None:
            with store.transaction():
                store.add(new)

        def erase() -> None:
            with store.transaction():
                store.erase([filled[0].rid], filled[1].rid)

        for write in (add, erase):
            with pytest.raises(store.damage):
                write()
    assert stand.recomputed().size == 6


def test_a_snapshot_sees_one_moment_while_another_appends(stand: Stand, filled: list[Receipt], record: Made):
    log = stand.log()
    with stand.reader() as store:
        with store.snapshot():
            head = store.head(stand.tenant)
            late = log.append_sync(record(b"late", tenant=stand.tenant))
            stand.erased(log, filled[0].rid)
            assert store.head(stand.tenant) == head
            assert store.by_rid(late.rid) is None
            assert store.sealed(filled[0].rid)
            assert len(list(store.in_order(stand.tenant))) == len(list(store.everything())) == 6
        assert store.head(stand.tenant).tree.size == 8
        assert store.sealed(filled[0].rid) == b""
        with pytest.raises(ZeroDivisionError), store.snapshot():
            raise ZeroDivisionError
        with store.snapshot():
            assert store.newest(stand.tenant) is not None


def test_a_walk_is_of_one_moment_and_others_may_go_on_beside_it(
    stand: Stand, filled: list[Receipt], record: Made
):
    log = stand.log()
    with stand.reader() as store:
        walk, other = store.in_order(stand.tenant), store.of_kind(stand.tenant, Kind.FLAG)
        assert next(walk).seq == 0
        log.append_sync(record(b"late", tenant=stand.tenant))
        assert next(other).rid == filled[0].rid
        assert [row.seq for row in walk] == [1, 2, 3, 4, 5]
        assert [row.rid for row in other][:3] == [each.rid for each in filled[1:]]


# Erasing.


def test_what_is_erased_is_gone_and_the_log_verifies(stand: Stand, filled: list[Receipt]):
    log, rids = stand.log(), [each.rid for each in filled]
    told = stand.erased(log, rids[2], rids[0])
    with stand.reader() as store:
        assert list(store.erased_by(told.rid)) == sorted([rids[0], rids[2]])
        assert list(store.erased_by(rids[1])) == list(store.erased_by("f" * 32)) == []
        assert [row.rid for row in store.erasable(stand.tenant)] == [rids[1]]
        assert [store.left(rid) for rid in rids] == [False, True, False, False]
        assert store.tokens(rids[0]) == []
        assert store.with_token(A) == []
        assert store.with_token(B) == [rids[1]]
        for rid in (rids[0], rids[2]):
            assert store.by_rid(rid) is not None
            assert store.sealed(rid) == b""
            with pytest.raises(StoreError, match="no share"):
                store.share(rid)
    assert stand.recomputed().erased == 2


def test_erasing_nothing_changes_nothing(stand: Stand, filled: list[Receipt]):
    with stand.writer() as store, store.transaction():
        store.erase([], "f" * 32)
    assert stand.recomputed().erased == 0


@pytest.mark.parametrize("told", ["nothing", "a flag", "an erasure of another tenant"])
def test_nothing_is_erased_that_no_erasure_tells_of(
    stand: Stand, filled: list[Receipt], told: str, record: Made
):
    event = filled[1].rid if told == "a flag" else "f" * 32
    if told == "an erasure of another tenant":
        other = stand.of(f"{stand.tenant}-2")
        log = other.log()
        event = other.erased(log, log.append_sync(record(b"x", tenant=other.tenant)).rid).rid
        log.close()
    with stand.writer() as store:

        def erase() -> None:
            with store.transaction():
                store.erase([filled[0].rid], event)

        with pytest.raises(store.damage):
            erase()
    with stand.reader() as store:
        assert store.share(filled[0].rid)
        assert sorted(store.tokens(filled[0].rid)) == [A, B]
    assert stand.recomputed().erased == 0


@pytest.mark.parametrize("which", ["erased before", "unknown", "of another tenant", "named twice"])
def test_what_cannot_be_erased_is_refused_by_the_store(
    stand: Stand, filled: list[Receipt], which: str, record: Made
):
    log = stand.log()
    event = stand.erased(log, filled[0].rid).rid
    rids = [filled[0].rid] if which == "erased before" else ["f" * 32]
    if which == "named twice":
        rids = [filled[1].rid] * 2
    elif which == "of another tenant":
        other = stand.of(f"{stand.tenant}-2")
        rids = [other.log().append_sync(record(b"theirs", tenant=other.tenant)).rid]
    with stand.writer() as store:

        def erase() -> None:
            with store.transaction():
                store.erase(rids, event)

        with pytest.raises(store.damage):
            erase()
    assert stand.recomputed().erased == 1


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("erased", "nothing is left"),
        ("bare", "nothing is left"),
        ("unknown", "no such record"),
        ("of another tenant", "no such record"),
    ],
)
def test_what_cannot_be_erased_is_refused_by_the_log_and_no_part_of_it_goes(
    stand: Stand, filled: list[Receipt], which: str, said: str, record: Made
):
    log = stand.log()
    stand.erased(log, filled[0].rid)
    other = stand.of(f"{stand.tenant}-2")
    theirs = other.log().append_sync(record(b"theirs", tenant=other.tenant)).rid
    rid = {"erased": filled[0].rid, "bare": filled[3].rid, "unknown": "f" * 32, "of another tenant": theirs}
    with pytest.raises(AuditUnavailable, match=said):
        stand.erased(log, filled[1].rid, rid[which])
    with stand.reader() as store:
        assert store.share(filled[1].rid)
    assert len(stand.events(Kind.ERASE)) == 1
    assert (stand.recomputed().erased, other.recomputed().erased) == (1, 0)


def test_an_erasure_lists_what_it_erases(stand: Stand, filled: list[Receipt]):
    log, by = stand.log(), stand.officers[0]
    event = signed_by(erasure([filled[0].rid], "record", "request", by.name), stand.tenant, by)
    with pytest.raises(RecordError, match="rids"):
        log.erase_sync(event, [filled[1].rid])
    with pytest.raises(StatementError):
        log.erase_sync(replace(event, sig=UNSIGNED), [filled[0].rid])
    assert stand.recomputed().erased == 0


def test_a_hold_keeps_what_it_names_until_it_is_lifted(stand: Stand, filled: list[Receipt], record: Made):
    log = stand.log()
    stand.clock[0] += 10
    later = log.append_sync(record(b"later", tenant=stand.tenant))
    log.append_sync(stand.hold(START, START + 9))
    with pytest.raises(AuditUnavailable, match="kept by hold 11111111"):
        stand.erased(log, filled[0].rid, later.rid)
    with pytest.raises(AuditUnavailable, match="on record already"):
        log.append_sync(stand.hold(START, START + 9))
    with pytest.raises(AuditUnavailable, match="not as it was placed"):
        log.append_sync(stand.hold(START, START + 8, "lifted"))
    stand.erased(log, later.rid)
    log.append_sync(stand.hold(START, START + 9, "lifted"))
    stand.erased(log, filled[0].rid)
    assert stand.recomputed().erased == 2
    assert [each.state for each in stand.events(Kind.HOLD)] == ["placed", "lifted"]


# The log.


def test_many_producers_over_two_logs_leave_no_gap(stand: Stand, record: Made):
    logs = [stand.log() for _ in range(2)]
    start = threading.Barrier(8)

    def run(number: int) -> list[Receipt]:
        start.wait(20)
        log = logs[number % 2]
        return [log.append_sync(record(f"{number}/{n}".encode(), tenant=stand.tenant)) for n in range(8)]

    with ThreadPoolExecutor(8) as pool:
        made = [each for part in pool.map(run, range(8)) for each in part]
    for log in logs:
        log.close()
    assert sorted(each.seq for each in made) == list(range(FIRST, FIRST + 64))
    with stand.reader() as store, store.snapshot():
        assert [row.seq for row in store.in_order(stand.tenant)] == list(range(FIRST + 64))
        for each in made[::9]:
            row = store.by_rid(each.rid)
            assert row is not None
            assert row.seq == each.seq
            receipts.check(store, each)
    assert stand.recomputed().size == FIRST + 64


async def test_callers_of_an_event_loop_append_too(stand: Stand, record: Made):
    log = stand.log()
    made = await asyncio.gather(*(log.append(record(b"x", tenant=stand.tenant)) for _ in range(20)))
    with pytest.raises(RecordError, match="tenant"):
        await log.append(record(b"x", tenant="another"))
    log.close()
    with pytest.raises(AuditUnavailable, match="closed"):
        await log.append(record(b"x", tenant=stand.tenant))
    assert sorted(each.seq for each in made) == list(range(FIRST, FIRST + 20))
    assert stand.recomputed().size == FIRST + 20


def test_a_key_turns_after_an_hour_and_every_log_follows(stand: Stand, filled: list[Receipt], record: Made):
    one, other = stand.log(), stand.log()
    for later, rotations in ((0, 1), (ROTATE_S - 1, 1), (ROTATE_S, 2), (ROTATE_S, 2)):
        stand.clock[0] = START + later
        for log in (one, other):
            log.append_sync(record(b"x", tenant=stand.tenant))
        assert len(stand.events(Kind.ROTATE)) == rotations
    assert [each.number for each in stand.events(Kind.ROTATE)] == [0, 1]
    assert stand.recomputed().rotations == 2


def test_a_ring_changes_once_and_never_back(stand: Stand, filled: list[Receipt], record: Made):
    newer = replace(stand.ring, version=2)
    other = replace(stand.ring, version=2, expires=START * 2)
    log = stand.log(newer)
    for _ in range(2):
        log.append_sync(record(b"x", tenant=stand.tenant))
    for refused in (stand.ring, other):
        with pytest.raises(
            AuditUnavailable, match=r"ring: of version \d, and the log has another of version 2"
        ):
            stand.log(refused, timeout=10).append_sync(record(b"x", tenant=stand.tenant))
    changes = stand.events(Kind.RING)
    assert [(each.version, each.prior) for each in changes] == [(1, ""), (2, stand.ring.digest)]
    assert stand.report(newer).problems == ()
    assert stand.report(newer).records == 9


def test_a_policy_is_said_once(stand: Stand, filled: list[Receipt], record: Made):
    log = stand.log()
    for digest in ("aa" * 32, "aa" * 32, "bb" * 32):
        log.policy(digest)
        log.append_sync(record(b"x", tenant=stand.tenant))
    with pytest.raises(RecordError, match="policy"):
        log.policy("no digest")
    log.announce()
    expected = [PolicyChange("aa" * 32), PolicyChange("bb" * 32, "aa" * 32)]
    assert stand.events(Kind.POLICY) == expected
    assert stand.recomputed().size == 11


def test_what_was_not_kept_is_told_of_in_a_gap(stand: Stand, filled: list[Receipt], record: Made):
    log = stand.log(capacity=1)
    log.append_sync(record(b"before", tenant=stand.tenant))
    with stand.writer() as store, store.transaction():  # nobody else commits meanwhile
        taken = [log.append_soon(record(b"soon", tenant=stand.tenant)) for _ in range(4)]
    assert [each is None for each in taken] == [False, True, True, True]
    log.close()
    assert log.missing == 0
    (gap,) = stand.events(Kind.GAP)
    assert (gap.n, gap.reason, gap.since) == (3, "overflow", START)
    with stand.reader() as store:
        assert taken[0] is not None
        assert store.by_rid(taken[0].rid) is not None
    assert stand.recomputed().gaps == 1


def test_what_a_spool_kept_is_taken_once(stand: Stand, record: Made):
    path = stand.folder / "spool.sqlite"
    kept = [
        waiting(record(body, tenant=stand.tenant, tokens=(A,)), stand.ring, secrets.token_hex(16), START)
        for body in (b"one", b"two")
    ]
    stray = waiting(record(b"x", tenant="another"), stand.ring, secrets.token_hex(16), START)
    for offered in (kept[:1], [kept[0], stray, kept[1]], kept):  # as after a cut before the spool forgot them
        with closing(Spool.open(path)) as spool:
            spool.add(offered)
        log = stand.log(spool=path)
        log.announce()
        log.close()
        with closing(Spool.open(path)) as spool:
            assert spool.oldest(10) == []
    with stand.reader() as store:
        rows = list(store.of_kind(stand.tenant, Kind.FLAG))
        assert [row.rid for row in rows] == [each.rid for each in kept]
        for row, body in zip(rows, (b"one", b"two"), strict=True):
            assert open_body(row.hdr, store.sealed(row.rid), store.share(row.rid), stand.keys[1]) == body
            receipts.check(store, pending(row.rid))
        with pytest.raises(IntegrityError, match="not in the log"):
            receipts.check(store, pending(stray.rid))
    assert [(each.n, each.reason) for each in stand.events(Kind.GAP)] == [(1, "lost")]
    assert stand.recomputed().size == 5


def test_a_lost_key_needs_an_approver(
    stand: Stand, filled: list[Receipt], record: Made, keys: Callable[..., PrivateKey]
):
    by = stand.officers[1]
    with pytest.raises(StoreError, match="nothing to recover"):
        recover(stand.place, stand.ring, by, Loss.KEY, stand.now)
    stand.lose_key()
    with pytest.raises(AuditUnavailable, match="it was lost"):
        stand.log(timeout=10).append_sync(record(b"x", tenant=stand.tenant))
    assert examine(stand.place, stand.tenant).lost
    for accepted in (Loss.RECORDS, None):
        with pytest.raises(StoreError, match="the checkpoint key is lost"):
            recover(stand.place, stand.ring, by, accepted, stand.now)
    stranger = keys("x25519", 2)
    with pytest.raises(StatementError, match="not an approver"):
        recover(stand.place, stand.ring, stranger.signer("officer-none"), Loss.KEY, stand.now)
    assert stand.recomputed().size == 6
    assert recover(stand.place, stand.ring, by, Loss.KEY, stand.now).number == 1
    assert stand.log().append_sync(record(b"x", tenant=stand.tenant)).seq == 7
    assert stand.events(Kind.ROTATE)[1].officer == by.name
    assert len(stand.recomputed().recovered) == 1


def test_content_goes_after_its_days_oldest_first(stand: Stand, record: Made):
    log, rids = stand.log(), []
    for day in range(3):
        stand.clock[0] = START + day * DAY_S
        rids.append(log.append_sync(record(b"x", tenant=stand.tenant, tokens=(A,))).rid)
        log.append_sync(record(b"", tenant=stand.tenant, level="none"))
    now = START + 2 * DAY_S + 1
    stand.clock[0] = now
    with stand.reader() as store:
        assert due(store, stand.tenant, 1, now, CHUNK) == rids[:2]
        assert due(store, stand.tenant, 1, now, 1) == rids[:1]
        assert due(store, stand.tenant, 3, now, CHUNK) == due(store, "nobody", 1, now, CHUNK) == []
        with pytest.raises(RecordError, match="days"):
            due(store, stand.tenant, 0, now, CHUNK)
    log.erase_sync(expiry(rids[:2], 1), rids[:2])
    with pytest.raises(AuditUnavailable, match="nothing is left"):
        log.erase_sync(expiry(rids[:2], 1), rids[:2])
    with stand.reader() as store:
        assert due(store, stand.tenant, 1, now, CHUNK) == []
        assert [row.rid for row in store.erasable(stand.tenant)] == rids[2:]
    assert stand.recomputed().erased == 2


def test_what_expired_too_early_is_found(stand: Stand, filled: list[Receipt]):
    rid = filled[0].rid
    stand.log().erase_sync(expiry([rid], 1), [rid])
    assert [(each.kind, each.detail) for each in stand.report().problems] == [
        (Check.ERASURE, "a record was younger than the retention time")
    ]


def test_a_log_that_keeps_days_erases_by_itself(stand: Stand, filled: list[Receipt], record: Made):
    stand.clock[0] = START + 2 * DAY_S
    log = stand.log(keep_days=1)
    log.append_sync(record(b"new", tenant=stand.tenant))
    assert erased_within(stand, [each.rid for each in filled[:3]])
    log.close()
    (event,) = stand.events(Kind.ERASE)
    assert isinstance(event, Erasure)
    assert (event.n, event.reason, event.officer, event.sig) == (3, "ttl-1", "retention", "")
    assert stand.recomputed().erased == 3


def erased_within(stand: Stand, rids: list[str], looks: int = 200) -> bool:
    pause = threading.Event()
    for _ in range(looks):
        with stand.reader() as store:
            if not any(store.left(rid) for rid in rids):
                return True
        pause.wait(0.02)
    return False


# Releasing.


def refused(release: Release, asked: Access) -> str:
    with pytest.raises(ReleaseError) as caught:
        release.release(asked)
    return caught.value.code


class Watched:
    """A place whose every share is asked for after an access to it is on record."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self.shares: list[tuple[str, list[str]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stand.place, name)

    def read(self, tenant: str) -> Store:
        store = self._stand.place.read(tenant)
        share = store.share

        def watched(rid: str) -> bytes:
            self.shares.append((rid, [each.subject for each in self._stand.events(Kind.ACCESS)]))
            return share(rid)

        store.share = watched  # type: ignore[method-assign]
        return store


def test_a_share_leaves_after_its_access_is_on_record(stand: Stand, filled: list[Receipt]):
    place = Watched(stand)
    release = Release(stand.log(), place, lambda: stand.ring, stand.now)
    asked = stand.asked(filled[0].rid)
    given = release.release(asked)
    assert open_body(given.hdr, given.sealed, given.share, stand.keys[0]) == b"one"
    assert place.shares == [(filled[0].rid, [filled[0].rid])]
    assert stand.events(Kind.ACCESS) == [asked]
    with stand.reader() as store, store.snapshot():
        receipts.check(store, given.receipt)
    assert stand.recomputed().size == 7


def test_what_is_not_released_leaves_no_access(
    stand: Stand, filled: list[Receipt], record: Made, keys: Callable[..., PrivateKey]
):
    log, other = stand.log(), stand.of(f"{stand.tenant}-2")
    stand.erased(log, filled[1].rid)
    theirs = other.log().append_sync(record(b"theirs", tenant=other.tenant)).rid
    release = Release(log, stand.place, lambda: stand.ring, stand.now, per_hour=1)
    good = stand.asked(filled[0].rid)
    for code, asked in (
        ("no_record", stand.asked("f" * 32)),
        ("no_record", stand.asked(theirs)),
        ("no_body", stand.asked(filled[3].rid)),
        ("erased", stand.asked(filled[1].rid)),
        ("stale", stand.asked(filled[0].rid, at=START - FRESH_S - 1)),
        ("unsigned", stand.asked(filled[0].rid, keys("x25519", 2))),
        ("unsigned", replace(good, sig=UNSIGNED)),
    ):
        assert refused(release, asked) == code
    assert stand.events(Kind.ACCESS) == []
    release.release(good)
    assert refused(release, good) == "replayed"
    assert refused(release, stand.asked(filled[2].rid)) == "too_many"
    log.close()
    assert refused(release, stand.asked(filled[2].rid, stand.keys[1])) == "unavailable"
    assert stand.events(Kind.ACCESS) == [good]
    assert stand.recomputed().erased == 1


# What leaves a store.


def test_a_bundle_of_a_store_verifies_and_a_changed_one_does_not(stand: Stand, filled: list[Receipt]):
    log = stand.log()
    stand.erased(log, filled[0].rid)
    with stand.reader() as store, store.snapshot():
        rows = list(store.in_order(stand.tenant))
        key = Verifier(origin(stand.tenant), bytes.fromhex(stand.events(Kind.ROTATE)[0].key)).encode()
        ring = f"{stand.ring.encode().decode('ascii')}\n"
        written = list(lines(stand.tenant, rows, store.head(stand.tenant), key, [ring]))
    found = verify_bundle(written)
    assert (found.tenant, found.log.size, found.rings) == (stand.tenant, 7, 1)
    assert found.log.tree == stand.recomputed().tree
    swapped = [*written[:3], written[4], written[3], *written[5:]]
    other = lines("another", rows, Head(found.log.tree, filled[-1].note), key, [])
    for changed in (written[:-1], written[:3] + written[4:], swapped, [*written, written[-1]], list(other)):
        with pytest.raises(IntegrityError):
            verify_bundle(changed)


@pytest.mark.parametrize(
    "changes",
    [
        {"rid": "0" * 32},
        {"seq": 0},
        {"size": 2},
        {"size": 10**6},
        {"root": "00" * 32},
        {"note": ""},
    ],
)
def test_a_receipt_checks_and_a_changed_one_does_not(
    stand: Stand, filled: list[Receipt], record: Made, changes: dict[str, Any]
):
    stand.clock[0] += 2 * ROTATE_S
    given = [*filled, stand.log().append_sync(record(b"x", tenant=stand.tenant))]
    with stand.reader() as store, store.snapshot():
        for each in given:
            receipts.check(store, receipts.read(json.dumps(asdict(each)).encode()))
            receipts.check(store, Compact.decode(compact(each, stand.tenant)))
            with pytest.raises(IntegrityError):
                receipts.check(store, replace(each, **changes))


def test_a_store_that_is_older_than_what_was_seen_is_refused(
    stand: Stand, filled: list[Receipt], record: Made
):
    tenant = stand.tenant
    with stand.reader() as store:
        old = store.head(tenant)
    log = stand.log()
    late = [log.append_sync(record(b"late", tenant=tenant)).rid for _ in range(2)]
    log.close()
    for rid in late:
        for table in ("body", "shred", "rec"):
            stand.behind(f"DELETE FROM {table} WHERE rid = '{rid}'")
    stand.behind(f"DELETE FROM head WHERE tenant = '{tenant}'")
    with stand.writer() as store, store.transaction():
        store.set_head(tenant, old)  # as a backup of then would bring it back
    assert stand.recomputed().size == 6
    with pytest.raises(AuditUnavailable, match="6 records instead of 8"):
        stand.log(timeout=10).append_sync(record(b"x", tenant=tenant))
    by = stand.officers[0]
    assert recover(stand.place, stand.ring, by, Loss.RECORDS, stand.now).found.missing == 2
    assert stand.log().append_sync(record(b"x", tenant=tenant)).seq == 8
    assert stand.recomputed().missing == 2


# Tenants, and where the stores differ.


def test_two_tenants_do_not_see_each_other(stand: Stand, filled: list[Receipt], record: Made):
    other = stand.of(f"{stand.tenant}-2")
    theirs = other.log().append_sync(record(b"theirs", tenant=other.tenant, tokens=(C,)))
    with pytest.raises(RecordError, match="tenant"):
        other.log().append_sync(record(b"x", tenant=stand.tenant))
    for each, rids in ((stand, [each.rid for each in filled]), (other, [theirs.rid])):
        with each.reader() as store:
            assert store.head(each.tenant).tree.size == FIRST + len(rids)
            assert [row.rid for row in store.of_kind(each.tenant, Kind.FLAG)] == rids
            assert {row.tenant for row in store.in_order(each.tenant)} == {each.tenant}
            assert {row.tenant for row in store.erasable(each.tenant)} == {each.tenant}
            newest = store.newest(each.tenant)
            assert newest is not None
            assert newest.rid == rids[-1]
        assert each.recomputed().size == FIRST + len(rids)
    with other.reader() as store, pytest.raises(IntegrityError):
        receipts.check(store, replace(filled[0], rid=theirs.rid))


def test_where_the_stores_differ(stand: Stand, filled: list[Receipt], record: Made):
    """What differs on purpose, all of it; see `Differs`."""
    differs, other = stand.differs, stand.of(f"{stand.tenant}-2")
    log = stand.log()
    assert stand.erased(log, filled[0].rid).settled is differs.settled
    log.close()
    with stand.writer() as store:
        if differs.settled:
            store.settle()
        else:
            with pytest.raises(StoreError, match="VACUUM"):
                store.settle()

    with other.reader() as store:
        tenants = {stand.tenant} if differs.shared else set()
        assert {row.tenant for row in store.rows(100)} == tenants
        assert {tenant for tenant, *_ in store.heads()} == tenants
        assert (store.by_rid(filled[1].rid) is not None) is differs.shared
        assert bool(store.with_token(B)) is bool(store.sealed(filled[1].rid)) is differs.shared

    new = stand.made(record(b"body", tenant=stand.tenant), 7)
    with stand.writer() as store, store.transaction():
        tree = store.head(stand.tenant).tree.append(leaf_hash(new.row.leaf))
        store.add(replace(new, sealed=new.sealed + b"x"))
        store.set_head(stand.tenant, stand.head(store, tree))
    with stand.writer() as store:
        if differs.tail:
            with pytest.raises(IntegrityError, match="body"):
                store.checked_tail(stand.tenant)
        else:
            assert store.checked_tail(stand.tenant).tree == tree
    assert {problem.kind for problem in stand.report().problems} == {Check.SEALED}


# This suite itself.

METHODS: Final = sorted(
    name for name, member in vars(Store).items() if not name.startswith("_") and inspect.isfunction(member)
)


def test_every_method_of_the_protocol_is_called_here():
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(Path(__file__).read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "store"
    }
    assert len(METHODS) > 20
    assert set(METHODS) - called == set()
