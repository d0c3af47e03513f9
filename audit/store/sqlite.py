"""The embedded store: SQLite in WAL mode, every commit flushed, append-only by trigger.

Triggers are guard rails against our own mistakes; whoever holds the file can drop them, and then
`audit.verify` reports it. Every column is inside a hash, or a copy that `audit.verify` compares with
what is.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from heapq import merge
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self

from audit.errors import IntegrityError, StoreError
from audit.events import Kind
from audit.files import PRIVATE_FILE, write_whole
from audit.merkle import leaf_hash
from audit.store.rows import Head, New, Row, encloses, fits

APPLICATION_ID: Final = 0x47415544  # "GAUD"
SCHEMA_VERSION: Final = 3
_BUSY_S: Final = 1.0
_FULL: Final = 2

DAMAGE: Final = (sqlite3.Error, UnicodeError)
"""What reading a damaged file raises: SQLite's messages quote its content, which need not be UTF-8.
For the same reason those messages are never repeated."""

SCHEMA: Final = (
    """CREATE TABLE rec(
  tenant TEXT NOT NULL, seq INTEGER NOT NULL, rid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  ts INTEGER NOT NULL, hdr BLOB NOT NULL, leaf BLOB NOT NULL,
  PRIMARY KEY(tenant, seq)) STRICT""",
    """CREATE TABLE head(
  tenant TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, frontier BLOB NOT NULL, note TEXT NOT NULL
  ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE body(rid TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
    "CREATE TABLE shred(rid TEXT NOT NULL PRIMARY KEY, e BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE blind(rid TEXT NOT NULL PRIMARY KEY, nonce BLOB NOT NULL) STRICT",
    """CREATE TABLE token(
  token BLOB NOT NULL, rid TEXT NOT NULL, PRIMARY KEY(token, rid)) STRICT, WITHOUT ROWID""",
    "CREATE TABLE erased(rid TEXT NOT NULL PRIMARY KEY, event TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX token_rid ON token(rid)",
    "CREATE INDEX erased_event ON erased(event, rid)",
    "CREATE INDEX rec_kind ON rec(tenant, kind, seq)",
    """CREATE TRIGGER rec_update BEFORE UPDATE ON rec
  BEGIN SELECT RAISE(ABORT, 'rec is append-only'); END""",
    """CREATE TRIGGER rec_delete BEFORE DELETE ON rec
  BEGIN SELECT RAISE(ABORT, 'rec is append-only'); END""",
    """CREATE TRIGGER rec_insert BEFORE INSERT ON rec
  WHEN NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM rec WHERE tenant = NEW.tenant)
    OR EXISTS (SELECT 1 FROM rec WHERE rid = NEW.rid)
  BEGIN SELECT RAISE(ABORT, 'rec is gap-free and append-only'); END""",
    """CREATE TRIGGER head_update BEFORE UPDATE ON head
  WHEN NEW.tenant <> OLD.tenant OR NEW.size <= OLD.size
  BEGIN SELECT RAISE(ABORT, 'head only grows'); END""",
    """CREATE TRIGGER head_delete BEFORE DELETE ON head
  BEGIN SELECT RAISE(ABORT, 'head only grows'); END""",
    """CREATE TRIGGER head_insert BEFORE INSERT ON head
  WHEN EXISTS (SELECT 1 FROM head WHERE tenant = NEW.tenant)
  BEGIN SELECT RAISE(ABORT, 'head only grows'); END""",
    *(
        trigger
        for table, said in (
            ("body", "a body is kept or erased, never changed"),
            ("shred", "a share is kept or erased, never changed"),
            ("blind", "a nonce is kept or erased, never changed"),
            ("token", "a token is kept or erased, never changed"),
        )
        for trigger in (
            f"""CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}
  BEGIN SELECT RAISE(ABORT, '{said}'); END""",
            f"""CREATE TRIGGER {table}_insert BEFORE INSERT ON {table}
  WHEN EXISTS (SELECT 1 FROM {table} WHERE {"token = NEW.token AND " * (table == "token")}rid = NEW.rid)
  BEGIN SELECT RAISE(ABORT, '{said}'); END""",  # noqa: S608 - our own names
            f"""CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
  WHEN NOT EXISTS (SELECT 1 FROM erased WHERE rid = OLD.rid)
  BEGIN SELECT RAISE(ABORT, '{said}'); END""",  # noqa: S608 - our own names
        )
    ),
    """CREATE TRIGGER erased_insert BEFORE INSERT ON erased
  WHEN EXISTS (SELECT 1 FROM erased WHERE rid = NEW.rid)
  BEGIN SELECT RAISE(ABORT, 'what is erased stays erased'); END""",
    """CREATE TRIGGER erased_event BEFORE INSERT ON erased
  WHEN NOT EXISTS (SELECT 1 FROM rec JOIN rec AS event ON event.tenant = rec.tenant
    WHERE rec.rid = NEW.rid AND event.rid = NEW.event AND event.kind = 'erase')
  BEGIN SELECT RAISE(ABORT, 'an erasure is on record first'); END""",
    """CREATE TRIGGER erased_update BEFORE UPDATE ON erased
  BEGIN SELECT RAISE(ABORT, 'what is erased stays erased'); END""",
    """CREATE TRIGGER erased_delete BEFORE DELETE ON erased
  BEGIN SELECT RAISE(ABORT, 'what is erased stays erased'); END""",
)

_FORBIDDEN: Final = frozenset(
    {
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TRIGGER,
    }
)


class SqliteStore:
    """One connection to a store; use `write` or `read` to get one, and only from one thread.

    Args:
        connection: an open connection, already set up.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def write(cls, path: Path) -> Self:
        """Open a store for appending; make the file, mode 0600, when absent.

        The directory is never made: when a disk is not mounted, a log must not start beside it.

        Raises:
            StoreError: the file cannot be opened, is no audit store, or its disk cannot flush.
            IntegrityError: its tables or triggers are not the ones this version made.
        """
        try:
            _make_private(path)
            db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        except (OSError, sqlite3.Error):
            raise StoreError(f"{path}: cannot be opened for writing") from None
        try:
            _profile(db)
            _create(db)
        except DAMAGE as error:
            db.close()
            raise StoreError(f"{path}: cannot be used: {_name(error)}") from None
        except (StoreError, IntegrityError):
            db.close()
            raise
        db.set_authorizer(_authorize)
        return cls(db)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a store for reading only.

        Raises:
            StoreError: no such file, an empty one, or not SQLite.
        """
        if not path.is_file():
            raise StoreError(f"{path}: no audit store here: nothing was recorded yet, or see --store")
        try:
            db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)
        except sqlite3.Error:
            raise StoreError(f"{path}: cannot be opened") from None
        # A damaged file may hold any bytes where text should be; comparing them must still work.
        db.text_factory = _lenient
        try:
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA cell_size_check=ON")
            empty = db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone() == (0,)
        except DAMAGE as error:
            db.close()
            raise StoreError(f"{path}: not a readable audit store: {_name(error)}") from None
        if empty:
            db.close()
            raise StoreError(f"{path}: no tables: a log has just begun here, or somebody emptied it")
        return cls(db)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run one write transaction; it is durable once the block has left without an error.

        Raises:
            sqlite3.Error: the transaction did not commit. The connection must be thrown away: after
                a failed flush, what the disk holds is known only by reading it again.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the store within the block, whatever is written meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def head(self, tenant: str) -> Head:
        """Return a tenant's tree and what was signed of it; empty when the tenant has no records.

        Raises:
            IntegrityError: the head contradicts itself.
        """
        row = self._db.execute("SELECT size, frontier, note FROM head WHERE tenant = ?", (tenant,)).fetchone()
        if row is None:
            return Head()
        return Head.stored(*row)

    def checked_tail(self, tenant: str) -> Head:
        """Return a tenant's head after comparing it with the last record.

        Raises:
            IntegrityError: the head and the last record do not belong together.
        """
        head = self.head(tenant)
        last = self.newest(tenant)
        if (last.seq + 1 if last else 0) != head.tree.size:
            raise IntegrityError("head: size is not that of the records")
        if last is not None:
            if not fits(last):
                raise IntegrityError("rec: the last leaf is not that of its record")
            if head.tree.size & 1 and head.tree.hashes[-1] != leaf_hash(last.leaf):
                raise IntegrityError("head: frontier does not end in the last leaf")
            if not self._erased(last.rid) and not encloses(last, self.sealed(last.rid)):
                raise IntegrityError("body: not that of the last leaf")
        return head

    def add(self, new: New) -> None:
        """Insert a record and what belongs to it, within a transaction.

        Raises:
            sqlite3.Error: refused, for example because it would leave a gap.
        """
        row, execute = new.row, self._db.execute
        execute(
            "INSERT INTO rec(tenant, seq, rid, kind, ts, hdr, leaf) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.tenant, row.seq, row.rid, row.kind, row.ts, row.hdr, row.leaf),
        )
        if new.sealed:
            execute("INSERT INTO body(rid, sealed) VALUES (?, ?)", (row.rid, new.sealed))
            execute("INSERT INTO shred(rid, e) VALUES (?, ?)", (row.rid, new.share))
        if new.tokens:
            execute("INSERT INTO blind(rid, nonce) VALUES (?, ?)", (row.rid, new.nonce))
            pairs = [(token, row.rid) for token in sorted(set(new.tokens))]
            self._db.executemany("INSERT INTO token(token, rid) VALUES (?, ?)", pairs)

    def set_head(self, tenant: str, head: Head) -> None:
        """Move a tenant's head forward, within the transaction that added the records.

        Raises:
            sqlite3.Error: refused, for example because the head would not grow.
        """
        values = (head.tree.size, head.tree.to_bytes(), head.note, tenant)
        moved = self._db.execute("UPDATE head SET size = ?, frontier = ?, note = ? WHERE tenant = ?", values)
        if not moved.rowcount:
            self._db.execute("INSERT INTO head(size, frontier, note, tenant) VALUES (?, ?, ?, ?)", values)

    def erase(self, rids: Iterable[str], event: str) -> None:
        """Delete bodies, shares and index tokens of records, within a transaction.

        Args:
            rids: whose.
            event: id of the record that says so, added before in the same transaction.

        Raises:
            sqlite3.Error: refused, for example because there is no such record.
        """
        for rid in rids:
            self._db.execute("INSERT INTO erased(rid, event) VALUES (?, ?)", (rid, event))
            for table in ("shred", "body", "token", "blind"):
                self._db.execute(f"DELETE FROM {table} WHERE rid = ?", (rid,))  # noqa: S608 - our own names

    def _erased(self, rid: str) -> bool:
        return self._db.execute("SELECT 1 FROM erased WHERE rid = ?", (rid,)).fetchone() is not None

    def settle(self) -> None:
        """Give freed pages back, and empty the write-ahead log into the file: what was deleted leaves both.

        Raises:
            StoreError: a reader still holds an older state; try again.
        """
        self._db.executescript("PRAGMA incremental_vacuum")  # `execute` takes one step, which frees one page
        busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError("store: in use: the write-ahead log could not be emptied")

    def rows(self, limit: int) -> Iterator[Row]:
        """Yield the latest records, newest first."""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM rec ORDER BY rowid DESC LIMIT ?", (limit,)):  # noqa: S608 - our own column list
            yield Row(*row)

    def last(self, tenant: str, kind: Kind) -> Row | None:
        """Return a tenant's latest record of a kind, None if there is none."""
        query = "SELECT {} FROM rec WHERE tenant = ? AND kind = ? ORDER BY seq DESC LIMIT 1"
        return self._one(query, tenant, kind)

    def newest(self, tenant: str) -> Row | None:
        """Return a tenant's latest record, None if there is none."""
        return self._one("SELECT {} FROM rec WHERE tenant = ? ORDER BY seq DESC LIMIT 1", tenant)

    def of_kind(self, tenant: str, kind: Kind) -> Iterator[Row]:
        """Yield a tenant's records of a kind, oldest first."""
        yield from self._many("SELECT {} FROM rec WHERE tenant = ? AND kind = ? ORDER BY seq", tenant, kind)

    def erasable(self, tenant: str) -> Iterator[Row]:
        """Yield a tenant's records that have a body or tokens left, oldest first."""
        # Both tables keep their rows in the order in which they came, so this begins with the oldest that is
        # left, however much was erased before it; CROSS JOIN keeps SQLite to that plan.
        query = "SELECT {{}} FROM {} CROSS JOIN rec USING (rid) WHERE tenant = ? ORDER BY {}.rowid"
        parts = (self._many(query.format(table, table), tenant) for table in ("body", "blind"))
        last = -1
        for row in merge(*parts, key=attrgetter("seq")):
            if row.seq != last:
                yield row
            last = row.seq

    def in_order(self, tenant: str, since: int = 0) -> Iterator[Row]:
        """Yield a tenant's records from a position on, oldest first."""
        yield from self._many("SELECT {} FROM rec WHERE tenant = ? AND seq >= ? ORDER BY seq", tenant, since)

    def left(self, rid: str) -> bool:
        """Tell whether a record has anything left to erase."""
        query = (
            "SELECT EXISTS (SELECT 1 FROM body WHERE rid = ?) OR EXISTS (SELECT 1 FROM blind WHERE rid = ?)"
        )
        return bool(self._db.execute(query, (rid, rid)).fetchone()[0])

    def by_rid(self, rid: str) -> Row | None:
        """Return the record with an id."""
        return self._one("SELECT {} FROM rec WHERE rid = ?", rid)

    def with_prefix(self, prefix: str, limit: int) -> list[Row]:
        """Return up to `limit` records whose id starts with a prefix of hex digits."""
        query = f"SELECT {_COLUMNS} FROM rec WHERE rid >= ? AND rid < ? ORDER BY rid LIMIT ?"  # noqa: S608 - our own column list
        return [Row(*row) for row in self._db.execute(query, (prefix, prefix + "g", limit))]

    def sealed(self, rid: str) -> bytes:
        """Return a record's sealed body; empty if there is none, or none any more."""
        row = self._db.execute("SELECT sealed FROM body WHERE rid = ?", (rid,)).fetchone()
        return b"" if row is None else bytes(row[0])

    def with_token(self, token: bytes) -> list[str]:
        """Return the ids of the records that hold a token of the blind index."""
        return [rid for (rid,) in self._db.execute("SELECT rid FROM token WHERE token = ?", (token,))]

    def share(self, rid: str) -> bytes:
        """Return a record's erasure share.

        Raises:
            StoreError: there is none: the record is header-only, or erased.
        """
        row = self._db.execute("SELECT e FROM shred WHERE rid = ?", (rid,)).fetchone()
        if row is None:
            raise StoreError("no share is kept for this record: it cannot be opened")
        return bytes(row[0])

    damage = DAMAGE

    def whole(self) -> bool:
        """Tell whether SQLite finds its own pages and indexes in order."""
        return bool(self._db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))

    def as_made(self) -> bool:
        """Tell whether tables, triggers and version are exactly the ones made here."""
        made = set(self._db.execute(_OBJECTS))
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        return made == _made() and (version, application) == (SCHEMA_VERSION, APPLICATION_ID)

    def everything(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of every record, and body, share, nonce and erasure beside it, in log order."""
        yield from self._db.execute(_EVERYTHING)

    def heads(self) -> Iterator[tuple[Any, ...]]:
        """Yield tenant, size, frontier and note of every head."""
        yield from self._db.execute("SELECT tenant, size, frontier, note FROM head")

    def tokens(self, rid: str) -> list[bytes]:
        """Return a record's tokens of the blind index."""
        return [token for (token,) in self._db.execute("SELECT token FROM token WHERE rid = ?", (rid,))]

    def erased_by(self, event: str) -> Iterator[str]:
        """Yield the ids that an erasure erased, sorted."""
        found = self._db.execute("SELECT rid FROM erased WHERE event = ? ORDER BY rid", (event,))
        yield from (rid for (rid,) in found)

    def orphans(self, table: str) -> int:
        """Return how many rows of a table belong to no record, or lack what they come with."""
        return int(self._db.execute(_ORPHANS[table]).fetchone()[0])

    def query(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a query, for tests and tools.

        Raises:
            sqlite3.Error: the file is damaged; see `DAMAGE`.
        """
        return self._db.execute(sql, values)

    def _many(self, query: str, *values: Any) -> Iterator[Row]:
        for row in self._db.execute(query.format(_COLUMNS), values):
            yield Row(*row)

    def _one(self, query: str, *values: str) -> Row | None:
        row = self._db.execute(query.format(_COLUMNS), values).fetchone()
        return None if row is None else Row(*row)


_COLUMNS: Final = "tenant, seq, rid, kind, ts, hdr, leaf"


_EVERYTHING: Final = """SELECT rec.tenant, rec.seq, rec.rid, rec.kind, rec.ts, rec.hdr, rec.leaf,
    body.sealed, shred.e, blind.nonce, erased.event
  FROM rec LEFT JOIN body ON body.rid = rec.rid LEFT JOIN shred ON shred.rid = rec.rid
    LEFT JOIN blind ON blind.rid = rec.rid LEFT JOIN erased ON erased.rid = rec.rid
  ORDER BY rec.tenant, rec.seq"""

_OBJECTS: Final = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
_ORPHANS: Final = MappingProxyType(
    {
        "body": "SELECT COUNT(*) FROM body WHERE rid NOT IN (SELECT rid FROM rec)",
        "shred": "SELECT COUNT(*) FROM shred WHERE rid NOT IN (SELECT rid FROM rec)",
        "blind": "SELECT COUNT(*) FROM blind WHERE rid NOT IN (SELECT rid FROM rec)",
        "token": """SELECT COUNT(*) FROM token
          WHERE rid NOT IN (SELECT rid FROM rec) OR rid NOT IN (SELECT rid FROM blind)""",
        "erased": """SELECT COUNT(*) FROM erased WHERE NOT EXISTS (
          SELECT 1 FROM rec JOIN rec AS event ON event.tenant = rec.tenant AND event.kind = 'erase'
          WHERE rec.rid = erased.rid AND event.rid = erased.event)""",
    }
)


@cache
def _made() -> frozenset[tuple[Any, ...]]:
    """Return what SQLite itself notes of the tables and triggers made here."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        for statement in SCHEMA:
            db.execute(statement)
        return frozenset(db.execute(_OBJECTS))


def _make_private(path: Path) -> None:
    # Never opened and closed here once it exists: closing any descriptor of a file drops this process's
    # POSIX locks on it, and then another process may take the write-ahead log away from under ours.
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            write_whole(path, b"", replace=False)
    path.chmod(PRIVATE_FILE)


def _profile(db: sqlite3.Connection) -> None:
    if not db.execute("PRAGMA page_count").fetchone()[0]:
        db.execute("PRAGMA auto_vacuum=INCREMENTAL")  # pages that erasures free go back to the disk
    if db.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise StoreError("store: the file system does not support write-ahead logging")
    for pragma in (
        "synchronous=FULL",
        "secure_delete=ON",
        "trusted_schema=OFF",
        "recursive_triggers=ON",  # INSERT OR REPLACE then fires the delete triggers
        "cell_size_check=ON",
        "foreign_keys=ON",
    ):
        db.execute(f"PRAGMA {pragma}")
    if db.execute("PRAGMA synchronous").fetchone()[0] < _FULL:
        raise StoreError("store: synchronous=FULL is not in force")


def _create(db: sqlite3.Connection) -> None:
    """Make the tables of a new file; check those of an old one."""
    store = SqliteStore(db)
    with store.transaction():
        if not db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()[0]:
            for statement in SCHEMA:
                db.execute(statement)
            db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        if not store.as_made():
            raise IntegrityError("store: tables or triggers are not the ones of this version")


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_DENY if action in _FORBIDDEN else sqlite3.SQLITE_OK


def _name(error: Exception) -> str:
    return getattr(error, "sqlite_errorname", type(error).__name__)


def _lenient(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
