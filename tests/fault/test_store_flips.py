"""A bit of a store flips, in its file or in a field behind the triggers: it is found, or nothing that was said changes."""

import hashlib
import os
import random  # noqa: TID251 - seeded
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import apsw
import pytest

from audit import facts
from audit.erasure import erasure
from audit.errors import StoreError
from audit.events import Access, Decision, FindingSummary, Flag, Gap, Hold, Kind, Verdict
from audit.items import Receipt
from audit.log import AuditLog
from audit.note import Verifier
from audit.open import PrivateKey
from audit.record import Record
from audit.recovery import Loss, recover
from audit.ring import Recipient, Ring
from audit.signing import file_names
from audit.statements import RETENTION, UNSIGNED, signed_by
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore
from audit.verify import COVERED, Report, verify, verify_store

FLIPS = int(os.environ.get("GUARD_FAULT_FLIPS", "2000"))
FIELDS = int(os.environ.get("GUARD_FAULT_FIELDS", "0"))
"""Records of which every bit of every field is flipped; 0 for one of each sort and a part of the long fields."""
SEED = int(os.environ.get("GUARD_FAULT_SEED", "20"))
START = 1_700_000_000
DAY_S = 86_400
TENANT = "default"
KEYS = {name: PrivateKey("x25519", hashlib.sha256(name.encode()).digest()) for name in ("ana", "ben")}
SIGNERS = {name: key.signer(name) for name, key in KEYS.items()}
MEMBERS = tuple(
    Recipient(key.suite, key.public, name, SIGNERS[name].verifier.public) for name, key in KEYS.items()
)
APPROVERS = tuple(signer.verifier for signer in SIGNERS.values())
FIRST, SECOND = (Ring(version, TENANT, "x25519", (MEMBERS,), approvers=APPROVERS) for version in (1, 2))
RINGS = {ring.digest: ring for ring in (FIRST, SECOND)}
SHORT, LONG = 16, 32
"""Bytes of a field of which every bit is flipped always, and bits of a longer one that are in a short run."""
LEAF = 6
"""Where `SqliteStore.everything` has the leaf."""
Say = Callable[[str, Counter[str]], None]
EMAIL = (FindingSummary("EMAIL_ADDRESS", "", 4, 2, "email", 950),)


def flag(
    body: bytes = b"", tokens: tuple[bytes, ...] = (), level: str = "redacted", **changes: Any
) -> Record:
    said: dict[str, Any] = {"direction": "prompt", "phase": "whole", "action": "block", "findings": EMAIL}
    return Record(TENANT, Flag(**(said | {"policy": "ab" * 32, "level": level} | changes)), body, tokens)


def judged(receipt: Receipt, now: float) -> list[Record]:
    """An access by one officer and a verdict by the other."""
    asked = Access(receipt.rid, "ana", "review", int(now), UNSIGNED, "T-1")
    said = Verdict(receipt.rid, "ben", "true_positive", int(now), UNSIGNED)
    return [
        Record(TENANT, signed_by(asked, TENANT, SIGNERS["ana"])),
        Record(TENANT, signed_by(said, TENANT, SIGNERS["ben"])),
    ]


def decided(now: float) -> list[Record]:
    """An exception that one officer asks for and another approves."""
    asked = Decision("exception", "d" * 32, "de" * 32, "requested", "ana", int(now), UNSIGNED)
    given = replace(asked, step="approved", officer="ben")
    return [Record(TENANT, signed_by(each, TENANT, SIGNERS[each.officer])) for each in (asked, given)]


def hold(name: str, state: Literal["placed", "lifted"], since: int, until: int) -> Record:
    event = Hold(
        name * 32, state, since, until, START + 900 * DAY_S, "case", "ana", "ben", UNSIGNED, UNSIGNED
    )
    signatures = [SIGNERS[name].sign(event.statement(TENANT)).hex() for name in ("ana", "ben")]
    return Record(TENANT, replace(event, sig=signatures[0], sig2=signatures[1]))


def write_log(folder: Path, rounds: int, late: int) -> Path:
    """Write records of every kind, through everything that writes records, and close the store."""
    path, spool, now, force = folder / "audit.sqlite", folder / "spool.sqlite", [float(START)], [FIRST]

    def opened(**more: Any) -> AuditLog:
        return AuditLog(path, lambda: force[0], clock=lambda: now[0], timeout=60, **more)

    with closing(opened()) as log:
        log.policy("ab" * 32, ("cd" * 32,))
        kept = []
        for at in range(rounds):
            tokens = (b"a" * 10, b"b" * 9 + bytes([at]))
            kept.append(log.append_sync(flag(b"[PERSON] " * at, tokens[: 1 + at % 2])))
            kept.append(
                log.append_sync(flag(b"counted", level="fingerprint", direction="completion", phase="stream"))
            )
            log.append_sync(flag(level="none", findings=()))
            for record in judged(kept[-1], now[0]):
                log.append_sync(record)
            now[0] += 60
        for record in decided(now[0]):
            log.append_sync(record)
        log.append_sync(Record(TENANT, Gap(3, START, START + 9, "lost")))
        log.append_sync(hold("1", "placed", START, START + 30))
        log.append_sync(hold("2", "placed", START + 120, START + 150))
        log.append_sync(hold("1", "lifted", START, START + 30))
        force[0] = SECOND
        log.policy("ef" * 32)
        now[0] += 4000  # the next record brings a new key, the ring and the policy
        event = erasure([kept[2].rid], "record", "request", "ana", UNSIGNED)
        log.erase_sync(signed_by(event, TENANT, SIGNERS["ana"]), [kept[2].rid])
    (folder / file_names(TENANT)[0]).unlink()
    recover(Embedded(path), SECOND, SIGNERS["ben"], Loss.KEY, lambda: now[0])
    now[0] += 31 * DAY_S
    with closing(opened(spool=spool)) as log:
        for at in range(2):
            log.append_sync(flag(b"waited", (b"w" * 9 + bytes([at]),)))
        old = [kept[0].rid, kept[1].rid]
        log.erase_sync(erasure(old, "time", "ttl-30", RETENTION), old)
    with closing(opened()) as log:
        for at in range(late):
            log.append_sync(flag(b"late", action="redact", route=f"chat-{at}"))
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a store of some sixty records, closed and without a write-ahead log."""
    path = write_log(tmp_path_factory.mktemp("large"), rounds=6, late=9)
    assert not list(path.parent.glob("audit.sqlite-*"))
    return path.read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same of a store with fewer records of each kind, which is verified sooner."""
    return write_log(tmp_path_factory.mktemp("small"), rounds=3, late=1).read_bytes()


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of verifications differ in a bit: the same bytes are parsed, and the same signature of the same
    bytes is checked, once. Whatever the bit is part of is looked at anew."""
    monkeypatch.setattr(Verifier, "verifies", lru_cache(1 << 14)(Verifier.verifies))
    monkeypatch.setattr(facts, "read", lru_cache(1 << 14)(facts.read))


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def show(name: str, counts: Counter[str]) -> None:
        with capsys.disabled():
            print(f"\n{name}: {counts.total()} flips, {dict(counts)}, seed {SEED}")

    return show


def content(path: Path) -> list[Any]:
    """Everything that a store says, as bytes; read from the tables and never from an index."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        db.text_factory = bytes
        pragmas = ("user_version", "application_id")
        found: list[Any] = [db.execute(f"PRAGMA {name}").fetchone() for name in pragmas]
        for table in ("sqlite_schema", *COVERED):
            columns = "type, name, tbl_name, sql" if table == "sqlite_schema" else "*"
            found.append(sorted(db.execute(f"SELECT {columns} FROM {table} NOT INDEXED"), key=repr))
        return found


def stored(raw: bytes, folder: Path) -> Path:
    path = folder / "flipped.sqlite"
    path.write_bytes(raw)
    return path


def outcome(verified: Callable[[], Report], identical: Callable[[], bool]) -> str:
    """What came of a flip; that `verify` raises anything else than that a file is no store is a bug."""
    try:
        if not verified().ok:
            return "found"
    except StoreError:
        return "unreadable"
    except Exception as error:  # noqa: BLE001 - told with its bit at the end
        return f"raised {type(error).__name__}"
    with suppress(sqlite3.Error):
        if identical():
            return "identical"
    return "missed"


def is_good(result: str) -> bool:
    return result in ("found", "unreadable", "identical")


def flip_file(path: Path, flips: int, chance: random.Random) -> tuple[Counter[str], list[Any]]:
    """Flip bits of a file, each alone; count what came of it, and give the bits that were missed."""
    raw, before = path.read_bytes(), content(path)
    counts, missed = Counter[str](), []
    with path.open("r+b", buffering=0) as file:
        for bit in (chance.randrange(8 * len(raw)) for _ in range(flips)):
            os.pwrite(file.fileno(), bytes([raw[bit // 8] ^ 1 << bit % 8]), bit // 8)
            result = outcome(lambda: verify(path, RINGS), lambda: content(path) == before)
            os.pwrite(file.fileno(), raw[bit // 8 : bit // 8 + 1], bit // 8)
            counts[result] += 1
            missed += [] if is_good(result) else [(result, bit)]
            for extra in path.parent.glob(f"{path.name}-*"):
                extra.unlink()
    assert path.read_bytes() == raw
    return counts, missed


@dataclass(frozen=True, slots=True)
class Field:
    """A value in a row, and the columns by which the row is found."""

    table: str
    column: str
    key: tuple[tuple[str, Any], ...]
    value: Any

    @property
    def raw(self) -> bytes:
        if isinstance(self.value, int):
            return self.value.to_bytes(8, "big", signed=True)
        return self.value.encode() if isinstance(self.value, str) else bytes(self.value)

    def bits(self, chance: random.Random) -> list[int]:
        """All of its bits; of a long one in a short run, some."""
        every = range(8 * len(self.raw))
        return list(every) if FIELDS or len(self.raw) <= SHORT else sorted(chance.sample(every, LONG))

    def flipped(self, bit: int) -> Any:
        """The value with a bit flipped; a text as bytes, which need not be UTF-8 any more."""
        raw = bytearray(self.raw)
        raw[bit // 8] ^= 1 << bit % 8
        return int.from_bytes(raw, "big", signed=True) if isinstance(self.value, int) else bytes(raw)


def fields(path: Path, records: int) -> list[Field]:
    """The fields of the head and of so many records, as different ones as there are; of one of each sort for 0."""
    found = []
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(
            """SELECT rid, kind, CAST(hdr AS TEXT) LIKE '%"spooled":1%', rid IN (SELECT rid FROM body),
              rid IN (SELECT rid FROM token), rid IN (SELECT rid FROM erased) FROM rec ORDER BY seq"""
        ).fetchall()
        sorts = list({row[1:]: row[0] for row in rows}.values())
        rids = [*sorts, *(row[0] for row in rows if row[0] not in sorts)][: records or len(sorts)]
        assert len(rids) >= (records or 12)
        for table, columns in COVERED.items():
            names = sorted(columns)
            keys = {"head": ["tenant"], "token": ["token", "rid"]}.get(table, ["rid"])
            for row in db.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall():
                values = dict(zip(names, row, strict=True))
                if table == "head" or values["rid"] in rids:
                    key = tuple((name, values[name]) for name in keys)
                    found += [Field(table, name, key, values[name]) for name in names]
    return found


def flip_fields(path: Path, chosen: list[Field], chance: random.Random) -> tuple[Counter[str], list[Any]]:
    """Flip bits of fields, each alone, with the triggers in place and not asked; give those that were missed."""
    counts, missed, before = Counter[str](), [], content(path)
    with closing(apsw.Connection(str(path))) as db, closing(SqliteStore.read(path)) as store:
        db.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)  # no such switch in Python 3.11's own module
        db.execute("PRAGMA synchronous=OFF")
        for field in chosen:
            for bit in field.bits(chance):
                other = field.flipped(bit)
                if not change(db, field, field.value, other):
                    counts["refused"] += 1  # there is such a row: not even SQLite takes it
                    continue
                result = outcome(lambda: verify_store(store, RINGS), lambda: False)
                assert change(db, field, other, field.value)
                counts[result] += 1
                missed += [] if is_good(result) else [(result, field.table, field.column, bit)]
        assert verify_store(store, RINGS).ok
    assert content(path) == before
    return counts, missed


def change(db: apsw.Connection, field: Field, old: Any, new: Any) -> bool:
    """Put a value in the place of another; whether that can be."""
    mark = {str: "CAST(? AS TEXT)"}  # of a text that is none any more
    where = " AND ".join(f"{name} = {mark.get(type(value), '?')}" for name, value in field.key)
    key = (old if name == field.column else value for name, value in field.key)
    values = [each.encode() if isinstance(each, str) else each for each in (new, *key)]
    statement = f"UPDATE {field.table} SET {field.column} = {mark.get(type(field.value), '?')} WHERE {where}"
    try:
        db.execute(statement, values)
    except apsw.ConstraintError:
        return False
    assert db.changes() == 1
    return True


def overlook(monkeypatch: pytest.MonkeyPatch, path: Path, at: int) -> None:
    """Let the verifier see one of the columns of every record as it was, whatever it is now."""
    everything = SqliteStore.everything
    with closing(SqliteStore.read(path)) as store:
        values = [row[at] for row in everything(store)]

    def shown(store: SqliteStore) -> Iterator[tuple[Any, ...]]:
        for row, was in zip(everything(store), values, strict=True):
            yield (*row[:at], was, *row[at + 1 :])

    monkeypatch.setattr(SqliteStore, "everything", shown)


def test_the_log_has_every_kind_of_record(large: bytes, small: bytes, tmp_path: Path) -> None:
    for raw, records in ((large, range(50, 71)), (small, range(20, 36))):
        path = stored(raw, tmp_path)
        report = verify(path, RINGS)
        assert report.problems == ()
        assert report.records in records
        with closing(sqlite3.connect(path)) as db:
            assert {kind for (kind,) in db.execute("SELECT kind FROM rec")} == set(Kind)
            assert all(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in COVERED)
            assert db.execute("SELECT COUNT(*) FROM erased").fetchone() == (3,)
            assert db.execute(
                """SELECT COUNT(*) FROM rec WHERE CAST(hdr AS TEXT) LIKE '%"spooled":1%'"""
            ).fetchone()[0]


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_bit_of_the_file_is_found_or_changes_nothing(large: bytes, tmp_path: Path, say: Say) -> None:
    counts, missed = flip_file(stored(large, tmp_path), FLIPS, random.Random(SEED))
    say("bits of the file", counts)
    assert missed == [], SEED
    assert counts["found"] > FLIPS / 3
    assert counts["identical"]


def test_bits_that_a_verifier_does_not_look_at_would_be_noticed(
    large: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stored(large, tmp_path)
    overlook(monkeypatch, path, LEAF)
    counts, missed = flip_file(path, 300, random.Random(SEED))
    assert counts["missed"] == len(missed) > 0, SEED


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_bit_of_a_field_is_found(small: bytes, tmp_path: Path, say: Say) -> None:
    path = stored(small, tmp_path)
    chosen = fields(path, FIELDS)
    assert {(each.table, each.column) for each in chosen} == {
        (table, column) for table, columns in COVERED.items() for column in columns
    }
    counts, missed = flip_fields(path, chosen, random.Random(SEED))
    say("bits of fields", counts)
    assert missed == [], SEED
    assert counts["refused"] < counts.total() / 20


@pytest.mark.parametrize(
    ("table", "column", "at"), [("rec", "ts", 4), ("rec", "leaf", LEAF), ("shred", "e", 8)]
)
def test_a_column_that_a_verifier_does_not_look_at_would_be_noticed(
    small: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, column: str, at: int
) -> None:
    path = stored(small, tmp_path)
    overlook(monkeypatch, path, at)
    chosen = [each for each in fields(path, 0) if (each.table, each.column) == (table, column)]
    counts, missed = flip_fields(path, chosen[:2], random.Random(SEED))
    assert counts["missed"] == len(missed) > counts.total() / 2
