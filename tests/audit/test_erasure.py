"""Erased is gone from every table and every file, on record, and nothing else with it."""

import base64
import hashlib
import random  # noqa: TID251 - seeded
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from audit.erasure import (
    Held,
    erasure,
    holds,
    in_parts,
    is_held,
    known_holds,
    listed,
    older,
    refuse_contradiction,
    refuse_held,
    refuse_unerasable,
)
from audit.errors import AuditUnavailable, OpenError, RecordError, StoreError
from audit.events import Erasure, Flag, Gap, Hold, Kind
from audit.items import Receipt
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey, open_body
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.statements import RETENTION, UNSIGNED, signed_by
from audit.store.rows import Row
from audit.store.sqlite import SqliteStore
from audit.verify import Report, verify

START = 1_700_000_000
TABLES = ("body", "shred", "blind", "token")
ANA, BEN = (Signer(name, hashlib.sha256(name.encode()).digest()) for name in ("ana", "ben"))


class Clock:
    now = START

    def __call__(self) -> float:
        return self.now


@dataclass
class Place:
    """A log of one officer, its clock and what its store holds."""

    path: Path
    log: AuditLog
    clock: Clock
    key: PrivateKey
    ring: Ring
    make: Callable[..., Record]

    def verify(self, *others: Ring) -> Report:
        return verify(self.path, {each.digest: each for each in (self.ring, *others)})

    def add(self, number: int = 0, **changes: object) -> Receipt:
        tokens = (hashlib.sha256(f"token {number}".encode()).digest()[:10],)
        return self.log.append_sync(
            self.make(**({"body": f"body {number}".encode(), "tokens": tokens} | changes))
        )

    def erase(self, *rids: str, reason: str = "request") -> Receipt:
        return self.log.erase_sync(ordered(rids, reason=reason), rids)

    def rows(self) -> list[Row]:
        with closing(SqliteStore.read(self.path)) as store:
            return list(store.rows(1000))

    def count(self, table: str, rid: str) -> int:
        with closing(SqliteStore.read(self.path)) as store:
            return int(store.query(f"SELECT COUNT(*) FROM {table} WHERE rid = ?", rid).fetchone()[0])

    def left(self, rid: str) -> list[int]:
        return [self.count(table, rid) for table in TABLES]

    def opened(self, rid: str) -> bytes:
        with closing(SqliteStore.read(self.path)) as store:
            row = store.by_rid(rid)
            assert row is not None
            return open_body(row.hdr, store.sealed(rid), store.share(rid), self.key)

    def secrets(self, rid: str) -> dict[str, bytes]:
        with closing(SqliteStore.read(self.path)) as store:
            (nonce,) = store.query("SELECT nonce FROM blind WHERE rid = ?", rid).fetchone()
            return {
                "body": store.sealed(rid),
                "body's end": store.sealed(rid)[-48:],
                "share": store.share(rid),
                "nonce": nonce,
                **{f"token {at}": token for at, token in enumerate(store.tokens(rid))},
            }

    def files(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.path.parent.rglob("*") if path.is_file())

    def state(self) -> list[object]:
        with closing(SqliteStore.read(self.path)) as store:
            everything = [tuple(row) for row in store.everything()]
            tokens = store.query("SELECT token, rid FROM token ORDER BY token, rid").fetchall()
            return [everything, list(store.heads()), tokens, store.query("SELECT * FROM erased").fetchall()]


def approved(ring: Ring) -> Ring:
    """Return a ring with the approvers Ana and Ben."""
    return replace(ring, approvers=(*ring.approvers, ANA.verifier, BEN.verifier))


def ordered(
    rids: Iterable[str], scope: str = "record", reason: str = "request", tenant: str = "default"
) -> Erasure:
    """Return what Ana says of an erasure."""
    event = erasure(list(rids), scope, reason, ANA.name)  # type: ignore[arg-type]
    return signed_by(event, tenant, ANA)


@pytest.fixture
def place(
    tmp_path: Path, rings: Callable[..., Ring], keys: Callable[..., PrivateKey], record: Callable[..., Record]
) -> Iterator[Place]:
    folder = tmp_path / "log"
    folder.mkdir()
    key, clock = keys("x25519"), Clock()
    ring = approved(rings((key,)))
    log = AuditLog(folder / "audit.sqlite", ring, clock=clock, timeout=20)
    yield Place(folder / "audit.sqlite", log, clock, key, ring, record)
    log.close()


def hold(
    state: str = "placed", number: int = 1, since: int = START, until: int = START, **more: object
) -> Record:
    members: dict[str, object] = {
        "hold": f"{number:032x}",
        "state": state,
        "since": since,
        "until": until,
        "expires": START + 1000,
        "reason": "litigation",
        "officer": "ana",
        "second": "ben",
        "sig": UNSIGNED,
        "sig2": UNSIGNED,
    }
    event = Hold(**(members | more))  # type: ignore[arg-type]
    sigs = [each.sign(event.statement("default")).hex() for each in (ANA, BEN)]
    return Record("default", replace(event, sig=sigs[0], sig2=sigs[1]))


def refused(place: Place, match: str, event: Erasure, rids: tuple[str, ...]) -> None:
    """Refused, and the store is what it was, in every column."""
    before = place.state()
    with pytest.raises(AuditUnavailable, match=match):
        place.log.erase_sync(event, rids)
    assert place.state() == before
    assert place.verify().ok


def test_what_is_erased_is_gone_from_every_table(place: Place):
    rids = [place.add(number).rid for number in range(6)]
    assert all(place.left(rid) == [1, 1, 1, 1] for rid in rids)
    receipt = place.erase(rids[1], rids[4])
    for at, rid in enumerate(rids):
        assert place.left(rid) == ([0] * 4 if at in (1, 4) else [1] * 4)
        assert place.count("erased", rid) == (at in (1, 4))
        assert place.count("rec", rid) == 1
    (said,) = [row for row in place.rows() if row.kind == Kind.ERASE]
    assert (said.rid, said.seq) == (receipt.rid, receipt.seq)
    event = parse_header(said.hdr).event
    assert isinstance(event, Erasure)
    assert replace(event, sig="") == Erasure("record", 2, listed((rids[1], rids[4])), "request", "ana")
    assert ANA.verifier.verifies(bytes.fromhex(event.sig), event.statement("default"))


def test_what_is_erased_is_in_no_file(place: Place):
    generator = random.Random(7)
    rids = [place.add(number, body=generator.randbytes(3000)).rid for number in range(40)]
    gone = generator.sample(rids, 13)
    secrets = {(rid, name): value for rid in rids for name, value in place.secrets(rid).items()}
    present = place.files()
    assert [name for name, value in secrets.items() if value[-48:] not in present] == []
    place.erase(*gone)
    left = place.files()
    assert [name for name, value in secrets.items() if name[0] in gone and value[-48:] in left] == []
    kept = {name for name, value in secrets.items() if name[0] not in gone and value[-48:] not in left}
    assert kept == set()
    wal = place.path.with_name(f"{place.path.name}-wal")
    assert not wal.exists() or not wal.stat().st_size
    place.log.close()
    assert not any(value[-48:] in place.files() for name, value in secrets.items() if name[0] in gone)


def test_what_is_erased_does_not_come_back_with_later_records(place: Place):
    rids = [place.add(number).rid for number in range(10)]
    values = place.secrets(rids[3]).values()
    place.erase(rids[3])
    for number in range(20, 60):
        place.add(number)
    assert not any(value in place.files() for value in values)
    assert place.verify().ok


def test_the_log_verifies_and_counts_what_was_erased(place: Place):
    rids = [place.add(number).rid for number in range(9)]
    for group in (rids[:1], rids[2:5], rids[8:]):
        place.erase(*group)
        assert place.verify().ok
    report = place.verify()
    assert report.problems == ()
    ((tenant, log),) = report.logs
    assert (tenant, log.erased) == ("default", 5)
    assert log.tree.size == report.records == 2 + 9 + 3


def test_all_of_them_can_be_erased_at_once(place: Place):
    rids = [place.add(number).rid for number in range(80)]
    place.erase(*rids)
    with closing(SqliteStore.read(place.path)) as store:
        assert [store.query(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in TABLES] == [0] * 4
    assert place.verify().ok


def test_the_others_still_open_and_the_erased_does_not(place: Place):
    rids = [place.add(number).rid for number in range(5)]
    sealed = {rid: (place.secrets(rid)["body"], place.secrets(rid)["share"]) for rid in rids}
    place.erase(rids[2])
    for number, rid in enumerate(rids):
        if number != 2:
            assert place.opened(rid) == f"body {number}".encode()
    with pytest.raises(StoreError, match="share"):
        place.opened(rids[2])
    header = next(row.hdr for row in place.rows() if row.rid == rids[2])
    body, share = sealed[rids[2]]
    assert open_body(header, body, share, place.key) == b"body 2"
    with pytest.raises(OpenError):
        open_body(header, body, bytes(32), place.key)
    with pytest.raises(OpenError):
        open_body(header, body, sealed[rids[1]][1], place.key)


def test_a_token_that_others_share_still_finds_them(place: Place):
    shared = (b"0123456789",)
    one, other = place.add(1, tokens=shared).rid, place.add(2, tokens=shared).rid
    place.erase(one)
    with closing(SqliteStore.read(place.path)) as store:
        assert store.with_token(shared[0]) == [other]


def test_a_record_with_tokens_alone_or_a_body_alone_is_erased(place: Place):
    body = place.add(1, tokens=()).rid
    tokens = place.add(2, body=b"").rid
    assert (place.left(body), place.left(tokens)) == ([1, 1, 0, 0], [0, 0, 1, 1])
    place.erase(body, tokens)
    assert place.left(body) == place.left(tokens) == [0] * 4
    assert place.verify().ok


def test_the_receipt_is_of_the_tree_with_the_erasure_in_it(place: Place):
    place.erase(place.add().rid)
    report = place.verify()
    receipt = place.erase(place.add(1).rid)
    assert receipt.seq == receipt.size - 1 == report.records + 1
    (_, log) = place.verify().logs[0]
    assert (receipt.size, receipt.root) == (log.tree.size, log.tree.root().hex())


def test_an_erasure_across_a_rotation(place: Place):
    rid = place.add().rid
    place.clock.now += 3600
    receipt = place.erase(rid)
    report = place.verify()
    assert report.ok
    assert report.logs[0][1].rotations == 2
    assert next(row.rid for row in place.rows() if row.kind == Kind.ERASE) == receipt.rid


def tried(place: Place, *rids: str) -> bool:
    """Tell whether the log took an erasure; either way it must verify afterwards."""
    before = place.state()
    try:
        place.erase(*rids, reason="again")
    except AuditUnavailable:
        assert place.state() == before
        return False
    return True


def test_what_was_erased_before_can_be_asked_for_again(place: Place):
    rid = place.add().rid
    place.erase(rid)
    tried(place, rid)
    assert place.left(rid) == [0] * 4
    assert place.verify().problems == ()


def test_a_list_with_one_that_was_erased_before_leaves_a_log_that_verifies(place: Place):
    one, other = place.add(1).rid, place.add(2).rid
    place.erase(one)
    wanted = [0] * 4 if tried(place, one, other) else [1] * 4
    assert place.left(other) == wanted
    assert place.verify().problems == ()


@pytest.mark.parametrize("kind", ["header only", "access", "rotation"])
def test_a_record_with_nothing_to_erase_leaves_a_log_that_verifies(
    place: Place, kind: str, access: Callable[..., Record]
):
    place.add()
    if kind == "header only":
        rid = place.log.append_sync(place.make(b"", level="none")).rid
    elif kind == "access":
        rid = place.log.append_sync(access(key=place.key)).rid
    else:
        rid = next(row.rid for row in place.rows() if row.kind == Kind.ROTATE)
    tried(place, rid)
    assert place.verify().problems == ()


def test_an_unknown_record_is_refused_and_so_is_the_rest_of_its_list(place: Place):
    rid = place.add().rid
    for rids in (("f" * 32,), (rid, "f" * 32), ("0" * 32, rid)):
        refused(place, "no such record", ordered(rids), rids)
    assert place.left(rid) == [1] * 4


@pytest.mark.parametrize("rid", ["", "%", "0' OR '1'='1", "\x00", "Z" * 32])
def test_what_is_no_id_is_an_unknown_record(place: Place, rid: str):
    place.add()
    refused(place, "no such record", ordered([rid]), (rid,))


def test_a_record_of_another_tenant_is_refused(
    place: Place, keys: Callable[..., PrivateKey], rings: Callable[..., Ring]
):
    mine = place.add().rid
    foreign = keys("x25519", 5)
    # A log of another tenant in the same file needs a folder of keys of its own, hence the link.
    other_folder = place.path.parent.parent / "other"
    other_folder.mkdir()
    place.log.close()
    (other_folder / "audit.sqlite").symlink_to(place.path)
    others = approved(rings((foreign,), tenant="other"))
    with closing(AuditLog(other_folder / "audit.sqlite", others, timeout=20)) as log:
        theirs = log.append_sync(place.make(b"theirs", tenant="other")).rid
        before = place.state()
        for rids in ((mine,), (mine, theirs)):
            with pytest.raises(AuditUnavailable, match="no such record"):
                log.erase_sync(ordered(rids, tenant="other"), rids)
        assert place.state() == before
        log.erase_sync(ordered([theirs], tenant="other"), [theirs])
    assert place.left(mine)[0] == 1
    assert place.left(theirs)[0] == 0
    assert place.verify(others).ok


def test_a_list_that_is_not_the_events_is_refused(place: Place, erasure: Callable[..., Erasure]):
    one, other = place.add(1).rid, place.add(2).rid
    before = place.state()
    for event, rids in (
        (erasure(one), [other]),
        (erasure(one), [one, other]),
        (erasure(one, other), [one]),
        (erasure(one, n=2), [one]),
        (erasure(one), []),
        (erasure(one, rids="0" * 64), [one]),
        (erasure(one), [one.upper()]),
    ):
        with pytest.raises(RecordError, match="rids"):
            place.log.erase_sync(event, rids)
    assert place.state() == before


def test_the_order_of_the_list_does_not_matter(place: Place):
    rids = [place.add(number).rid for number in range(4)]
    event = ordered(sorted(rids))
    place.log.erase_sync(event, sorted(rids, reverse=True))
    assert place.verify().ok


def test_a_refused_erasure_is_nobody_elses(place: Place):
    rid = place.add().rid
    with pytest.raises(AuditUnavailable):
        place.erase("f" * 32)
    place.add(1)
    place.erase(rid)
    assert place.verify().ok


@pytest.mark.slow
def test_an_erasure_that_could_not_settle_is_told_as_made_or_not_made(place: Place):
    """While a reader looks on, the write-ahead log cannot be emptied."""
    rid = place.add().rid
    with closing(sqlite3.connect(place.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM rec").fetchone()
        try:
            place.erase(rid)
            made = True
        except AuditUnavailable:
            made = False
        reader.execute("ROLLBACK")
    assert (place.left(rid) == [0] * 4) is made


@pytest.mark.slow
def test_after_a_reader_is_gone_the_next_erasure_settles_both(place: Place):
    one, other = place.add(1).rid, place.add(2).rid
    values = [*place.secrets(one).values(), *place.secrets(other).values()]
    with closing(sqlite3.connect(place.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM rec").fetchone()
        assert not place.erase(one).settled
        reader.execute("ROLLBACK")
    assert place.erase(other).settled
    assert not any(value in place.files() for value in values)
    assert place.verify().ok


def test_a_closed_log_and_a_long_wait_are_unavailable(place: Place):
    rid = place.add().rid
    place.log.close()
    with pytest.raises(AuditUnavailable, match="closed"):
        place.erase(rid)
    assert place.left(rid) == [1] * 4


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [
        (START, START, True),
        (START - 5, START + 5, True),
        (START - 5, START, True),
        (START, START + 5, True),
        (START + 1, START + 5, False),
        (START - 5, START - 1, False),
        (0, 2**53 - 1, True),
    ],
)
def test_a_hold_keeps_the_records_of_its_time(place: Place, since: int, until: int, kept: bool):
    rid = place.add().rid
    place.log.append_sync(hold(since=since, until=until))
    if kept:
        refused(place, "kept by hold 00000000", ordered([rid]), (rid,))
    else:
        place.erase(rid)
    assert place.left(rid) == ([1] * 4 if kept else [0] * 4)


def test_a_list_with_one_record_under_a_hold_is_refused_whole(place: Place):
    free = place.add(1).rid
    place.clock.now = START + 10
    kept = place.add(2).rid
    place.log.append_sync(hold(since=START + 10, until=START + 10))
    refused(place, f"record {kept[:8]}: kept", ordered([free, kept]), (free, kept))
    place.erase(free)
    assert (place.left(free), place.left(kept)) == ([0] * 4, [1] * 4)


def test_a_lifted_hold_keeps_nothing(place: Place):
    rid = place.add().rid
    place.log.append_sync(hold())
    place.log.append_sync(hold("lifted"))
    place.erase(rid)
    assert place.verify().ok


def test_another_holds_lifting_lifts_nothing(place: Place):
    rid = place.add().rid
    place.log.append_sync(hold(number=1))
    place.log.append_sync(hold(number=2, since=0, until=0))
    place.log.append_sync(hold("lifted", number=2, since=0, until=0))
    refused(place, "kept by hold", ordered([rid]), (rid,))


def test_one_of_two_holds_is_enough(place: Place):
    rid = place.add().rid
    place.log.append_sync(hold(number=1))
    place.log.append_sync(hold(number=2))
    place.log.append_sync(hold("lifted", number=1))
    refused(place, "kept by hold", ordered([rid]), (rid,))


def test_a_hold_ends_by_itself(place: Place):
    rid = place.add().rid
    place.log.append_sync(hold(expires=START + 100))
    place.clock.now = START + 99
    refused(place, "kept by hold", ordered([rid]), (rid,))
    place.clock.now = START + 100
    place.erase(rid)
    assert place.left(rid) == [0] * 4


def test_a_hold_does_not_keep_retention_from_the_rest(place: Place):
    old = place.add(1).rid
    place.clock.now = START + 50
    place.add(2)
    place.log.append_sync(hold(since=START + 50, until=START + 60))
    event = erasure([old], "time", "age", RETENTION)
    place.log.erase_sync(event, [old])
    assert place.left(old) == [0] * 4


def test_holds_in_force(place: Place):
    for number, (state, expires) in enumerate(
        [("placed", START + 10), ("placed", START + 20), ("placed", START + 30), ("lifted", START + 30)]
    ):
        which = min(number, 2)
        place.log.append_sync(
            hold(state, number=which, since=START + which, until=START + 5, expires=expires)
        )
    with closing(SqliteStore.read(place.path)) as store:
        first = Held(f"{0:032x}", START, START + 5, START + 10)
        second = Held(f"{1:032x}", START + 1, START + 5, START + 20)
        assert holds(store, "default", START) == [first, second]
        assert holds(store, "default", START + 9) == [first, second]
        assert holds(store, "default", START + 10) == [second]
        assert holds(store, "default", START + 20) == []
        assert holds(store, "other", START) == []


@pytest.mark.parametrize(
    ("known", "event", "now", "said"),
    [
        ([], {}, 0, ""),
        ([{"number": 2}], {}, 0, ""),
        ([{}], {}, 0, "on record already"),
        ([{}, {"state": "lifted"}], {}, 0, "on record already"),
        ([], {}, START + 1000, "expired already"),
        ([{}], {"state": "lifted"}, 0, ""),
        ([{}], {"state": "lifted", "officer": "ben", "second": "ana"}, 0, ""),
        ([], {"state": "lifted"}, 0, "there is no such hold"),
        ([{"number": 2}], {"state": "lifted"}, 0, "there is no such hold"),
        ([{}, {"state": "lifted"}], {"state": "lifted"}, 0, "lifted already"),
        ([{}], {"state": "lifted"}, START + 1000, "expired already"),
        ([{}], {"state": "lifted", "until": START + 1}, 0, "not as it was placed"),
        ([{}], {"state": "lifted", "since": START - 1}, 0, "not as it was placed"),
        ([{}], {"state": "lifted", "expires": START + 999}, 0, "not as it was placed"),
        ([{}], {"state": "lifted", "reason": "audit"}, 0, "not as it was placed"),
    ],
)
def test_a_hold_that_the_log_contradicts_is_refused(
    place: Place, known: list[dict[str, Any]], event: dict[str, Any], now: int, said: str
):
    place.add()
    for each in known:
        place.log.append_sync(hold(**each))
    asked = hold(**event).event
    assert isinstance(asked, Hold)
    with closing(SqliteStore.read(place.path)) as store:
        if said:
            with pytest.raises(StoreError, match=rf"^hold 00000000: {said}$"):
                refuse_contradiction(store, "default", asked, now)
        else:
            refuse_contradiction(store, "default", asked, now)


def test_known_holds_say_what_was_last_said_of_each(place: Place):
    place.add()
    said = [hold(number=1), hold(number=2), hold("lifted", number=1)]
    for each in said:
        place.log.append_sync(each)
    with closing(SqliteStore.read(place.path)) as store:
        assert known_holds(store, "default") == {
            f"{1:032x}": said[2].event,
            f"{2:032x}": said[1].event,
        }
        assert known_holds(store, "other") == {}


@pytest.mark.parametrize(("n", "most", "sizes"), [(0, 3, []), (1, 3, [1]), (3, 3, [3]), (7, 3, [3, 3, 1])])
def test_parts_are_in_order_and_lose_nothing(n: int, most: int, sizes: list[int]):
    rids = [f"{number:032x}" for number in range(n)]
    parts = in_parts(rids, most)
    assert [len(part) for part in parts] == sizes
    assert [rid for part in parts for rid in part] == rids


def test_the_message_about_a_hold_names_record_and_hold():
    row = Row("default", 0, "ab" * 16, "flag", 50, b"", b"")
    held = [Held("cd" * 16, 60, 70, 0), Held("ef" * 16, 40, 50, 0)]
    with pytest.raises(StoreError, match=r"^record abababab: kept by hold efefefef$"):
        refuse_held([row], held)
    refuse_held([row], held[:1])
    refuse_held([], held)
    assert (is_held(row, held), is_held(row, held[:1]), is_held(row, [])) == (True, False, False)


def test_a_list_is_refused_for_what_the_log_would_refuse(place: Place):
    rids = [place.add(number).rid for number in range(3)]
    place.erase(rids[0])
    with closing(SqliteStore.read(place.path)) as store:
        refuse_unerasable(store, "default", rids[1:], START)
        for tenant, asked, said in (
            ("default", rids, "nothing is left to erase"),
            ("default", ["f" * 32], "record ffffffff: there is no such record"),
            ("other", rids[1:], "no such record"),
        ):
            with pytest.raises(StoreError, match=said):
                refuse_unerasable(store, tenant, asked, START)
    place.log.append_sync(hold())
    with closing(SqliteStore.read(place.path)) as store:
        with pytest.raises(StoreError, match="kept by hold"):
            refuse_unerasable(store, "default", rids[1:], START)
        refuse_unerasable(store, "default", rids[1:], START + 1000)


def test_older_are_those_from_before_with_something_left(place: Place):
    made = []
    for number in range(5):
        place.clock.now = START + number
        made.append(place.add(number).rid)
    place.log.append_sync(place.make(b"", level="none"))
    place.log.append_sync(Record("default", Gap(1, 0, 0, "lost")))
    tokens_only = place.add(7, body=b"").rid
    place.erase(made[1])
    with closing(SqliteStore.read(place.path)) as store:
        assert [row.rid for row in older(store, "default", START + 3)] == [made[0], made[2]]
        assert [row.rid for row in older(store, "default", START)] == []
        assert [row.rid for row in older(store, "default", START + 1)] == [made[0]]
        late = [row.rid for row in older(store, "default", START + 10)]
        assert late == [made[0], *made[2:], tokens_only]
        assert list(older(store, "other", START + 10)) == []


def test_what_is_older_can_be_erased(place: Place):
    for number in range(5):
        place.clock.now = START + number
        place.add(number)
    with closing(SqliteStore.read(place.path)) as store:
        rids = [row.rid for row in older(store, "default", START + 3)]
    place.log.erase_sync(ordered(rids, "time"), rids)
    with closing(SqliteStore.read(place.path)) as store:
        assert list(older(store, "default", START + 3)) == []
        assert len(list(older(store, "default", START + 100))) == 2
    assert place.verify().ok


def test_a_list_is_hashed_in_order_and_with_line_feeds():
    rids = [f"{number:032x}" for number in (3, 1, 2)]
    expected = hashlib.sha256(b"".join(f"{number:032x}\n".encode() for number in (1, 2, 3))).hexdigest()
    assert listed(rids) == listed(reversed(rids)) == listed(iter(sorted(rids))) == expected
    assert len({listed(rids), listed(rids[:2]), listed(rids[:1]), listed([]), listed([*rids, rids[0]])}) == 5
    assert listed(["ab", "c"]) != listed(["a", "bc"])


def test_the_event_counts_each_record_once():
    rid = "ab" * 16
    event = erasure([rid, rid, "cd" * 16], "subject", "request", "ana", "00" * 64)
    assert (event.n, event.rids) == (2, listed([rid, "cd" * 16]))
    assert (event.scope, event.reason, event.officer, event.sig) == ("subject", "request", "ana", "00" * 64)


@pytest.mark.parametrize(
    "changes",
    [{"rids": []}, {"scope": "all"}, {"reason": "because she asked"}, {"officer": "../ana"}, {"sig": "00"}],
)
def test_an_event_out_of_its_format_is_refused(changes: dict[str, object]):
    members = {"rids": ["ab" * 16], "scope": "record", "reason": "request", "officer": "ana", "sig": ""}
    with pytest.raises(RecordError):
        erasure(**(members | changes))  # type: ignore[arg-type]


def test_neither_message_nor_record_of_an_erasure_shows_content(place: Place):
    rid = place.add(body=b"CANARY Zelda").rid
    place.erase(rid)
    shown = b"".join(row.hdr for row in place.rows()) + repr(place.state()).encode()
    assert b"CANARY" not in shown
    assert base64.b64encode(b"CANARY Zelda") not in shown
    assert any(isinstance(parse_header(row.hdr).event, Flag) for row in place.rows())
