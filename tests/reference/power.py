"""A file system for SQLite that remembers what was flushed, forgets the rest, or fails at a flush.

Writes go through to real files and into a journal. `after_power_loss` makes the files as they may be
when the power goes at any moment of it: what was flushed is there, what came after is there, missing,
out of order or torn.
"""

import contextlib
import random  # noqa: TID251 - seeded
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from audit.signing import FileKeys, Keys
from audit.store import sqlite
from audit.store.protocol import Store
from audit.store.sqlite import SqliteStore

SECTOR = 512


@dataclass
class Journal:
    """What was done to which file, in order.

    Args:
        steps: `(what, name, offset, data)`; a truncation has its length as offset, a flush neither.
        fail_at: the flush that fails, counted from 0; None for none.
        flushes: flushes so far.
    """

    steps: list[tuple[str, str, int, bytes]] = field(default_factory=list)
    fail_at: int | None = None
    flushes: int = 0


class _Vfs(apsw.VFS):
    def __init__(self, name: str, journal: Journal) -> None:
        self._journal = journal
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        return _File(name, flags, self._journal)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802 - SQLite's
        self._journal.steps.append(("delete", Path(name).name, 0, b""))
        super().xDelete(name, sync)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], journal: Journal) -> None:
        self._name = Path(name if isinstance(name, str) else name.filename()).name
        self._journal = journal
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._journal.steps.append(("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802 - SQLite's name
        self._journal.steps.append(("truncate", self._name, size, b""))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        journal = self._journal
        journal.flushes += 1
        if journal.fail_at is not None and journal.flushes > journal.fail_at:
            journal.fail_at = None
            raise apsw.IOError
        super().xSync(flags)
        journal.steps.append(("flush", self._name, 0, b""))


class _Cursor:
    """A cursor as the standard library has it."""

    def __init__(self, cursor: Any, changed: int) -> None:
        self._cursor = cursor
        self.rowcount = changed

    def fetchone(self) -> Any:
        return next(self._cursor, None)

    def fetchall(self) -> list[Any]:
        return list(self._cursor)

    def __iter__(self) -> Any:
        return iter(self._cursor)


class _Connection:
    """A connection as the standard library has it."""

    def __init__(self, path: Path, vfs: str) -> None:
        self._db = apsw.Connection(str(path), vfs=vfs)
        self._db.set_busy_timeout(1000)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> _Cursor:
        before = self._db.total_changes()
        cursor = self._db.execute(sql, values)
        return _Cursor(cursor, self._db.total_changes() - before)

    def executemany(self, sql: str, values: Sequence[Any]) -> None:
        self._db.executemany(sql, values)

    @property
    def in_transaction(self) -> bool:
        return bool(self._db.in_transaction)

    def close(self) -> None:
        with contextlib.suppress(apsw.Error):  # the standard library says nothing of it either
            self._db.close()


class Faulty:
    """A place whose store lies on this file system.

    Args:
        path: the store's file.
        journal: what happens to it.
        synchronous: SQLite's setting; anything but FULL shows that the test would notice.
    """

    def __init__(self, path: Path, journal: Journal, synchronous: str = "FULL") -> None:
        self._path = path
        self._name = f"faulty-{id(journal)}"
        self._vfs = _Vfs(self._name, journal)
        self._synchronous = synchronous

    def open(self, tenant: str) -> Store:
        db: Any = _Connection(self._path, self._name)
        sqlite._profile(db)
        sqlite._create(db)
        db.execute(f"PRAGMA synchronous={self._synchronous}")
        return SqliteStore(db)

    def mark(self) -> object:
        return self._path

    def keys(self, store: Store, tenant: str) -> Keys:
        return FileKeys(self._path.parent, tenant)

    def seen(self, tenant: str) -> None:
        return None

    def room(self) -> None:
        return None


def after_power_loss(journal: Journal, until: int, folder: Path, chance: random.Random) -> None:
    """Write the files as they may be when the power goes after the first `until` steps."""
    steps = journal.steps[:until]
    for name in {name for _, name, _, _ in steps if not name.endswith("-shm")}:
        own = [step for step in steps if step[1] == name]
        last = max((at for at, step in enumerate(own) if step[0] in ("flush", "delete")), default=-1)
        pending = own[last + 1 :]
        chance.shuffle(pending)
        kept = own[: last + 1] + [step for step in pending if chance.random() < 0.5]
        content = bytearray()
        gone = False
        for at, (what, _, offset, data) in enumerate(kept):
            gone = what == "delete"
            if gone:
                content.clear()
            elif what == "truncate":
                del content[offset:]
            elif what == "write":
                torn = at > last and chance.random() < 0.3
                written = data[: SECTOR * chance.randrange(len(data) // SECTOR + 1)] if torn else data
                content.extend(bytes(max(0, offset - len(content))))
                content[offset : offset + len(written)] = written
        if not gone:
            (folder / name).write_bytes(content)
