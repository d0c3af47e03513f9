"""The log of one tenant: many callers, one writer thread, group commit.

A caller waits until its record is on disk. Whatever goes wrong before that is `AuditUnavailable`,
and what was flagged must not leave. The store is opened by the writer, and opened again after any
error, so the log recovers when its disk does.
"""

import asyncio
import contextlib
import queue
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audit.errors import AuditError, AuditUnavailable, IntegrityError, RecordError
from audit.merkle import Frontier, leaf_hash
from audit.record import Record
from audit.ring import Ring
from audit.seal import Sealed, seal
from audit.store.sqlite import Row, SqliteStore, leaf_of

BATCH: Final = 256
"""Records in one commit at most."""
GATHER_S: Final = 0.002
"""Seconds of collecting queued records for one commit at most; an empty queue is never waited on."""
RETRY_S: Final = 1.0
"""Seconds between attempts to open a store while nothing is appended."""
_RID: Final = 16


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof for the caller that a record is durable, and of the tree it became part of.

    Args:
        rid: the record's id.
        seq: its position, from 0.
        size: leaves in the tree after its commit.
        root: the tree's head then, hex. Whoever keeps it can tell if the log is ever cut or changed.
    """

    rid: str
    seq: int
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class _Item:
    record: Record
    done: Future[Receipt] = field(default_factory=Future)


class AuditLog:
    """Appends records of one tenant, durably and in order.

    Several processes may append to one store: the tree is read again within each transaction.

    Args:
        path: the store's file; its directory must exist by the time of the first append.
        ring: whose officers can open what is recorded.
        clock: seconds since the epoch, UTC.
        timeout: seconds an append may wait.
        capacity: records that may wait in memory.
    """

    def __init__(
        self,
        path: Path,
        ring: Ring,
        *,
        clock: Callable[[], float] = time.time,
        timeout: float = 2.0,
        capacity: int = 4096,
    ) -> None:
        self._ring = ring
        self._timeout = timeout
        self._queue: queue.Queue[_Item | None] = queue.Queue(capacity)
        self._writer = _Writer(path, ring, clock, self._queue)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def ready(self) -> bool:
        """Whether the store was usable when last tried; starts the writer, so ask twice at start-up."""
        with self._lock:
            self._start()
        return self._writer.ready

    async def append(self, record: Record) -> Receipt:
        """Append a record and wait until it is on disk.

        A caller that is cancelled, or told `AuditUnavailable` by the timeout, does not take its
        record back: the record may still become durable. None is dropped without an error.

        Raises:
            AuditUnavailable: the store failed, the queue is full, the time ran out, or the log is closed.
            RecordError: the record is of another tenant than the ring.
        """
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Receipt] = loop.create_future()

        def wake(done: Future[Receipt]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, waiter, done)

        self._submit(record).add_done_callback(wake)
        try:
            async with asyncio.timeout(self._timeout):
                return await waiter
        except TimeoutError:
            raise AuditUnavailable("timed out") from None

    def append_sync(self, record: Record) -> Receipt:
        """Append a record and block until it is on disk; `append` for callers without an event loop.

        Raises:
            AuditUnavailable: as for `append`.
            RecordError: as for `append`.
        """
        try:
            return self._submit(record).result(self._timeout)
        except TimeoutError:
            raise AuditUnavailable("timed out") from None

    def close(self) -> None:
        """Write what is queued, then stop; a second call does nothing."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _submit(self, record: Record) -> Future[Receipt]:
        if record.tenant != self._ring.tenant:
            raise RecordError("tenant: not that of the key ring")
        item = _Item(record)
        # INVARIANT: nothing is queued after `close` has queued its end mark, so no waiter is left over.
        with self._lock:
            if self._closed:
                raise AuditUnavailable("closed")
            self._start()
            try:
                self._queue.put_nowait(item)
            except queue.Full:
                raise AuditUnavailable("queue full") from None
        return item.done

    def _start(self) -> None:
        """Start the writer on first use, not at construction: a server may fork in between."""
        if self._thread is None and not self._closed:
            # A daemon, so that a log nobody closed cannot keep a process alive; SQLite undoes a cut batch.
            self._thread = threading.Thread(target=self._writer.run, name="audit-writer", daemon=True)
            self._thread.start()


def _settle(waiter: asyncio.Future[Receipt], done: Future[Receipt]) -> None:
    if waiter.done():
        return
    error = done.exception()
    if error is None:
        waiter.set_result(done.result())
    else:
        waiter.set_exception(error)


class _Writer:
    """The writer thread: the only user of the store's connection.

    Args:
        path, ring, clock: as for `AuditLog`.
        source: items to write; None ends the thread.
    """

    def __init__(
        self, path: Path, ring: Ring, clock: Callable[[], float], source: queue.Queue[_Item | None]
    ) -> None:
        self.ready = False
        self._path = path
        self._ring = ring
        self._clock = clock
        self._queue = source
        self._store: SqliteStore | None = None
        self._inode = (0, 0)
        self._size = 0

    def run(self) -> None:
        """Write batches until the end mark."""
        self._probe()
        while True:
            try:
                # With the store down, look again now and then: readiness must return without traffic.
                first = self._queue.get(timeout=None if self.ready else RETRY_S)
            except queue.Empty:
                self._probe()
                continue
            batch, ended = self._gather(first)
            if batch:
                self._write(batch)
            if ended:
                self._drop()
                return

    def _gather(self, item: _Item | None) -> tuple[list[_Item], bool]:
        """Take what is queued already: while one batch is flushed, the next one collects by itself."""
        batch: list[_Item] = []
        until = time.monotonic() + GATHER_S
        while item is not None:
            batch.append(item)
            if len(batch) == BATCH or time.monotonic() > until:
                return batch, False
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _write(self, batch: Sequence[_Item]) -> None:
        try:
            receipts = self._commit(self._opened(), batch)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was promised: fail closed, go on
            self._drop()
            # Only our own messages are known to hold no text; of any other error, the name.
            reason = str(error) if isinstance(error, AuditError) else f"store failed: {type(error).__name__}"
            for item in batch:
                item.done.set_exception(AuditUnavailable(reason))
            return
        for item, receipt in zip(batch, receipts, strict=True):
            item.done.set_result(receipt)

    def _commit(self, store: SqliteStore, batch: Sequence[_Item]) -> list[Receipt]:
        """Seal and store a batch; durable when it returns."""
        placed: list[tuple[str, int]] = []
        tenant = self._ring.tenant
        with store.transaction():
            tree = self._grown(store.frontier(tenant))
            for item in batch:
                rid, ts = secrets.token_hex(_RID), int(self._clock())
                sealed = seal(item.record, self._ring, seq=tree.size, rid=rid, ts=ts)
                row = _row(item.record, tree.size, rid, ts, sealed)
                store.add(row, sealed.share)
                placed.append((rid, tree.size))
                tree = tree.append(leaf_hash(row.leaf))
            store.set_head(tenant, tree)
        self._size = tree.size
        root = tree.root().hex()
        return [Receipt(rid, seq, tree.size, root) for rid, seq in placed]

    def _opened(self) -> SqliteStore:
        """Return the store, opened and checked anew after an error or when its file was exchanged."""
        if self._store is not None and self._inode != _inode(self._path):
            self._drop()  # else we would go on writing to a file that nobody can find
        if self._store is None:
            store = SqliteStore.write(self._path)
            try:
                self._grown(store.checked_tail(self._ring.tenant))
            except BaseException:
                store.close()
                raise
            self._store, self._inode, self.ready = store, _inode(self._path), True
        return self._store

    def _grown(self, tree: Frontier) -> Frontier:
        if tree.size < self._size:
            raise IntegrityError("store: older than what this process wrote to it")
        return tree

    def _probe(self) -> None:
        try:
            self._opened()
        except Exception:  # noqa: BLE001 - the answer is `ready`; each append reports its own failure
            self._drop()

    def _drop(self) -> None:
        self.ready = False
        store, self._store = self._store, None
        if store is not None:
            store.close()


def _row(record: Record, seq: int, rid: str, ts: int, sealed: Sealed) -> Row:
    row = Row(record.tenant, seq, rid, str(record.kind), ts, sealed.header, sealed.sealed, b"")
    return Row(row.tenant, seq, rid, row.kind, ts, row.hdr, row.sealed, leaf_of(row))


def _inode(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino
