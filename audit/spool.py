"""The spool: sealed records on the gateway's own disk, on their way to a store that may be away.

A record is acknowledged once it is flushed here. It is sealed already, for nobody on the way may read it,
and gets its position when the store takes it; `audit.record` says how its seal differs.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from audit.disk import refuse_volatile
from audit.errors import StoreError
from audit.files import PRIVATE_FILE, write_whole

QUOTA: Final = 256 * 1024 * 1024
"""Bytes of sealed records at most."""
OLDEST_S: Final = 3600
"""Seconds that a record may wait at most before new ones are made to wait for the store again."""
_COLUMNS: Final = "rid, ts, hdr, sealed, e, nonce, tokens"
_TABLES: Final = ("waiting", "refused")
_SCHEMA: Final = tuple(
    f"""CREATE TABLE IF NOT EXISTS {table}(
  n INTEGER PRIMARY KEY, rid TEXT NOT NULL UNIQUE, ts INTEGER NOT NULL, hdr BLOB NOT NULL,
  sealed BLOB NOT NULL, e BLOB NOT NULL, nonce BLOB NOT NULL, tokens BLOB NOT NULL) STRICT"""
    for table in _TABLES
)
_FOUND: Final = "SELECT name FROM sqlite_schema WHERE type = 'table'"
_TOKEN: Final = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record without a position.

    Args:
        rid: its id.
        ts: UTC seconds at which it was sealed.
        hdr: canonical header under position 0.
        sealed: sealed body; empty for a header-only record.
        share: erasure share; empty without a body.
        nonce: of the index commitment; empty without tokens.
        tokens: of the blind index.
    """

    rid: str
    ts: int
    hdr: bytes = field(repr=False)
    sealed: bytes = field(default=b"", repr=False)
    share: bytes = field(default=b"", repr=False)
    nonce: bytes = field(default=b"", repr=False)
    tokens: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return (
            len(self.hdr) + len(self.sealed) + len(self.share) + len(self.nonce) + _TOKEN * len(self.tokens)
        )


class Spool:
    """A SQLite file of waiting records, oldest first; for one thread of one process.

    Args:
        db: an open connection, already set up.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.bytes = int(
            db.execute(
                "SELECT COALESCE(SUM(length(hdr) + length(sealed) + length(e) + length(nonce) + length(tokens)), 0)"
                " FROM waiting"
            ).fetchone()[0]
        )

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a spool; make the file, mode 0600, when absent.

        Raises:
            StoreError: it cannot be used, another process does, it is something else than a spool, or it is
                where nothing is durable.
        """
        refuse_volatile(path)
        try:
            if not path.exists():
                with suppress(FileExistsError):
                    write_whole(path, b"", replace=False)
            path.chmod(PRIVATE_FILE)
            db = sqlite3.connect(path, timeout=0, isolation_level=None)
        except (OSError, sqlite3.Error):
            raise StoreError(f"{path}: cannot be opened for writing") from None
        try:
            db.execute("PRAGMA locking_mode=EXCLUSIVE")  # two gateways on one spool would forward twice
            if {name for (name,) in db.execute(_FOUND)} - set(_TABLES):
                raise StoreError(f"{path}: not a spool: choose a file of its own")  # noqa: TRY301 - closed below
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA secure_delete=ON")
            db.execute("BEGIN IMMEDIATE")
            for table in _SCHEMA:
                db.execute(table)
            db.execute("COMMIT")
            return cls(db)
        except StoreError:
            db.close()
            raise
        except (sqlite3.Error, UnicodeError) as error:  # SQLite's messages quote the file
            db.close()
            name = getattr(error, "sqlite_errorname", type(error).__name__)
            raise StoreError(f"{path}: cannot be used as a spool: {name}") from None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(self, waiting: Sequence[Waiting]) -> None:
        """Keep records; durable when it returns.

        Raises:
            sqlite3.Error: they were not kept; the spool must be opened anew.
        """
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT INTO waiting(rid, ts, hdr, sealed, e, nonce, tokens) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(w.rid, w.ts, w.hdr, w.sealed, w.share, w.nonce, b"".join(w.tokens)) for w in waiting],
        )
        self._db.execute("COMMIT")
        self.bytes += sum(each.size for each in waiting)

    def oldest(self, limit: int) -> list[Waiting]:
        """Return the oldest records, at most `limit`."""
        rows = self._db.execute(
            "SELECT rid, ts, hdr, sealed, e, nonce, tokens FROM waiting ORDER BY n LIMIT ?", (limit,)
        )
        return [
            Waiting(rid, ts, hdr, sealed, e, nonce, _split(tokens))
            for rid, ts, hdr, sealed, e, nonce, tokens in rows
        ]

    def drop(self, waiting: Sequence[Waiting]) -> None:
        """Forget records that the store has.

        Raises:
            sqlite3.Error: they are still there; the spool must be opened anew.
        """
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("DELETE FROM waiting WHERE rid = ?", [(each.rid,) for each in waiting])
        self._db.execute("COMMIT")
        self.bytes -= sum(each.size for each in waiting)
        # The store has the share now, and may be told to erase it: no copy stays in the write-ahead log here.
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def refuse(self, waiting: Sequence[Waiting]) -> None:
        """Set records aside that no store will ever take, so that those behind them are not held up.

        They stay in the file, in the table `refused`, for whoever looks into what happened.

        Raises:
            sqlite3.Error: they are still where they were; the spool must be opened anew.
        """
        rids = [(each.rid,) for each in waiting]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            f"INSERT OR REPLACE INTO refused({_COLUMNS}) SELECT {_COLUMNS} FROM waiting WHERE rid = ?",  # noqa: S608 - our own column list
            rids,
        )
        self._db.executemany("DELETE FROM waiting WHERE rid = ?", rids)
        self._db.execute("COMMIT")
        self.bytes -= sum(each.size for each in waiting)

    def since(self) -> int | None:
        """Return the second at which the oldest record was sealed, None if there is none."""
        row = self._db.execute("SELECT ts FROM waiting ORDER BY n LIMIT 1").fetchone()
        return None if row is None else int(row[0])


def _split(tokens: bytes) -> tuple[bytes, ...]:
    return tuple(tokens[at : at + _TOKEN] for at in range(0, len(tokens), _TOKEN))
