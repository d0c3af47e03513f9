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
from functools import partial
from pathlib import Path
from typing import Final

from audit.erasure import listed
from audit.errors import AuditError, AuditUnavailable, RecordError
from audit.events import Erasure, Flag, PolicyChange
from audit.indexkeys import IndexKeys
from audit.items import RID, Item, Receipt, pending
from audit.losses import Losses
from audit.record import Record
from audit.ring import Ring
from audit.spooler import Spooler
from audit.statements import refuse_unsigned
from audit.store.place import Embedded, Place
from audit.writer import Writer

SOON: Final = 64 * 1024 * 1024
"""Bytes of bodies that may wait in memory for nobody."""


class AuditLog:
    """Appends records of one tenant, durably and in order.

    Several processes may append to one store: the tree is read again within each transaction.

    Args:
        place: the store: a path for the embedded one.
        ring: whose officers can open what is recorded, or what gives it anew for each batch.
        index: keys of the blind index; without them records carry no tokens.
        spool: a file on this machine where flags are kept until the store takes them; they are durable there.
        keep_days: days after which bodies are erased; 0 where somebody else sees to that.
        clock: seconds since the epoch, UTC.
        timeout: seconds an append may wait.
        capacity: records that may wait in memory.
    """

    def __init__(
        self,
        place: Path | Place,
        ring: Ring | Callable[[], Ring],
        *,
        index: IndexKeys | None = None,
        spool: Path | None = None,
        keep_days: int = 0,
        clock: Callable[[], float] = time.time,
        timeout: float = 2.0,
        capacity: int = 4096,
    ) -> None:
        self._rings: Callable[[], Ring] = (lambda: ring) if isinstance(ring, Ring) else ring
        self._tenant = self._rings().tenant
        self._index = index
        self._clock = clock
        self._timeout = timeout
        self._capacity = capacity
        self._losses = Losses()
        self._soon = self._soon_bytes = 0
        self._lock = threading.Lock()
        self._threads: list[tuple[threading.Thread, queue.Queue[Item | None]]] = []
        self._closed = False
        where = Embedded(place) if isinstance(place, Path) else place
        self._queue: queue.Queue[Item | None] = queue.Queue(capacity)
        self._writer = Writer(where, self._tenant, self._rings, clock, self._queue, self._losses, keep_days)
        self._spooled: queue.Queue[Item | None] = queue.Queue(capacity)
        self._spooler = (
            None
            if spool is None
            else Spooler(
                spool,
                self._tenant,
                self._rings,
                clock,
                self._spooled,
                partial(_put, self._queue),
                self._losses,
            )
        )

    @property
    def ready(self) -> bool:
        """Whether store or spool was usable when last tried; starts their threads, so ask twice at start-up."""
        try:
            with self._lock:
                self._start()
        except AuditUnavailable:
            return False
        return self._writer.ready or (self._spooler is not None and self._spooler.ready)

    @property
    def started(self) -> bool:
        """Whether its threads run: nothing was asked of it before they do."""
        return bool(self._threads)

    @property
    def waiting(self) -> int:
        """Records that wait to be written, to the spool or to the store."""
        return self._queue.qsize() + self._spooled.qsize()

    @property
    def missing(self) -> int:
        """Records that were not kept and that the log does not tell of yet."""
        return self._losses.n

    def policy(self, digest: str, exceptions: Iterable[str] = (), passes: Iterable[str] = ()) -> None:
        """Say which policy is in force: the log records it before what is appended next, once.

        One that has routes passed unscreened is recorded without waiting for anything: it may be the only
        trace that they leave.

        Args:
            digest: SHA-256 of the resolved policy, hex.
            exceptions: SHA-256 of each signed exception in force with it.
            passes: the routes at which nothing is looked at, each `METHOD /path`.

        Raises:
            RecordError: not digests, or not routes.
        """
        change = PolicyChange(digest, "", tuple(sorted(set(exceptions))), tuple(sorted(set(passes))))
        self._writer.standing.policy = change

    async def append(self, record: Record) -> Receipt:
        """Append a record and wait until it is on disk: in the store, or of a flag in the spool.

        A caller that is cancelled, or told `AuditUnavailable` by the timeout, does not take its
        record back: the record may still become durable. None is dropped without an error.

        Raises:
            AuditUnavailable: the store failed, the queue is full, the time ran out, or the log is closed.
            RecordError: the record is of another tenant than the ring.
            RingError: no ring is in force.
            StatementError: an officer orders it who did not sign it, or may not.
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
        return self._wait(self._submit(record))

    def append_soon(self, record: Record) -> Receipt | None:
        """Take a record that is written when it can be, and wait for nothing.

        It waits in memory: what does not fit there, or is lost on its way, is counted, and the log tells of
        it in a `gap`. Only a tenant who agreed to that, on record, may have it so.

        Returns:
            the record's id in a receipt without a position; None if it was only counted.

        Raises:
            AuditUnavailable: the log is closed, or its thread is gone.
            RecordError: the record is of another tenant than the ring.
            RingError: no ring is in force.
        """
        self._check(record)
        item = Item(secrets.token_hex(RID), record, patient=True)
        with self._lock:
            full = self._soon >= self._capacity or self._soon_bytes + item.size > SOON
            if not full:
                self._soon, self._soon_bytes = self._soon + 1, self._soon_bytes + item.size
        if not full:
            item.done.add_done_callback(partial(self._arrived, item.size))
            try:
                self._queued(self._queue, item)
            except (queue.Full, AuditError) as error:
                item.done.set_exception(error)  # so that it takes no memory any more
                if not isinstance(error, queue.Full):
                    raise
            else:
                return pending(item.rid)
        self._losses.add("overflow", 1, int(self._clock()))
        return None

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
        return self._wait(self._submit(Record(self._tenant, event), tuple(sorted(set(rids)))))

    def announce(self) -> None:
        """Record the ring and the policy in force if the log names others, and block until it is done.

        Raises:
            AuditUnavailable: as for `append`.
        """
        item = Item("")
        try:
            self._queued(self._queue, item)
        except queue.Full:
            raise AuditUnavailable("queue full") from None
        self._wait(item.done)

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
            threads, self._threads = self._threads, []
        for thread, source in threads:  # the spooler first: it still hands over
            if thread.is_alive():  # nobody takes anything from the queue of one that a fork left behind
                source.put(None)
                thread.join()

    def _submit(self, record: Record, rids: tuple[str, ...] = ()) -> Future[Receipt]:
        self._check(record)
        item = Item(secrets.token_hex(RID), record, rids)
        flagged = isinstance(record.event, Flag) and self._spooler is not None
        try:
            self._queued(self._spooled if flagged else self._queue, item)
        except queue.Full:
            raise AuditUnavailable("queue full") from None
        return item.done

    def _check(self, record: Record) -> None:
        if record.tenant != self._tenant:
            raise RecordError("tenant: not that of the key ring")
        refuse_unsigned(record.event, record.tenant, self._rings())

    def _queued(self, source: queue.Queue[Item | None], item: Item) -> None:
        # INVARIANT: nothing is queued after `close` has queued its end mark, so no waiter is left over.
        with self._lock:
            if self._closed:
                raise AuditUnavailable("closed")
            self._start()
            source.put_nowait(item)

    def _wait(self, done: Future[Receipt]) -> Receipt:
        try:
            return done.result(self._timeout)
        except TimeoutError:
            raise AuditUnavailable("timed out") from None

    def _arrived(self, size: int, _: Future[Receipt]) -> None:
        with self._lock:
            self._soon, self._soon_bytes = self._soon - 1, self._soon_bytes - size

    def _start(self) -> None:
        """Start the threads on first use, not at construction: a server may fork in between.

        Raises:
            AuditUnavailable: one cannot be started, or is gone.
        """
        if self._closed:
            return
        runs = [(self._writer.run, "audit-writer", self._queue)]
        if self._spooler is not None:
            runs.insert(0, (self._spooler.run, "audit-spooler", self._spooled))
        if not all(thread.is_alive() for thread, _ in self._threads):
            raise AuditUnavailable(
                "its thread is gone, as after a fork: every process needs a log of its own"
            )
        for run, name, source in runs[len(self._threads) :]:
            # Daemons, so that a log nobody closed cannot keep a process alive; SQLite undoes a cut batch.
            thread = threading.Thread(target=run, name=name, daemon=True)
            try:
                thread.start()
            except RuntimeError:
                raise AuditUnavailable("no thread can be started: the machine has too many") from None
            self._threads.append((thread, source))


def _put(source: queue.Queue[Item | None], item: Item) -> None:
    """Queue an item, or fail it: whoever hands it over looks at its receipt."""
    try:
        source.put_nowait(item)
    except queue.Full:
        item.done.set_exception(AuditUnavailable("queue full"))


def _settle(waiter: asyncio.Future[Receipt], done: Future[Receipt]) -> None:
    if waiter.done():
        return
    error = done.exception()
    if error is None:
        waiter.set_result(done.result())
    else:
        waiter.set_exception(error)
