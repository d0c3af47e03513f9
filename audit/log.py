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
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audit.erasure import holds, listed, refuse_held
from audit.errors import AuditError, AuditUnavailable, IntegrityError, RecordError, StoreError
from audit.events import KIND_CODE, Erasure, Kind, RingChange, Rotation
from audit.index import NONCE, commit
from audit.indexkeys import IndexKeys
from audit.merkle import Frontier, leaf, leaf_hash
from audit.note import Signer
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.seal import seal
from audit.signing import Keys, signed
from audit.store.place import Embedded, Place
from audit.store.protocol import Store
from audit.store.rows import Head, New, Row

BATCH: Final = 256
"""Records in one commit at most."""
GATHER_S: Final = 0.002
"""Seconds of collecting queued records for one commit at most; an empty queue is never waited on."""
RETRY_S: Final = 1.0
"""Seconds between attempts to open a store while nothing is appended."""
ROTATE_S: Final = 3600
"""Seconds after which the next batch is signed with a new key."""
SETTLE_TRIES: Final = 4
SETTLE_S: Final = 0.05
"""Seconds between attempts to empty the write-ahead log after an erasure."""
_RID: Final = 16


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof for the caller that a record is durable, and of the tree it became part of.

    Args:
        rid: the record's id.
        seq: its position, from 0.
        size: leaves in the tree after its commit.
        root: the tree's head then, hex. Whoever keeps it can tell if the log is ever cut or changed.
        note: the signed checkpoint of that tree.
        settled: whether what an erasure deleted has left the store's files as well.
    """

    rid: str
    seq: int
    size: int
    root: str
    note: str
    settled: bool = True


@dataclass(frozen=True, slots=True)
class _Item:
    record: Record
    rids: tuple[str, ...] = ()
    done: Future[Receipt] = field(default_factory=Future)


class AuditLog:
    """Appends records of one tenant, durably and in order.

    Several processes may append to one store: the tree is read again within each transaction.

    Args:
        place: the store: a path for the embedded one.
        ring: whose officers can open what is recorded.
        index: keys of the blind index; without them records carry no tokens.
        clock: seconds since the epoch, UTC.
        timeout: seconds an append may wait.
        capacity: records that may wait in memory.
    """

    def __init__(
        self,
        place: Path | Place,
        ring: Ring,
        *,
        index: IndexKeys | None = None,
        clock: Callable[[], float] = time.time,
        timeout: float = 2.0,
        capacity: int = 4096,
    ) -> None:
        self._ring = ring
        self._index = index
        self._clock = clock
        self._timeout = timeout
        self._queue: queue.Queue[_Item | None] = queue.Queue(capacity)
        where = Embedded(place) if isinstance(place, Path) else place
        self._writer = _Writer(where, ring, clock, self._queue)
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

    def erase_sync(self, event: Erasure, rids: Sequence[str]) -> Receipt:
        """Delete what can be erased of records, durably and on record, and block until it is done.

        Args:
            event: what the log is to say.
            rids: whose bodies, shares and tokens go; those that `event` lists.

        Raises:
            AuditUnavailable: as for `append`; also if a hold keeps one of them, or there is none such.
            RecordError: the event does not list these records.
        """
        if event.rids != listed(rids) or event.n != len(set(rids)):
            raise RecordError("rids: not those that the event lists")
        try:
            return self._submit(Record(self._ring.tenant, event), tuple(sorted(set(rids)))).result(
                self._timeout
            )
        except TimeoutError:
            raise AuditUnavailable("timed out") from None

    def tokens(self, found: Iterable[tuple[str, str]]) -> tuple[bytes, ...]:
        """Return today's tokens of the blind index for entities and their values, to be recorded with them.

        Raises:
            StoreError: today's key could not be put in the place of yesterday's.
        """
        return self._index.tokens(found, self._clock()) if self._index is not None else ()

    def close(self) -> None:
        """Write what is queued, then stop; a second call does nothing."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _submit(self, record: Record, rids: tuple[str, ...] = ()) -> Future[Receipt]:
        if record.tenant != self._ring.tenant:
            raise RecordError("tenant: not that of the key ring")
        item = _Item(record, rids)
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
        place, ring, clock: as for `AuditLog`.
        source: items to write; None ends the thread.
    """

    def __init__(
        self, place: Place, ring: Ring, clock: Callable[[], float], source: queue.Queue[_Item | None]
    ) -> None:
        self.ready = False
        self._place = place
        self._ring = ring
        self._clock = clock
        self._queue = source
        self._store: Store | None = None
        self._mark: object = None
        self._size = 0
        self._keys: Keys | None = None
        self._rotation: tuple[Rotation, int] | None = None
        self._signer: Signer | None = None

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
        """Write a batch; an erasure is one by itself, so that its refusal is nobody else's."""
        plain = [item for item in batch if not item.rids]
        for part in ([plain] if plain else []) + [[item] for item in batch if item.rids]:
            self._write_part(part)

    def _write_part(self, batch: Sequence[_Item]) -> None:
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

    def _commit(self, store: Store, batch: Sequence[_Item]) -> list[Receipt]:
        """Seal and store a batch; durable when it returns."""
        placed: list[tuple[str, int]] = []
        tenant = self._ring.tenant
        with store.transaction():
            tree = self._grown(store.head(tenant).tree)
            known = self._rotation is not None and tree.size == self._size
            turned, signer = self._turned(store, known)
            changed = [] if known else self._changed(store)
            items = [*map(_Item, [*turned, *changed]), *batch]
            for item in items:
                new = self._new(item.record, tree.size)
                store.add(new)
                if item.rids:
                    self._erase(store, item.rids, new.row)
                placed.append((new.row.rid, tree.size))
                tree = tree.append(leaf_hash(new.row.leaf))
            head = Head(tree, signed(tree, signer))
            store.set_head(tenant, head)
        self._size = tree.size
        settled = not any(item.rids for item in batch) or _settled(store)
        if turned:
            self._kept().settle(signer.verifier.public)
            self._rotation, self._signer = None, None  # read again from what is durable now
        root = tree.root().hex()
        return [
            Receipt(rid, seq, tree.size, root, head.note, settled)
            for rid, seq in placed[len(placed) - len(batch) :]
        ]

    def _erase(self, store: Store, rids: Sequence[str], event: Row) -> None:
        """Delete what can be erased of records, unless a hold keeps one of them or there is none such."""
        rows = [row for rid in rids if (row := store.by_rid(rid)) is not None and row.tenant == event.tenant]
        if len(rows) != len(rids):
            raise StoreError("rids: there is no such record")
        if not all(store.left(rid) for rid in rids):
            raise StoreError("rids: of one of them nothing is left to erase")
        refuse_held(rows, holds(store, event.tenant, event.ts))
        store.erase(rids, event.rid)

    def _new(self, record: Record, seq: int) -> New:
        rid, ts = secrets.token_hex(_RID), int(self._clock())
        sealed = seal(record, self._ring, seq=seq, rid=rid, ts=ts)
        nonce = secrets.token_bytes(NONCE) if record.tokens else b""
        committed = commit(nonce, record.tokens) if record.tokens else b""
        kind = record.event.kind
        made = leaf(KIND_CODE[kind], bytes.fromhex(rid), sealed.header, sealed.sealed, committed)
        row = Row(record.tenant, seq, rid, str(kind), ts, sealed.header, made)
        return New(row, sealed.sealed, sealed.share, nonce, record.tokens)

    def _turned(self, store: Store, known: bool) -> tuple[list[Record], Signer]:
        """Return the key to sign with, and the record that names it where that is a new one.

        Args:
            store: the log's.
            known: whether nobody else has written since the key in force was read.
        """
        if not known:
            self._rotation, self._signer = self._in_force(store)
        tenant, old = self._ring.tenant, self._rotation
        # A key of the future is replaced too: after a clock that was ahead it would stay until then.
        if old is not None and self._signer is not None and 0 <= int(self._clock()) - old[1] < ROTATE_S:
            return [], self._signer
        signer = self._kept().prepare()
        key = signer.verifier.public.hex()
        if old is None or self._signer is None:
            return [Record(tenant, Rotation(key, 0))], signer
        number = old[0].number + 1
        unsigned = Rotation(key, number, "00" * 64)
        event = Rotation(key, number, self._signer.sign(unsigned.statement(tenant)).hex())
        return [Record(tenant, event)], signer

    def _kept(self) -> Keys:
        if self._keys is None:
            raise StoreError("store: not open")
        return self._keys

    def _changed(self, store: Store) -> list[Record]:
        """Return the record that says that this ring is in force, unless it is the last one that the log names.

        Raises:
            IntegrityError: the log names another of this version or a later one.
        """
        ring, row = self._ring, store.last(self._ring.tenant, Kind.RING)
        if row is None:
            return [Record(ring.tenant, RingChange(ring.version))]
        last = parse_header(row.hdr)
        if not isinstance(last.event, RingChange):
            raise IntegrityError("rec: the last ring is not one")
        if last.ring == ring.digest:
            return []
        if last.event.version >= ring.version:
            raise IntegrityError(
                f"ring: of version {ring.version}, and the log has another of version {last.event.version}: "
                "restart with the new ring, or let admins sign one of a higher version"
            )
        return [Record(ring.tenant, RingChange(ring.version, last.ring))]

    def _in_force(self, store: Store) -> tuple[tuple[Rotation, int] | None, Signer | None]:
        """Return the last rotation in the store with its time, and the key that it names."""
        row = store.last(self._ring.tenant, Kind.ROTATE)
        if row is None:
            return None, None
        event = parse_header(row.hdr).event
        if not isinstance(event, Rotation):
            raise IntegrityError("rec: the last rotation is not one")
        return (event, row.ts), self._kept().settle(bytes.fromhex(event.key))

    def _opened(self) -> Store:
        """Return the store, opened and checked anew after an error or when it was exchanged."""
        if self._store is not None and self._mark != self._place.mark():
            self._drop()  # else we would go on writing to a file that nobody can find
        if self._store is None:
            store = self._place.open(self._ring.tenant)
            try:
                with store.transaction():  # head and last record of one moment, whoever else writes
                    self._grown(store.checked_tail(self._ring.tenant).tree)
                    self._changed(store)
            except BaseException:
                store.close()
                raise
            self._keys = self._place.keys(store, self._ring.tenant)
            self._store, self._mark, self.ready = store, self._place.mark(), True
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
        self._rotation, self._signer = None, None
        store, self._store = self._store, None
        if store is not None:
            store.close()


def _settled(store: Store) -> bool:
    """Try to make deleted content leave the store's files; a reader may be in the way for a while."""
    for _ in range(SETTLE_TRIES):
        try:
            store.settle()
        except StoreError:
            time.sleep(SETTLE_S)
        else:
            return True
    return False
