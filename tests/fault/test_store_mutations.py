"""Whoever holds the store deletes, swaps, copies, cuts, puts back, forks or signs again: which check tells.

| what was done | `verify` | a receipt kept elsewhere, or what the gateway saw |
|---|---|---|
| a row deleted, two exchanged, one copied to the end | always | - |
| cut to an earlier head | if something was erased since | of later records |
| an older copy put back, the other branch of a fork | never | of later records |
| changed or left out, and signed again with the key in force | of earlier hours | of that or later records |

What `verify` alone cannot see is the limit that audit/FORMAT.md states, and it is asserted here like the rest.
"""

import hashlib
import os
import random  # noqa: TID251 - seeded
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import apsw
import pytest

from audit import facts, receipts
from audit.erasure import erasure
from audit.errors import AuditUnavailable, IntegrityError
from audit.events import KIND_CODE, Access, Flag, Rotation
from audit.items import Receipt
from audit.log import AuditLog
from audit.merkle import Frontier, leaf, leaf_hash
from audit.note import Signer, Verifier
from audit.open import PrivateKey
from audit.record import Record, parse_header
from audit.ring import Recipient, Ring
from audit.seen import Seen, refuse_rollback
from audit.signing import file_names, origin, signed
from audit.statements import UNSIGNED, signed_by
from audit.store.rows import Head, Row
from audit.store.sqlite import SqliteStore
from audit.verify import COVERED, verify

MUTATIONS = int(os.environ.get("GUARD_FAULT_MUTATIONS", "600"))
SEED = int(os.environ.get("GUARD_FAULT_SEED", "20"))
START = 1_700_000_000
STEP_S = 500
"""Seconds between two records: a key signs for seven or eight of them."""
TENANT = "default"
KEY = PrivateKey("x25519", hashlib.sha256(b"mutations").digest())
OFFICER = KEY.signer("ana")
RING = Ring(
    1,
    TENANT,
    "x25519",
    ((Recipient("x25519", KEY.public, "ana", OFFICER.verifier.public),),),
    approvers=(OFFICER.verifier,),
)
RINGS = {RING.digest: RING}
RECORDS = 36
ERASURES = (9, 17)
FORKS = (12, 22, 33)
NAME = "audit.sqlite"


@dataclass
class History:
    """A log after each of its records: the file, the checkpoint key beside it, the head, and the receipt given."""

    copies: list[bytes] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)


def record(at: int, salt: str, subject: str) -> Record:
    if at % 4 == 3:
        asked = Access(subject, "ana", "review", START + at * STEP_S, UNSIGNED, salt)
        return Record(TENANT, signed_by(asked, TENANT, OFFICER))
    bare = at % 4 == 2
    event = Flag("prompt", "whole", "block", (), "ab" * 32, route=salt, level="none" if bare else "redacted")
    tokens = () if bare else (b"common ten", f"{salt:.4}{at:06}".encode())
    return Record(TENANT, event, b"" if bare else b"[PERSON] " * at, tokens)


def continued(folder: Path, told: History, until: int, salt: str) -> None:
    """Append records to the store in a folder, and note what is there after each."""
    path, now = folder / NAME, [float(START)]
    with closing(AuditLog(path, RING, clock=lambda: now[0], timeout=60)) as log:
        for at in range(len(told.receipts), until):
            now[0] = START + at * STEP_S
            if at in ERASURES:
                rids = [told.receipts[at - 4].rid]
                event = signed_by(erasure(rids, "record", "request", "ana", UNSIGNED), TENANT, OFFICER)
                receipt = log.erase_sync(event, rids)
            else:
                receipt = log.append_sync(record(at, salt, told.receipts[0].rid if at else "0" * 32))
            told.receipts.append(receipt)
            told.keys.append((folder / file_names(TENANT)[0]).read_bytes())
            with closing(SqliteStore.read(path)) as store:
                told.heads.append(store.head(TENANT))
            copy = folder / "copy.sqlite"
            with closing(sqlite3.connect(path)) as db:
                db.execute("VACUUM INTO ?", (str(copy),))
            told.copies.append(copy.read_bytes())
            copy.unlink()


@pytest.fixture(scope="module")
def main(tmp_path_factory: pytest.TempPathFactory) -> History:
    told = History()
    continued(tmp_path_factory.mktemp("main"), told, RECORDS, "main")
    return told


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory, main: History) -> dict[int, History]:
    """What other records became of the store, each from the point where it forks."""
    made = {}
    for at in FORKS:
        folder = tmp_path_factory.mktemp("branch")
        (folder / NAME).write_bytes(main.copies[at - 1])
        (folder / file_names(TENANT)[0]).write_bytes(main.keys[at - 1])
        made[at] = History(main.copies[:at], main.keys[:at], main.heads[:at], main.receipts[:at])
        continued(folder, made[at], RECORDS + 4, "other")
    return made


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes are parsed, and the same signature of the same bytes is checked, once."""
    monkeypatch.setattr(Verifier, "verifies", lru_cache(1 << 14)(Verifier.verifies))
    monkeypatch.setattr(facts, "read", lru_cache(1 << 14)(facts.read))


def content(path: Path) -> list[list[Any]]:
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = bytes
        return [sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in COVERED]


class Mutant:
    """A copy of a store that whoever holds the file can change as they like; its triggers stay, and are not asked."""

    def __init__(self, path: Path, raw: bytes) -> None:
        path.write_bytes(raw)
        self.path = path

    def run(self, *statements: tuple[str, tuple[Any, ...]]) -> None:
        with closing(apsw.Connection(str(self.path))) as db:
            db.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
            db.execute("PRAGMA synchronous=OFF")
            with db:
                for statement, values in statements:
                    db.execute(statement, values)

    def rows(self, table: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.path)) as db:
            names = sorted(COVERED[table])
            found = db.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {', '.join(names)}")
            return [dict(zip(names, row, strict=True)) for row in found]

    def replaced(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Put other rows in the place of all of a table."""
        names = sorted(COVERED[table])
        marks = ", ".join("?" * len(names))
        insert = f"INSERT INTO {table}({', '.join(names)}) VALUES ({marks})"
        self.run(
            (f"DELETE FROM {table}", ()), *((insert, tuple(row[name] for name in names)) for row in rows)
        )

    def cut(self, head: Head | None) -> None:
        """Delete what came after an earlier head, and put that head back with its genuine note."""
        size = head.tree.size if head else 0
        self.run(
            ("DELETE FROM rec WHERE seq >= ?", (size,)),
            *((f"DELETE FROM {table} WHERE rid NOT IN (SELECT rid FROM rec)", ()) for table in SIDE),
            ("DELETE FROM erased WHERE event NOT IN (SELECT rid FROM rec)", ()),
            ("DELETE FROM head", ()),
        )
        if head is not None:
            self.signed(head)

    def signed(self, head: Head) -> None:
        values = (TENANT, head.tree.size, head.tree.to_bytes(), head.note)
        insert = "INSERT INTO head(tenant, size, frontier, note) VALUES (?, ?, ?, ?)"
        self.run(("DELETE FROM head", ()), (insert, values))

    def rewritten(self, rows: list[Row], seed: bytes) -> None:
        """Put other records in the place of all, each with a leaf that fits, and sign their tree with a key."""
        tree = Frontier()
        values = []
        with closing(SqliteStore.read(self.path)) as store:
            old = {row.rid: row for row in store.in_order(TENANT)}
            for seq, row in enumerate(rows):
                header = row.hdr.replace(b'"seq":%d,' % row.seq, b'"seq":%d,' % seq)
                was = old[row.rid].leaf
                made = leaf(KIND_CODE[parse_header(header).kind], bytes.fromhex(row.rid), header, b"")
                made = made[:50] + was[50:]  # body and tokens are as they were
                values.append((TENANT, seq, row.rid, row.kind, row.ts, header, made))
                tree = tree.append(leaf_hash(made))
        insert = "INSERT INTO rec(tenant, seq, rid, kind, ts, hdr, leaf) VALUES (?, ?, ?, ?, ?, ?, ?)"
        self.run(
            ("DELETE FROM rec", ()),
            *((insert, each) for each in values),
            *((f"DELETE FROM {table} WHERE rid NOT IN (SELECT rid FROM rec)", ()) for table in SIDE),
        )
        self.signed(Head(tree, signed(tree, Signer(origin(TENANT), seed))))


SIDE = ("body", "shred", "blind", "token", "erased")


@dataclass(frozen=True, slots=True)
class Told:
    """What has to tell of a mutation.

    Args:
        verify: whether `verify` finds it by itself.
        beyond: records that are as they were, so that receipts of larger trees tell and others do not; None
            where `verify` is enough.
    """

    verify: bool
    beyond: int | None = None


def delete(mutant: Mutant, main: History, branches: dict[int, History], chance: random.Random) -> Told:
    table = chance.choice(list(COVERED))
    rows = mutant.rows(table)
    gone = chance.sample(range(len(rows)), min(len(rows), chance.choice((1, 1, 2, 5))))
    mutant.replaced(table, [row for at, row in enumerate(rows) if at not in gone])
    return Told(verify=True)


def exchange(mutant: Mutant, main: History, branches: dict[int, History], chance: random.Random) -> Told:
    """Exchange one column of two rows, or all but one."""
    while True:
        table = chance.choice([each for each in COVERED if each != "head"])
        before = mutant.rows(table)
        one, other = chance.sample(before, 2)
        column = chance.choice(sorted(COVERED[table]))
        columns = [column] if chance.random() < 0.5 else sorted(COVERED[table] - {column})
        first = one | {name: other[name] for name in columns}
        second = other | {name: one[name] for name in columns}
        after = [first if row is one else second if row is other else row for row in before]
        if sorted(map(repr, after)) == sorted(map(repr, before)):
            continue  # two of the same are no exchange
        with suppress(apsw.ConstraintError):  # there is such a row: two others
            mutant.replaced(table, after)
            return Told(verify=True)


def duplicate(mutant: Mutant, main: History, branches: dict[int, History], chance: random.Random) -> Told:
    """Copy a record to the end under another id, alone or with all that belongs to it, and move the head along or not."""
    head, rows = main.heads[-1], mutant.rows("rec")
    row, rid = chance.choice(rows), f"{chance.getrandbits(128):032x}"
    mutant.replaced("rec", [*rows, row | {"seq": head.tree.size, "rid": rid}])
    if chance.random() < 0.5:
        for table in SIDE:
            kept = mutant.rows(table)
            mutant.replaced(
                table, [*kept, *({**each, "rid": rid} for each in kept if each["rid"] == row["rid"])]
            )
    if chance.random() < 0.5:
        mutant.signed(Head(head.tree.append(leaf_hash(row["leaf"])), head.note))
    return Told(verify=True)


def cut(mutant: Mutant, main: History, branches: dict[int, History], chance: random.Random) -> Told:
    at = chance.randrange(len(main.heads)) - 1
    head = main.heads[at] if at >= 0 else None
    mutant.cut(head)
    size = head.tree.size if head else 0
    # What was erased since is gone, and nothing that is left tells why.
    missed = any(main.receipts[each - 4].seq < size <= main.receipts[each].seq for each in ERASURES)
    return Told(missed, size)


def put_back(mutant: Mutant, main: History, branches: dict[int, History], chance: random.Random) -> Told:
    at = chance.randrange(len(main.copies) - 1)
    mutant.path.write_bytes(main.copies[at])
    return Told(verify=False, beyond=main.heads[at].tree.size)


def fork(mutant: Mutant, main: History, branches: dict[int, History], chance: random.Random) -> Told:
    at = chance.choice(FORKS)
    mutant.path.write_bytes(chance.choice(branches[at].copies[at:]))
    return Told(verify=False, beyond=main.heads[at - 1].tree.size)


def sign_again(mutant: Mutant, main: History, branches: dict[int, History], chance: random.Random) -> Told:
    """Change, leave out or cut records that came after the last key, and sign with it: it lies beside the store."""
    rows = history(mutant)
    last = max(row.seq for row in rows if row.kind == "rotate")
    at = chance.choice([row.seq for row in rows if row.seq > last and row.kind == "flag"])
    mutant.rewritten(chance.choice((changed, left_out, cut_off))(rows, at), main.keys[-1])
    return Told(verify=False, beyond=at)


def history(mutant: Mutant) -> list[Row]:
    with closing(SqliteStore.read(mutant.path)) as store:
        return list(store.in_order(TENANT))


def changed(rows: list[Row], at: int) -> list[Row]:
    header = rows[at].hdr.replace(b'"action":"block"', b'"action":"redact"')
    assert header != rows[at].hdr
    return [*rows[:at], replace(rows[at], hdr=header), *rows[at + 1 :]]


def left_out(rows: list[Row], at: int) -> list[Row]:
    return [*rows[:at], *rows[at + 1 :]]


def cut_off(rows: list[Row], at: int) -> list[Row]:
    return rows[:at]


CLASSES: dict[str, Callable[[Mutant, History, dict[int, History], random.Random], Told]] = {
    "deleted": delete,
    "exchanged": exchange,
    "duplicated": duplicate,
    "cut": cut,
    "put back": put_back,
    "forked": fork,
    "signed again": sign_again,
}


def told_by_receipt(path: Path, kept: Receipt) -> bool:
    with closing(SqliteStore.read(path)) as store, store.snapshot():
        try:
            receipts.check(store, kept)
        except IntegrityError:
            return True
    return False


def told_by_gateway(path: Path, seen: Head) -> bool:
    with closing(SqliteStore.read(path)) as store:
        try:
            refuse_rollback(seen, store, TENANT)
        except IntegrityError:
            return True
    return False


def test_the_history_is_one_of_several_keys_and_erasures(
    main: History, branches: dict[int, History], tmp_path: Path
) -> None:
    for at, told in [(RECORDS, main), *branches.items()]:
        path = tmp_path / f"{at}.sqlite"
        path.write_bytes(told.copies[-1])
        report = verify(path, RINGS)
        assert report.problems == ()
        ((_, log),) = report.logs
        assert log.rotations > 3
        assert log.erased == 2
        for kept in (told.receipts[0], told.receipts[-1]):
            assert not told_by_receipt(path, kept)
        assert not told_by_gateway(path, told.heads[-1])


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_each_mutation_is_told_by_the_checks_that_are_said_to(
    main: History, branches: dict[int, History], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, path, kinds = random.Random(SEED), tmp_path / NAME, list(CLASSES)
    mutant = Mutant(path, main.copies[-1])
    before = content(path)
    alone, needed, unseen = Counter[str](), Counter[str](), Counter[str]()
    for number in range(MUTATIONS):
        mutant, kind = Mutant(path, main.copies[-1]), kinds[number % len(kinds)]
        told = CLASSES[kind](mutant, main, branches, chance)
        said = (SEED, number, kind, told)
        assert content(path) != before, said
        assert verify(path, RINGS).ok is not told.verify, said
        alone[kind] += told.verify
        if told.beyond is not None:
            at = chance.randrange(RECORDS)
            size = main.receipts[at].size
            assert told_by_receipt(path, main.receipts[at]) is (size > told.beyond), said
            assert told_by_gateway(path, main.heads[at]) is (size > told.beyond), said
            assert told_by_receipt(path, main.receipts[-1]), said
            assert told_by_gateway(path, main.heads[-1]), said
            needed[kind] += not told.verify
            unseen[kind] += not told.verify and size <= told.beyond
    with capsys.disabled():
        print(
            f"\n{MUTATIONS} mutations, seed {SEED}: by verify alone {dict(alone)}; by the last receipt and by what"
        )
        print(f"the gateway saw {dict(needed)}; of these a receipt of before tells nothing: {dict(unseen)}")
    assert alone.total() + needed.total() == MUTATIONS
    assert set(needed) == {"cut", "put back", "forked", "signed again"}


@pytest.mark.parametrize("at", [*range(-1, RECORDS - 1, 3), RECORDS - 2])
def test_a_cut_to_an_earlier_head_is_told_by_what_was_kept_elsewhere_only(
    main: History, tmp_path: Path, at: int
) -> None:
    """The limit, for every few heads there were: the store fits itself, down to one without records."""
    mutant = Mutant(tmp_path / NAME, main.copies[-1])
    mutant.cut(main.heads[at] if at >= 0 else None)
    size = main.heads[at].tree.size if at >= 0 else 0
    lost = any(main.receipts[each - 4].seq < size <= main.receipts[each].seq for each in ERASURES)
    report = verify(mutant.path, RINGS)
    assert report.ok is not lost
    assert report.records == size
    assert [told_by_receipt(mutant.path, each) for each in main.receipts] == [
        each.size > size for each in main.receipts
    ]
    assert [told_by_gateway(mutant.path, each) for each in main.heads] == [
        each.tree.size > size for each in main.heads
    ]


@pytest.mark.parametrize("kind", ["cut", "put back", "forked", "signed again"])
def test_a_gateway_that_saw_more_does_not_go_on(
    main: History, branches: dict[int, History], tmp_path: Path, kind: str
) -> None:
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        mutant = Mutant(folder / NAME, main.copies[-1])
        CLASSES[kind](mutant, main, branches, random.Random(seed))
        for key in {*main.keys, *(key for told in branches.values() for key in told.keys)}:
            name = Signer(origin(TENANT), key).verifier.public.hex()
            if name == key_of(mutant):
                (folder / file_names(TENANT)[0]).write_bytes(key)
        Seen(folder, TENANT).accept(main.heads[-1])
        log = AuditLog(mutant.path, RING, clock=lambda: START, timeout=20)
        with closing(log), pytest.raises(AuditUnavailable, match="audit recover"):
            log.append_sync(record(0, "more", ""))


def key_of(mutant: Mutant) -> str:
    """The checkpoint key that a store names last."""
    events = [parse_header(row.hdr).event for row in history(mutant) if row.kind == "rotate"]
    return next((event.key for event in reversed(events) if isinstance(event, Rotation)), "")


@pytest.mark.parametrize("way", [changed, left_out])
def test_who_took_the_key_cannot_sign_again_what_came_before_it(
    main: History, tmp_path: Path, way: Callable[[list[Row], int], list[Row]]
) -> None:
    mutant = Mutant(tmp_path / NAME, main.copies[-1])
    rows = history(mutant)
    last = max(row.seq for row in rows if row.kind == "rotate")
    at = max(row.seq for row in rows if row.seq < last and row.kind == "flag")
    mutant.rewritten(way(rows, at), main.keys[-1])
    assert told_by_receipt(mutant.path, main.receipts[-1])
    assert not verify(mutant.path, RINGS).ok
