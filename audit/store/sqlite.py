"""The embedded store: SQLite in WAL mode, every commit flushed, append-only by trigger.

Triggers are guard rails against our own mistakes; whoever holds the file can drop them, and then
`audit.verify` reports it. Every column other than `hdr`, `sealed` and `leaf` is a copy that
`audit.verify` compares with what is inside the hashes.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from audit.errors import IntegrityError, StoreError
from audit.files import PRIVATE_FILE, write_whole
from audit.merkle import Frontier, leaf, leaf_hash
from audit.record import KIND_CODE, Kind

APPLICATION_ID: Final = 0x47415544  # "GAUD"
SCHEMA_VERSION: Final = 1
_BUSY_S: Final = 1.0
_FULL: Final = 2

DAMAGE: Final = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged file raises: SQLite's messages quote its content, which need not be UTF-8.
For the same reason those messages are never repeated."""

SCHEMA: Final = (
    """CREATE TABLE rec(
  tenant TEXT NOT NULL, seq INTEGER NOT NULL, rid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  ts INTEGER NOT NULL, hdr BLOB NOT NULL, sealed BLOB NOT NULL, leaf BLOB NOT NULL,
  PRIMARY KEY(tenant, seq)) STRICT""",
    """CREATE TABLE head(
  tenant TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, frontier BLOB NOT NULL, root BLOB NOT NULL
  ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE shred(rid TEXT NOT NULL PRIMARY KEY, e BLOB NOT NULL) STRICT, WITHOUT ROWID",
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
    """CREATE TRIGGER shred_update BEFORE UPDATE ON shred
  BEGIN SELECT RAISE(ABORT, 'a share is kept or deleted, never changed'); END""",
    """CREATE TRIGGER shred_insert BEFORE INSERT ON shred
  WHEN EXISTS (SELECT 1 FROM shred WHERE rid = NEW.rid)
  BEGIN SELECT RAISE(ABORT, 'a share is kept or deleted, never changed'); END""",
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


@dataclass(frozen=True, slots=True)
class Row:
    """One stored record.

    Args:
        tenant, seq, rid, kind, ts: copies of header members, for look-up.
        hdr: canonical header.
        sealed: sealed body; empty for a header-only record.
        leaf: the 114 bytes that the tree is made of.
    """

    tenant: str
    seq: int
    rid: str
    kind: str
    ts: int
    hdr: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    leaf: bytes = field(repr=False)


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
            StoreError: no such file, or not SQLite.
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
            db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
        except DAMAGE as error:
            db.close()
            raise StoreError(f"{path}: not a readable audit store: {_name(error)}") from None
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

    def frontier(self, tenant: str) -> Frontier:
        """Return a tenant's tree; empty when the tenant has no records.

        Raises:
            IntegrityError: the head contradicts itself.
        """
        row = self._db.execute("SELECT size, frontier, root FROM head WHERE tenant = ?", (tenant,)).fetchone()
        if row is None:
            return Frontier()
        frontier = Frontier.from_bytes(row[1])
        if frontier.size != row[0] or frontier.root() != row[2]:
            raise IntegrityError("head: size, frontier and root do not agree")
        return frontier

    def checked_tail(self, tenant: str) -> Frontier:
        """Return a tenant's tree after comparing it with the last record.

        Raises:
            IntegrityError: the head and the last record do not belong together.
        """
        frontier = self.frontier(tenant)
        last = self._one("SELECT {} FROM rec WHERE tenant = ? ORDER BY seq DESC LIMIT 1", tenant)
        if (last.seq + 1 if last else 0) != frontier.size:
            raise IntegrityError("head: size is not that of the records")
        if last is not None:
            if last.kind not in tuple(Kind) or last.leaf != leaf_of(last):
                raise IntegrityError("rec: the last leaf is not that of its record")
            if frontier.size & 1 and frontier.hashes[-1] != leaf_hash(last.leaf):
                raise IntegrityError("head: frontier does not end in the last leaf")
        return frontier

    def add(self, row: Row, share: bytes) -> None:
        """Insert a record and its erasure share, within a transaction.

        Raises:
            sqlite3.Error: refused, for example because it would leave a gap.
        """
        self._db.execute(
            "INSERT INTO rec(tenant, seq, rid, kind, ts, hdr, sealed, leaf) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (row.tenant, row.seq, row.rid, row.kind, row.ts, row.hdr, row.sealed, row.leaf),
        )
        if share:
            self._db.execute("INSERT INTO shred(rid, e) VALUES (?, ?)", (row.rid, share))

    def set_head(self, tenant: str, frontier: Frontier) -> None:
        """Move a tenant's head forward, within the transaction that added the records.

        Raises:
            sqlite3.Error: refused, for example because the head would not grow.
        """
        values = (frontier.size, frontier.to_bytes(), frontier.root(), tenant)
        moved = self._db.execute("UPDATE head SET size = ?, frontier = ?, root = ? WHERE tenant = ?", values)
        if not moved.rowcount:
            self._db.execute("INSERT INTO head(size, frontier, root, tenant) VALUES (?, ?, ?, ?)", values)

    def rows(self, limit: int) -> Iterator[Row]:
        """Yield the latest records, newest first."""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM rec ORDER BY rowid DESC LIMIT ?", (limit,)):  # noqa: S608 - our own column list
            yield Row(*row)

    def with_prefix(self, prefix: str, limit: int) -> list[Row]:
        """Return up to `limit` records whose id starts with a prefix of hex digits."""
        query = f"SELECT {_COLUMNS} FROM rec WHERE rid >= ? AND rid < ? ORDER BY rid LIMIT ?"  # noqa: S608 - our own column list
        return [Row(*row) for row in self._db.execute(query, (prefix, prefix + "g", limit))]

    def share(self, rid: str) -> bytes:
        """Return a record's erasure share.

        Raises:
            StoreError: there is none: the record is header-only, or erased.
        """
        row = self._db.execute("SELECT e FROM shred WHERE rid = ?", (rid,)).fetchone()
        if row is None:
            raise StoreError("no share is kept for this record: it cannot be opened")
        return bytes(row[0])

    def query(self, sql: str) -> sqlite3.Cursor:
        """Run a fixed query, for `audit.verify`.

        Raises:
            sqlite3.Error: the file is damaged; see `DAMAGE`.
        """
        return self._db.execute(sql)

    def _one(self, query: str, value: str) -> Row | None:
        row = self._db.execute(query.format(_COLUMNS), (value,)).fetchone()
        return None if row is None else Row(*row)


_COLUMNS: Final = "tenant, seq, rid, kind, ts, hdr, sealed, leaf"


def leaf_of(row: Row) -> bytes:
    """Return the leaf that a row's own columns call for.

    Raises:
        ValueError: the row's kind or id is not one that a leaf can hold.
    """
    return leaf(KIND_CODE[Kind(row.kind)], bytes.fromhex(row.rid), row.hdr, row.sealed)


def schema_matches(db: SqliteStore) -> bool:
    """Tell whether a store's tables, triggers and version are exactly the ones made here."""
    made = {sql for (sql,) in db.query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    version = db.query("PRAGMA user_version").fetchone()[0]
    application = db.query("PRAGMA application_id").fetchone()[0]
    return made == set(SCHEMA) and (version, application) == (SCHEMA_VERSION, APPLICATION_ID)


def _make_private(path: Path) -> None:
    # Never opened and closed here once it exists: closing any descriptor of a file drops this process's
    # POSIX locks on it, and then another process may take the write-ahead log away from under ours.
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            write_whole(path, b"", replace=False)
    path.chmod(PRIVATE_FILE)


def _profile(db: sqlite3.Connection) -> None:
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
        if not schema_matches(store):
            raise IntegrityError("store: tables or triggers are not the ones of this version")


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_DENY if action in _FORBIDDEN else sqlite3.SQLITE_OK


def _name(error: Exception) -> str:
    return getattr(error, "sqlite_errorname", type(error).__name__)


def _lenient(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
