"""Verification: every stored field, every kind of loss, forged keys, and random damage to the file."""

import random  # noqa: TID251 - seeded
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from audit import index
from audit.errors import StoreError
from audit.events import KIND_CODE, Access, Erasure, Event, Gap, Hold, RingChange, Rotation
from audit.log import AuditLog
from audit.merkle import Frontier, leaf, leaf_hash
from audit.note import Signer, sign
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Ring
from audit.rules import ACCESS_S, DAY_S, Check, Recovery
from audit.seal import seal
from audit.signing import file_names, origin, signed
from audit.statements import UNSIGNED, signed_by
from audit.store.rows import Head, New, Row
from audit.store.sqlite import SCHEMA, SqliteStore
from audit.verify import COVERED, KEPT, Report
from audit.verify import verify as verify_with

FLIPS = 300
START = 1_700_000_000
TTL = 30
LATER = START + (TTL + 10) * DAY_S
"""When the stores built here erase."""
RINGS: dict[str, Ring] = {}


@pytest.fixture(autouse=True)
def at_hand(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]) -> None:
    """The rings of the stores that are made here."""
    RINGS.clear()
    for tenant in ("default", "acme"):
        ring = rings((keys("x25519"),), tenant=tenant)
        RINGS[ring.digest] = ring


def verify(path: Path) -> Report:
    return verify_with(path, RINGS)


@pytest.fixture
def erasure(erasure: Callable[..., Erasure]) -> Callable[..., Erasure]:
    return lambda *rids, **changes: erasure(*rids, **({"reason": f"ttl-{TTL}"} | changes))


@pytest.fixture
def wiped(
    filled: Path, log_at: Callable[..., AuditLog], erasure: Callable[..., Erasure], officer: Signer
) -> Path:
    """The store `filled` and a ninth record, by which the second and the third flag are erased."""
    with closing(SqliteStore.read(filled)) as store:
        rids = [row.rid for row in store.rows(100) if row.seq in (3, 4)]
    event = erasure(*rids, scope="record", reason="request", officer=officer.name)
    with closing(log_at(filled, clock=lambda: START, timeout=20)) as log:
        log.erase_sync(signed_by(event, "default", officer), rids)
    return filled


def tamper(path: Path, *statements: str) -> None:
    """Change a store as whoever holds the file can: without its triggers, which are put back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for statement in SCHEMA:
            if statement.startswith("CREATE TRIGGER"):
                db.execute(statement)


def kinds(path: Path) -> set[Check]:
    return {problem.kind for problem in verify(path).problems}


def content(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = bytes
        return [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in COVERED]


def test_intact(filled: Path):
    report = verify(filled)
    assert (report.ok, report.records, report.omitted) == (True, 8, 0)
    ((tenant, log),) = report.logs
    assert (tenant, log.tree.size) == ("default", 8)
    assert (log.rotations, log.erased) == (1, 0)
    key = Signer(origin("default"), filled.with_name(file_names("default")[0]).read_bytes()).verifier
    assert (log.first, log.key) == (key, key)


def test_intact_after_an_erasure(wiped: Path):
    report = verify(wiped)
    assert (report.problems, report.records) == ((), 9)
    ((_, log),) = report.logs
    assert (log.tree.size, log.erased) == (9, 2)


def test_empty(tmp_path: Path, log_at: Callable[..., AuditLog]):
    log = log_at(tmp_path / "a.sqlite")
    assert log.ready in (True, False)
    log.close()
    report = verify(tmp_path / "a.sqlite")
    assert (report.ok, report.records, report.logs) == (True, 0, ())


def test_tree_is_the_one_of_the_last_receipt(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    receipts = [log.append_sync(record()) for _ in range(3)]
    log.close()
    ((_, found),) = verify(tmp_path / "a.sqlite").logs
    assert (found.tree.size, found.tree.root().hex()) == (receipts[-1].size, receipts[-1].root)


def test_schema_has_no_column_that_is_not_covered(filled: Path):
    with closing(sqlite3.connect(filled)) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        found = {
            table: {column for _, column, *_ in db.execute(f"PRAGMA table_info({table})")} for table in tables
        }
    assert found == {table: set(columns) for table, columns in COVERED.items()}


def _values(value: object) -> list[object]:
    if isinstance(value, int):
        return [value + 100, value + 2**40, -value - 1]
    if isinstance(value, str):
        flipped = [
            value[:at] + chr(ord(sign) ^ 1) + value[at + 1 :]
            for at, sign in enumerate(value)
            if len(value) > 64
        ]
        return [*flipped, value + "x", value[:-1], value[:-1] + chr(ord(value[-1]) ^ 1), ""]
    flips = [bytes((*value[:at], value[at] ^ 1 << at % 8, *value[at + 1 :])) for at in range(len(value))]
    return [*flips, value + b"\0", value[:-1], b""] if value else [b"\0"]


LARGE = ("hdr", "sealed", "leaf")
KEYS = {"head": ("tenant",), "token": ("token", "rid")}


@pytest.mark.parametrize(
    ("table", "column"), [(t, c) for t, columns in COVERED.items() for c in sorted(columns)]
)
def test_every_changed_field_is_found(wiped: Path, table: str, column: str):
    keys = KEYS.get(table, ("rid",))
    where = " AND ".join(f"{key} = ?" for key in keys)
    order = "seq" if table == "rec" else ", ".join(keys)
    with closing(sqlite3.connect(wiped, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        rows = db.execute(f"SELECT {', '.join(keys)}, {column} FROM {table} ORDER BY {order}").fetchall()
        assert rows

        def change(row_key: tuple[object, ...], value: object) -> None:
            db.execute("BEGIN")
            for name, _ in triggers:
                db.execute(f"DROP TRIGGER {name}")
            changed = db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value, *row_key))
            for _, sql in triggers:
                db.execute(sql)
            db.execute("COMMIT")
            assert changed.rowcount == 1

        for *found, value in rows[:2] if column in LARGE else rows:
            row_key = tuple(found)
            changes = _values(value)
            for changed in changes[:: 1 if len(changes) < 200 else 3]:
                change(row_key, changed)
                assert not verify(wiped).ok, (table, column)
                now = tuple(
                    changed if key == column else part for key, part in zip(keys, row_key, strict=True)
                )
                change(now, value)
    assert verify(wiped).ok


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["DELETE FROM rec WHERE seq = 0"], Check.SEQUENCE),
        (["DELETE FROM rec WHERE seq = 0"], Check.ROTATION),
        (["DELETE FROM rec WHERE seq = 3"], Check.SEQUENCE),
        (["DELETE FROM rec WHERE seq = 7"], Check.HEAD),
        (["DELETE FROM rec WHERE seq >= 5"], Check.HEAD),
        (["DELETE FROM rec"], Check.HEAD),
        (["DELETE FROM head"], Check.HEAD),
        (["DELETE FROM rec", "DELETE FROM head"], Check.SHARE),
        (["DELETE FROM rec", "DELETE FROM head"], Check.SEALED),
        (["DELETE FROM rec", "DELETE FROM head"], Check.INDEX),
        (["DELETE FROM shred WHERE rid = (SELECT rid FROM rec WHERE seq = 2)"], Check.SHARE),
        (["INSERT INTO shred VALUES ('00', zeroblob(32))"], Check.SHARE),
        (["INSERT INTO shred SELECT rid, zeroblob(32) FROM rec WHERE seq = 7"], Check.SHARE),
        (["DELETE FROM body WHERE rid = (SELECT rid FROM rec WHERE seq = 2)"], Check.SEALED),
        (["DELETE FROM body"], Check.SEALED),
        (["INSERT INTO body VALUES ('00', zeroblob(32))"], Check.SEALED),
        (["INSERT INTO body SELECT rid, zeroblob(400) FROM rec WHERE seq = 7"], Check.SEALED),
        (
            [
                "UPDATE rec SET seq = -1 WHERE seq = 2",
                "UPDATE rec SET seq = 2 WHERE seq = 3",
                "UPDATE rec SET seq = 3 WHERE seq = -1",
            ],
            Check.COPY,
        ),
        (["UPDATE rec SET seq = seq + 100"], Check.SEQUENCE),
        (["UPDATE rec SET tenant = 'other' WHERE seq = 7"], Check.HEAD),
        (["UPDATE rec SET tenant = 'a' || char(27) || 'b' WHERE seq = 7"], Check.COPY),
        (
            ["INSERT INTO rec SELECT tenant, 8, 'x', kind, ts, hdr, leaf FROM rec WHERE seq = 7"],
            Check.LEAF,
        ),
        (
            [
                """UPDATE body SET sealed = (SELECT sealed FROM body JOIN rec USING (rid) WHERE seq = 2)
                   WHERE rid = (SELECT rid FROM rec WHERE seq = 3)"""
            ],
            Check.SEALED,
        ),
        (
            [
                """UPDATE shred SET e = (SELECT e FROM shred JOIN rec USING (rid) WHERE seq = 2)
                   WHERE rid = (SELECT rid FROM rec WHERE seq = 3)"""
            ],
            Check.SHARE,
        ),
        (["UPDATE rec SET leaf = (SELECT leaf FROM rec WHERE seq = 2) WHERE seq = 3"], Check.LEAF),
        (["UPDATE head SET note = ''"], Check.CHECKPOINT),
        (["CREATE TABLE extra(a)"], Check.SCHEMA),
        (["CREATE INDEX extra ON rec(ts)"], Check.SCHEMA),
        (["DROP INDEX token_rid"], Check.SCHEMA),
        (["PRAGMA user_version=1"], Check.SCHEMA),
        (["PRAGMA application_id=2"], Check.SCHEMA),
    ],
)
def test_loss_and_rearrangement_are_found(filled: Path, statements: list[str], found: Check):
    tamper(filled, *statements)
    assert found in kinds(filled)


@pytest.mark.parametrize(
    ("column", "change", "found"),
    [
        ("hdr", lambda value: value + b" ", Check.HEADER),
        ("hdr", lambda value: value.replace(b'"v":1', b'"v":2'), Check.HEADER),
        ("hdr", lambda value: value.replace(b'"seq":2', b'"seq":3'), Check.COPY),
        ("hdr", lambda value: value.replace(b'"idx":2', b'"idx":3'), Check.INDEX),
        ("kind", lambda _: "access", Check.COPY),
        ("rid", lambda _: "ab" * 16, Check.COPY),
    ],
)
def test_a_leaf_made_to_fit_a_changed_record_is_found(
    filled: Path, column: str, change: Callable[[object], object], found: Check
):
    with closing(SqliteStore.read(filled)) as store:
        (row,) = [row for row in store.rows(100) if row.seq == 2]
        sealed = store.sealed(row.rid)
    other = replace(row, **{column: change(getattr(row, column))})
    assert other != row
    made = leaf(KIND_CODE[other.kind], bytes.fromhex(other.rid), other.hdr, sealed, row.leaf[82:])
    values = f"rid = '{other.rid}', kind = '{other.kind}', hdr = x'{other.hdr.hex()}', leaf = x'{made.hex()}'"
    tamper(filled, f"UPDATE rec SET {values} WHERE seq = 2")
    assert {found, Check.HEAD} <= kinds(filled)


@pytest.mark.parametrize("table", ["body", "shred", "blind"])
@pytest.mark.parametrize("seq", [3, 8])
def test_an_empty_row_beside_a_record_without_one_is_found(wiped: Path, table: str, seq: int):
    tamper(wiped, f"INSERT INTO {table} SELECT rid, x'' FROM rec WHERE seq = {seq}")
    assert kinds(wiped)


FIRST = "(SELECT rid FROM rec WHERE seq = 2)"


@pytest.mark.parametrize(
    "statements",
    [
        [f"DELETE FROM token WHERE rid = {FIRST} AND token = CAST('aaaaaaaaaa' AS BLOB)"],
        [f"DELETE FROM token WHERE rid = {FIRST}"],
        [f"DELETE FROM token WHERE rid = {FIRST}", f"DELETE FROM blind WHERE rid = {FIRST}"],
        ["DELETE FROM token", "DELETE FROM blind"],
        [f"DELETE FROM blind WHERE rid = {FIRST}"],
        [f"INSERT INTO token SELECT zeroblob(10), {FIRST}"],
        ["INSERT INTO token SELECT zeroblob(10), rid FROM rec WHERE seq = 4"],
        ["INSERT INTO token SELECT zeroblob(10), rid FROM rec WHERE seq = 7"],
        ["INSERT INTO token SELECT zeroblob(10), '00'"],
        ["INSERT INTO blind SELECT rid, zeroblob(16) FROM rec WHERE seq = 4"],
        ["INSERT INTO blind VALUES ('00', zeroblob(16))"],
        [
            "INSERT INTO blind SELECT rid, zeroblob(16) FROM rec WHERE seq = 4",
            "INSERT INTO token SELECT zeroblob(10), rid FROM rec WHERE seq = 4",
        ],
        [
            f"UPDATE token SET rid = 'x' WHERE rid = {FIRST} AND token = CAST('bbbbbbbbbb' AS BLOB)",
            f"UPDATE token SET rid = {FIRST} WHERE rid = (SELECT rid FROM rec WHERE seq = 3)",
            "UPDATE token SET rid = (SELECT rid FROM rec WHERE seq = 3) WHERE token = CAST('aaaaaaaaaa' AS BLOB)",
        ],
        [
            f"UPDATE blind SET nonce = (SELECT nonce FROM blind WHERE rid <> {FIRST}) WHERE rid = {FIRST}",
        ],
    ],
)
def test_tokens_removed_added_or_exchanged_are_found(filled: Path, statements: list[str]):
    tamper(filled, *statements)
    assert Check.INDEX in kinds(filled)


def test_a_border_moved_between_nonce_and_token_is_found(filled: Path):
    """The commitment is of both in a row; a token that took bytes of the nonce is found by no search."""
    second = "(SELECT rid FROM rec WHERE seq = 3)"
    tamper(
        filled,
        f"""UPDATE token SET token = CAST(
              (SELECT substr(nonce, 16) FROM blind WHERE rid = {second}) || token AS BLOB) WHERE rid = {second}""",
        f"UPDATE blind SET nonce = substr(nonce, 1, 15) WHERE rid = {second}",
    )
    with closing(SqliteStore.read(filled)) as store:
        assert len(store.with_token(b"b" * 10)) == 1
    assert Check.INDEX in kinds(filled)


GONE = "(SELECT rid FROM rec WHERE seq = 3)"
WIPE = [f"DELETE FROM {table} WHERE rid = {FIRST}" for table in ("body", "shred", "token", "blind")]


@pytest.mark.parametrize(
    "statements",
    [
        [*WIPE, f"INSERT INTO erased SELECT {FIRST}, 'ffffffffffffffffffffffffffffffff'"],
        [*WIPE, f"INSERT INTO erased SELECT {FIRST}, rid FROM rec WHERE seq = 7"],
        [*WIPE, f"INSERT INTO erased SELECT {FIRST}, {FIRST}"],
        [*WIPE, f"INSERT INTO erased SELECT {FIRST}, rid FROM rec WHERE kind = 'erase'"],
        [f"INSERT INTO erased SELECT {FIRST}, rid FROM rec WHERE kind = 'erase'"],
        ["INSERT INTO erased SELECT '00', rid FROM rec WHERE kind = 'erase'"],
        ["INSERT INTO erased SELECT rid, 'x' FROM rec WHERE seq = 6"],
        ["DELETE FROM erased"],
        [f"DELETE FROM erased WHERE rid = {GONE}"],
        [f"UPDATE erased SET rid = {FIRST} WHERE rid = {GONE}"],
        ["UPDATE erased SET event = (SELECT rid FROM rec WHERE seq = 7)"],
        [f"INSERT INTO body SELECT {GONE}, zeroblob(400)"],
        [f"INSERT INTO shred SELECT {GONE}, zeroblob(32)"],
        [f"INSERT INTO blind SELECT {GONE}, zeroblob(16)"],
        [f"INSERT INTO token SELECT zeroblob(10), {GONE}"],
        [f"INSERT INTO blind SELECT {GONE}, zeroblob(16)", f"INSERT INTO token SELECT zeroblob(10), {GONE}"],
    ],
)
def test_erasures_that_no_record_tells_of_are_found(wiped: Path, statements: list[str]):
    tamper(wiped, *statements)
    assert Check.ERASURE in kinds(wiped)


def test_bodies_deleted_without_an_erasure_are_found(wiped: Path):
    tamper(wiped, *WIPE)
    assert kinds(wiped) == {Check.SEALED, Check.SHARE, Check.INDEX}


K0, K1, K2, STRANGER = (Signer(origin("default"), bytes([number]) * 32) for number in range(4))


Next = Callable[[Frontier], Rotation]
"""A key, once the records before it are known."""


def following(
    key: Signer, by: Signer, number: int, tenant: str = "default", officer: str = "", **changes: object
) -> Next:
    def made(tree: Frontier) -> Rotation:
        size, root = max(1, tree.size), tree.root().hex()
        event = Rotation(key.verifier.public.hex(), number, UNSIGNED, officer, size, root)
        event = replace(event, **changes)
        return replace(event, sig=by.sign(event.statement(tenant)).hex())

    return made


def changed(event: Next, **changes: object) -> Next:
    """Change a key after it was signed."""
    return lambda tree: replace(event(tree), **changes)


def of_default(events: Iterable[Event | Next]) -> list[Record | Next]:
    return [Record("default", each) if isinstance(each, Event) else each for each in events]


def first(key: Signer, number: int = 0) -> Rotation:
    return Rotation(key.verifier.public.hex(), number)


@pytest.fixture
def build(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]) -> Callable[..., list[str]]:
    return builder(rings, keys)


def builder(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]) -> Callable[..., list[str]]:
    """Write a store as its own gateway could: any records, and the head signed with any key.

    After a first key the ring comes into force; its id is not among those returned.
    """

    def make(path: Path, records: list[Record | Next], key: Signer, note: str | None = None) -> list[str]:
        tree, rids, start = Frontier(), [], records[0]
        start = start if isinstance(start, Record) else Record("default", start(tree))
        tenant = start.tenant
        ring = rings((keys("x25519"),), tenant=tenant)
        second = [Record(tenant, RingChange(1))] if isinstance(start.event, Rotation) else []
        with closing(SqliteStore.write(path)) as store, store.transaction():
            for each in [start, *second, *records[1:]]:
                record = each if isinstance(each, Record) else Record(tenant, each(tree))
                rid = f"{len(rids):031x}{len(tenant) % 16:x}"
                if isinstance(record.event, RingChange):
                    rid = f"{'f' * 31}{len(tenant) % 16:x}"
                ts = LATER if isinstance(record.event, Erasure) else START
                made = seal(record, ring, seq=tree.size, rid=rid, ts=ts)
                nonce = bytes(index.NONCE) if record.tokens else b""
                commit = index.commit(nonce, record.tokens) if record.tokens else b""
                kind = record.event.kind
                grown = leaf(KIND_CODE[kind], bytes.fromhex(rid), made.header, made.sealed, commit)
                row = Row(tenant, tree.size, rid, str(kind), ts, made.header, grown)
                store.add(New(row, made.sealed, made.share, nonce, record.tokens))
                tree = tree.append(leaf_hash(grown))
                if kind != "ring":
                    rids.append(rid)
            store.set_head(tenant, Head(tree, signed(tree, key) if note is None else note))
        return rids

    return make


def problems(path: Path) -> set[tuple[Check, int | None]]:
    return {(problem.kind, problem.seq) for problem in verify(path).problems}


def test_keys_are_followed_from_the_first_to_the_one_in_force(
    tmp_path: Path, build: Callable[..., list[str]], access: Callable[..., Record]
):
    events = [Record("default", first(K0)), None, following(K1, K0, 1), None, following(K2, K1, 2)]
    build(tmp_path / "a", [each or access() for each in events], K2)
    report = verify(tmp_path / "a")
    assert report.problems == ()
    ((_, log),) = report.logs
    assert (log.first, log.key, log.rotations) == (K0.verifier, K2.verifier, 3)


@pytest.mark.parametrize(
    ("events", "key", "seq"),
    [
        ([first(K0), following(K1, STRANGER, 1)], K1, 2),
        ([first(K0), following(K1, K1, 1)], K1, 2),
        ([first(K0), following(K1, K0, 1, tenant="other")], K1, 2),
        ([first(K0), changed(following(K2, K0, 1), key=K1.verifier.public.hex())], K1, 2),
        ([first(K0), changed(following(K1, K0, 2), number=1)], K1, 2),
        ([first(K0), following(K1, K0, 1), following(K2, K0, 2)], K2, 3),
        ([first(K0), following(K1, K0, 2)], K1, 2),
        ([first(K0), following(K2, K1, 2)], K2, 2),
        ([first(K0), following(K1, K0, 1), following(K2, K1, 1)], K2, 3),
        ([first(K0), first(K1)], K1, 2),
        ([first(K0), first(K0)], K0, 2),
        ([following(K1, K0, 1)], K1, 0),
        ([first(K0), following(K1, K0, 1, root="ab" * 32)], K1, 2),
        ([first(K0), following(K1, K0, 1, size=1)], K1, 2),
        ([first(K0), following(K1, K0, 1, size=3)], K1, 2),
        ([first(K0), changed(following(K1, K0, 1), size=3)], K1, 2),
        ([first(K0), following(K1, K0, 1), following(K2, K1, 2, size=2)], K2, 3),
    ],
)
def test_forged_and_missing_rotations_are_found(
    tmp_path: Path, build: Callable[..., list[str]], events: list[Event | Next], key: Signer, seq: int
):
    build(tmp_path / "a", of_default(events), key)
    assert problems(tmp_path / "a") == {(Check.ROTATION, seq)}


def test_who_holds_the_key_rewrites_nothing_before_it_and_everything_after_it(
    tmp_path: Path, build: Callable[..., list[str]]
):
    made: list[Rotation] = []

    def turn(tree: Frontier) -> Rotation:
        made.append(following(K1, K0, 1)(tree))
        return made[-1]

    def found(name: str, before: int, turn: Event | Next, after: int) -> set[tuple[Check, int | None]]:
        events = [first(K0), Gap(before, 1, 2, "lost"), turn, Gap(after, 1, 2, "lost")]
        build(tmp_path / name, of_default(events), K1)
        return problems(tmp_path / name)

    assert found("honest", 1, turn, 1) == set()
    assert found("before", 2, made[0], 1) == {(Check.ROTATION, 3)}
    assert found("with its own word", 2, following(K1, K1, 1), 1) == {(Check.ROTATION, 3)}
    # The limit: until the next key only a receipt or a bundle that is kept elsewhere tells.
    assert found("after", 1, made[0], 2) == set()


def test_a_log_without_its_first_key_is_found(
    tmp_path: Path, build: Callable[..., list[str]], access: Callable[..., Record]
):
    build(tmp_path / "a", [access(), access()], K0)
    assert problems(tmp_path / "a") == {
        (Check.ROTATION, 0),
        (Check.ROTATION, 1),
        (Check.RING, 0),
        (Check.RING, 1),
        (Check.CHECKPOINT, None),
    }


def test_a_first_key_that_comes_late_is_found(
    tmp_path: Path, build: Callable[..., list[str]], access: Callable[..., Record]
):
    build(tmp_path / "a", [access(), Record("default", first(K0))], K0)
    assert problems(tmp_path / "a") == {
        (Check.ROTATION, 0),
        (Check.ROTATION, 1),
        (Check.RING, 0),
        (Check.RING, None),
    }


def _other_tree(text: str) -> str:
    name, size, root = text[:-1].split("\n")
    return f"{name}\n{size}\n{root[::-1].lstrip('=')}=\n"


@pytest.mark.parametrize(
    ("change", "signer"),
    [
        (str, K0),
        (str, STRANGER),
        (str, Signer(origin("other"), K1.seed)),
        (lambda text: text.replace("\n4\n", "\n3\n"), K1),
        (lambda text: text.replace("\n4\n", "\n5\n"), K1),
        (lambda text: text.replace(origin("default"), origin("other")), K1),
        (_other_tree, K1),
        (lambda text: text + "extension\n", K1),
        (lambda _: "anything\n", K1),
    ],
)
def test_a_note_of_another_tree_or_by_another_key_is_found(
    tmp_path: Path,
    build: Callable[..., list[str]],
    access: Callable[..., Record],
    change: Callable[[str], str],
    signer: Signer,
):
    path = tmp_path / "a"
    build(path, [Record("default", first(K0)), following(K1, K0, 1), access()], K1)
    assert verify(path).ok
    with closing(sqlite3.connect(path)) as db:
        ((note,),) = db.execute("SELECT note FROM head").fetchall()
    text = note.split("\n\n")[0] + "\n"
    assert sign(text, K1) == note
    note = sign(change(text), signer)
    tamper(path, f"UPDATE head SET note = '{note}'")
    assert problems(path) == {(Check.CHECKPOINT, None)}


def test_a_note_of_an_earlier_state_is_found(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite")
    old = log.append_sync(record())
    log.append_sync(record())
    log.close()
    tamper(tmp_path / "a.sqlite", f"UPDATE head SET note = '{old.note}'")
    assert problems(tmp_path / "a.sqlite") == {(Check.CHECKPOINT, None)}


ERASED = f"{1:031x}7"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"n": 2},
        {"rids": "00" * 32},
        {"other": True},
        {"bare": True},
    ],
)
def test_an_erasure_is_of_what_its_record_names(
    tmp_path: Path,
    build: Callable[..., list[str]],
    record: Callable[..., Record],
    erasure: Callable[..., Erasure],
    changes: dict[str, object],
):
    path, said = tmp_path / "a", dict(changes)
    flag = record(b"", level="none") if said.pop("bare", False) else record(tokens=(b"a" * 10,))
    named = "00" * 16 if said.pop("other", False) else ERASED
    event = erasure(named, **said)
    rids = build(path, [Record("default", first(K0)), flag, Record("default", event)], K0)
    assert rids[1] == ERASED
    with closing(SqliteStore.write(path)) as store, store.transaction():
        store.erase([ERASED], rids[2])
    assert {kind for kind, _ in problems(path)} == ({Check.ERASURE} if changes else set())


def test_an_erasure_of_another_tenants_record_is_found(
    tmp_path: Path,
    build: Callable[..., list[str]],
    record: Callable[..., Record],
    erasure: Callable[..., Erasure],
):
    path, key = tmp_path / "a", Signer(origin("acme"), bytes(32))
    theirs = build(path, [Record("default", first(K0)), record()], K0)
    ours = build(path, [Record("acme", first(key)), Record("acme", erasure(theirs[1]))], key)
    assert problems(path) == {(Check.ERASURE, 2)}
    tables = ("shred", "body", "token", "blind")
    tamper(
        path,
        f"INSERT INTO erased VALUES ('{theirs[1]}', '{ours[1]}')",
        *(f"DELETE FROM {table} WHERE rid = '{theirs[1]}'" for table in tables),
    )
    assert Check.ERASURE in kinds(path)


def test_dropped_trigger_is_found(filled: Path):
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DROP TRIGGER rec_update")
    assert kinds(filled) == {Check.SCHEMA}


def test_head_rewritten_to_fit_a_cut_log_differs_from_the_receipt(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    """The stated limit: the store agrees with itself, and only a kept receipt tells."""
    path = tmp_path / "a.sqlite"
    log = log_at(path)
    short = log.append_sync(record())
    with closing(SqliteStore.read(path)) as store:
        head = store.head("default")
    long = log.append_sync(record())
    log.close()
    last = "(SELECT rid FROM rec WHERE seq = 3)"
    tamper(
        path,
        *(f"DELETE FROM {table} WHERE rid = {last}" for table in ("shred", "body")),
        "DELETE FROM rec WHERE seq = 3",
        f"UPDATE head SET size = 3, frontier = x'{head.tree.to_bytes().hex()}', note = '{short.note}'",
    )
    report = verify(path)
    assert report.ok
    assert report.logs[0][1].tree.size < long.size


def test_details_hold_nothing_that_was_stored(filled: Path):
    tamper(filled, "UPDATE rec SET tenant = 'zelda quillfeather', kind = 'zelda quillfeather'")
    report = verify(filled)
    assert not report.ok
    assert "zelda" not in repr(report.problems)


def test_random_bit_flips_are_found_or_change_nothing(filled: Path):
    original, before = filled.read_bytes(), content(filled)
    source = random.Random(7)  # seeded: the same flips each time
    found = same = 0
    for _ in range(FLIPS):
        raw = bytearray(original)
        bit = source.randrange(8 * len(raw))
        raw[bit // 8] ^= 1 << bit % 8
        filled.write_bytes(raw)
        try:
            ok = verify(filled).ok
        except StoreError:
            ok = False
        if ok:
            assert content(filled) == before, bit
            same += 1
        else:
            found += 1
        for extra in filled.parent.glob("audit.sqlite-*"):
            extra.unlink()
    assert found > FLIPS / 10
    assert same


def test_truncated_files_are_found(filled: Path):
    original = filled.read_bytes()
    for length in range(0, len(original), 1000):
        filled.write_bytes(original[:length])
        try:
            assert not verify(filled).ok, length
        except StoreError:
            continue


def test_problems_beyond_the_limit_are_counted(
    tmp_path: Path, log_at: Callable[..., AuditLog], access: Callable[..., Record]
):
    log = log_at(tmp_path / "a.sqlite", clock=lambda: START)
    items = KEPT + 10
    done = [log._submit(access()) for _ in range(items)]
    for future in done:
        future.result(10)
    log.close()
    tamper(tmp_path / "a.sqlite", "UPDATE rec SET ts = ts + 1")
    report = verify(tmp_path / "a.sqlite")
    assert (len(report.problems), report.omitted) == (KEPT, 12)  # key and ring are two more


def test_not_sqlite(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"text" * 1000)
    for path in (tmp_path / "a", tmp_path / "missing", tmp_path):
        with pytest.raises(StoreError):
            verify(path)


def test_a_log_that_grows_meanwhile_is_verified_as_of_one_moment(
    filled: Path,
    log_at: Callable[..., AuditLog],
    access: Callable[..., Record],
    monkeypatch: pytest.MonkeyPatch,
):
    before, log, real = verify(filled).records, log_at(filled, clock=lambda: START), SqliteStore.heads

    def late(store: SqliteStore) -> Iterator[tuple[object, ...]]:
        log.append_sync(access())
        return real(store)

    monkeypatch.setattr(SqliteStore, "heads", late)
    report = verify(filled)
    assert (report.problems, report.records) == ((), before)
    monkeypatch.undo()
    assert verify(filled).records > before


def test_a_tenant_that_steers_a_terminal_is_not_shown(filled: Path):
    tamper(filled, "UPDATE rec SET tenant = 'a' || char(27) || '[31m' WHERE seq = 3")
    assert {tenant for tenant, _ in verify(filled).logs} == {"default", ""}


def details(path: Path, rings: dict[str, Ring] | None = None) -> set[tuple[Check, int | None, str]]:
    report = verify_with(path, RINGS if rings is None else rings)
    return {(problem.kind, problem.seq, problem.detail) for problem in report.problems}


def test_what_officers_signed_needs_the_ring_of_then(filled: Path):
    assert {(kind, seq) for kind, seq, _ in details(filled, {})} == {(Check.SIGNATURE, 7)}
    ((_, _, detail),) = details(filled, {})
    assert "give --dir" in detail
    assert verify_with(filled).problems == verify_with(filled, {}).problems


def test_what_a_gateway_writes_in_an_officers_name_is_found(
    tmp_path: Path, build: Callable[..., list[str]], officer: Signer
):
    """Who holds the store and the checkpoint key makes a log that fits itself, and no officer's signature."""
    forged = signed_by(Access("0" * 32, officer.name, "review", START, UNSIGNED), "default", officer)
    build(tmp_path / "a", [Record("default", first(K0)), Record("default", replace(forged, ticket="x"))], K0)
    assert problems(tmp_path / "a") == {(Check.SIGNATURE, 2)}


def test_an_access_signed_long_before_is_found(
    tmp_path: Path, build: Callable[..., list[str]], officer: Signer
):
    asked = Access("0" * 32, officer.name, "review", START - ACCESS_S - 1, UNSIGNED)
    build(tmp_path / "a", [Record("default", first(K0)), signed_record(asked, officer)], K0)
    assert details(tmp_path / "a") == {(Check.SIGNATURE, 2, "signed at another time")}


def signed_record(event: Access, officer: Signer) -> Record:
    return Record("default", signed_by(event, "default", officer))


def built_erasure(
    path: Path, build: Callable[..., list[str]], record: Callable[..., Record], *events: object
) -> None:
    """Build a store in which the last of some events erases the flag that is its second record."""
    rids = build(path, [Record("default", first(K0)), record(), *(Record("default", e) for e in events)], K0)
    with closing(SqliteStore.write(path)) as store, store.transaction():
        store.erase([ERASED], rids[-1])


@pytest.mark.parametrize(("days", "good"), [(1, True), (TTL + 10, True), (TTL + 11, False), (3650, False)])
def test_what_a_retention_time_erased_was_as_old(
    tmp_path: Path,
    build: Callable[..., list[str]],
    record: Callable[..., Record],
    erasure: Callable[..., Erasure],
    days: int,
    good: bool,
):
    built_erasure(tmp_path / "a", build, record, erasure(ERASED, reason=f"ttl-{days}"))
    young = {(Check.ERASURE, 3, "a record was younger than the retention time")}
    assert details(tmp_path / "a") == (set() if good else young)


def test_a_retention_time_without_days_is_found(
    tmp_path: Path,
    build: Callable[..., list[str]],
    record: Callable[..., Record],
    erasure: Callable[..., Erasure],
):
    built_erasure(tmp_path / "a", build, record, erasure(ERASED, reason="age"))
    assert problems(tmp_path / "a") == {(Check.ERASURE, 3)}


@pytest.fixture
def two(keys: Callable[..., PrivateKey]) -> tuple[Signer, ...]:
    """The two officers of the ring that `pair` makes."""
    return tuple(key.signer(f"officer-{key.kid[:4]}") for key in (keys("x25519"), keys("x25519", 1)))


@pytest.fixture
def pair(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]) -> Callable[..., Ring]:
    """Make a ring of two officers, as a hold needs two approvers."""

    def make(*_: object, tenant: str = "default") -> Ring:
        ring = rings((keys("x25519"), keys("x25519", 1)), tenant=tenant)
        RINGS[ring.digest] = ring
        return ring

    return make


def hold_of(two: tuple[Signer, ...], state: str = "placed", **changes: object) -> Hold:
    fields = {"hold": "1" * 32, "since": START, "until": START, "expires": LATER + 1, "reason": "case"}
    names = (two[0].name, two[1].name)
    event = Hold(state=state, officer=names[0], second=names[1], sig=UNSIGNED, sig2=UNSIGNED, **fields)
    event = replace(event, **changes)
    said = event.statement("default")
    return replace(event, sig=two[0].sign(said).hex(), sig2=two[1].sign(said).hex())


@pytest.mark.parametrize("by_officer", [False, True])
@pytest.mark.parametrize(
    ("changes", "lifted", "good"),
    [
        ({}, False, False),
        ({"since": 0, "until": 2 * START}, False, False),
        ({}, True, True),
        ({"expires": LATER}, False, True),
        ({"since": START + 1, "until": START + 9}, False, True),
        ({"since": 0, "until": START - 1}, False, True),
    ],
)
def test_what_a_hold_kept_was_not_to_be_erased(
    tmp_path: Path,
    pair: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
    two: tuple[Signer, ...],
    record: Callable[..., Record],
    erasure: Callable[..., Erasure],
    by_officer: bool,
    changes: dict[str, int],
    lifted: bool,
    good: bool,
):
    event = erasure(ERASED)
    if by_officer:
        event = erasure(ERASED, scope="record", reason="request", officer=two[0].name)
        event = signed_by(event, "default", two[0])
    holds = [hold_of(two, **changes), *([hold_of(two, "lifted", **changes)] if lifted else [])]
    built_erasure(tmp_path / "a", builder(pair, keys), record, *holds, event)
    kept = {(Check.ERASURE, 3 + len(holds), "a record was kept by a hold")}
    assert details(tmp_path / "a") == (set() if good else kept)


def test_gaps_and_recoveries_are_counted(tmp_path: Path, build: Callable[..., list[str]], officer: Signer):
    recovery = following(K1, officer, 1, officer=officer.name)
    records = [first(K0), recovery, Gap(12, 1, 2, "rollback"), Gap(1, 3, 4, "lost")]
    build(tmp_path / "a", of_default(records), K1)
    report = verify(tmp_path / "a")
    assert report.problems == ()
    ((_, log),) = report.logs
    assert (log.gaps, log.missing, log.recovered) == (2, 13, [Recovery(officer.name, 2)])


def test_a_recovery_that_no_approver_signed_is_found(
    tmp_path: Path, build: Callable[..., list[str]], officer: Signer
):
    build(tmp_path / "a", of_default([first(K0), following(K1, K1, 1, officer=officer.name)]), K1)
    assert problems(tmp_path / "a") == {(Check.SIGNATURE, 2)}


@pytest.mark.parametrize("changes", [{"root": "ab" * 32}, {"size": 1}, {"size": 3}])
def test_a_recovery_of_other_records_than_those_before_it_is_found(
    tmp_path: Path, build: Callable[..., list[str]], officer: Signer, changes: dict[str, object]
):
    recovery = following(K1, officer, 1, officer=officer.name, **changes)
    build(tmp_path / "a", of_default([first(K0), recovery]), K1)
    assert problems(tmp_path / "a") == {(Check.ROTATION, 2)}


def test_a_log_that_ends_before_its_ring_is_found(tmp_path: Path):
    """A rotation alone: the record that brings its ring into force was cut off."""
    path = tmp_path / "a"
    ring = next(iter(RINGS.values()))
    made = seal(Record("default", first(K0)), ring, seq=0, rid="0" * 32, ts=START)
    grown = leaf(KIND_CODE[Rotation.kind], bytes(16), made.header, b"")
    tree = Frontier().append(leaf_hash(grown))
    with closing(SqliteStore.write(path)) as store, store.transaction():
        store.add(New(Row("default", 0, "0" * 32, "rotate", START, made.header, grown)))
        store.set_head("default", Head(tree, signed(tree, K0)))
    assert problems(path) == {(Check.RING, None)}


def test_memory_does_not_grow_with_the_log(
    tmp_path: Path, build: Callable[..., list[str]], record: Callable[..., Record]
):
    peaks = []
    flag = record(b"", level="none")
    for records in (200, 2000):
        path = tmp_path / f"{records}"
        build(path, [Record("default", first(K0)), *[flag] * records], K0)
        tracemalloc.start()
        try:
            assert verify(path).ok
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 50_000
