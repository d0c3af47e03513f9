"""The writer of one tenant's log: one thread, group commit, the only user of the store's connection.

Whatever goes wrong before a commit is durable, nothing of it was promised: everybody who waits is told so,
the connection is thrown away, and the next batch opens the store anew and looks at what it holds.
"""

import queue
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final

from audit.batches import BATCH, gathered
from audit.entry import added, entry, placed
from audit.erasure import refuse_contradiction, refuse_unerasable
from audit.errors import AuditError, AuditUnavailable, IntegrityError, RecordError, StoreError
from audit.events import Hold, Kind
from audit.items import RID, Item, Receipt, pending
from audit.losses import Losses
from audit.merkle import Frontier
from audit.ring import Ring
from audit.signing import Keys, signed
from audit.standing import Standing
from audit.statements import refuse_unsigned
from audit.store.place import Place
from audit.store.protocol import Store
from audit.store.rows import Head
from audit.upkeep import Upkeep

RETRY_S: Final = 1.0
"""Seconds between looks at the store while nothing is appended."""
BUDGET_S: Final = 0.25
"""Seconds of trying to open a store before those who wait for it are told that it is away."""
PAUSE_S: Final = 0.025
SETTLE_TRIES: Final = 4
SETTLE_S: Final = 0.05
"""Seconds between attempts to empty the write-ahead log after an erasure."""


class Writer:
    """Writes batches of items until the end mark.

    Args:
        place: the store.
        tenant: whose log it is.
        rings: gives the ring in force.
        clock: seconds since the epoch, UTC.
        source: items to write; None ends the thread.
        losses: counts what was not kept.
        keep_days: days after which bodies are erased; 0 for never.
    """

    def __init__(
        self,
        place: Place,
        tenant: str,
        rings: Callable[[], Ring],
        clock: Callable[[], float],
        source: queue.Queue[Item | None],
        losses: Losses,
        keep_days: int,
    ) -> None:
        self.ready = False
        self.standing = Standing(tenant, clock, losses)
        self._place = place
        self._upkeep = Upkeep(place, tenant, keep_days, clock)
        self._tenant = tenant
        self._rings = rings
        self._clock = clock
        self._queue = source
        self._losses = losses
        self._store: Store | None = None
        self._keys: Keys | None = None
        self._mark: object = None
        self._size = 0
        self._patient: list[Item] = []

    def run(self) -> None:
        """Write batches until the end mark."""
        self._probe()
        ended = False
        while not ended:
            try:
                first = self._queue.get(timeout=self._patience())
            except queue.Empty:
                self._probe()
                if self.ready and (self._patient or self._losses.n or self.standing.urgent):
                    self._write([Item("")])  # what waits, and a gap or a policy even if nothing does
            else:
                batch, ended = gathered(self._queue, first)
                self._write(batch)
                self._upkeep.keep()
            self._expire()
        self._finish()
        self._upkeep.keep(last=True)
        self._drop()

    def _patience(self) -> float:
        """Return the seconds to wait for an item; readiness and losses of other threads are seen without traffic."""
        if self.ready and self._patient:
            return 0.0
        if not self.ready or self._losses.n:
            return RETRY_S
        return min(max(self._upkeep.wait(), 0.0), RETRY_S)

    def _expire(self) -> None:
        """Erase a part of what is kept long enough; a store that is away is asked another time."""
        if self._store is None or self._upkeep.wait() > 0:
            return
        try:
            item = self._upkeep.expired(self._store)
        except Exception:  # noqa: BLE001 - nothing was changed; the store is opened anew
            self._upkeep.postpone()
            self._drop()
            self._probe()  # if it was not the store that failed, readiness need not tell of it
            return
        if item is not None and not self._write_part([item]):
            self._upkeep.postpone()

    def _write(self, batch: Sequence[Item]) -> None:
        """Write a batch, and the oldest of what waits in memory: nobody who waits is behind more than that.

        What may be refused for what it says is a batch by itself: no other goes down with it.
        """
        self._patient += [item for item in batch if item.patient]
        waited, self._patient = self._patient[:BATCH], self._patient[BATCH:]
        if plain := [*waited, *(item for item in batch if not (item.alone or item.patient))]:
            self._write_part(plain)
        for item in batch:
            if item.alone:
                self._write_part([item])

    def _write_part(self, batch: Sequence[Item]) -> bool:
        try:
            store = self._usable(erasing=any(item.rids for item in batch))
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing was promised: fail closed, go on
            self._patient = [*(item for item in batch if item.patient), *self._patient]
            _fail([item for item in batch if not item.patient], error)
            return False
        try:
            receipts = self._commit(store, batch)
        except Exception as error:  # noqa: BLE001 - as above
            self._drop()
            _fail(batch, error)
            if lost := sum(item.patient for item in batch):
                self._losses.add("lost", lost, int(self._clock()))
            return False
        for item, receipt in zip(batch, receipts, strict=True):
            if isinstance(receipt, RecordError):
                _fail([item], receipt)
            else:
                item.done.set_result(receipt)
        return True

    def _commit(self, store: Store, batch: Sequence[Item]) -> list[Receipt | RecordError]:
        """Seal and store a batch, durable when it returns; what a spool kept and is no record is left out."""
        keys, ring, now = self._kept(), self._rings(), int(self._clock())
        with store.transaction():
            head = store.head(self._tenant)
            tree = self._grown(head.tree)
            known = 0 < tree.size == self._size
            first, signer = self.standing.first(store, keys, ring, known=known)
            for record in first:
                tree = added(store, tree, entry(record, ring, tree.size, secrets.token_hex(RID), now))
            seqs = []
            for item in batch:
                seq, tree = self._append(store, tree, item, ring, now)
                seqs.append(seq)
            if tree.size > head.tree.size:
                head = Head(tree, signed(tree, signer))
                store.set_head(self._tenant, head)
        self._size = tree.size
        self._upkeep.wrote(head)
        self.standing.settle(first, ring)
        if any(record.event.kind is Kind.ROTATE for record in first):
            keys.settle(signer.verifier.public)
        settled = not any(item.rids for item in batch) or _settled(store)
        root = tree.root().hex()
        made: list[Receipt | RecordError] = []
        for item, seq in zip(batch, seqs, strict=True):
            if isinstance(seq, RecordError):
                made.append(seq)
            elif seq is None:
                made.append(pending(item.rid))
            else:
                made.append(Receipt(item.rid, seq, tree.size, root, head.note, settled))
        return made

    def _append(
        self, store: Store, tree: Frontier, item: Item, ring: Ring, now: int
    ) -> tuple[int | RecordError | None, Frontier]:
        """Add an item's record, and return its position, None if it has none, or why it gets none."""
        if item.waiting is not None:
            # The spool forgets a record after its commit: cut off in between, it offers it again.
            row = store.by_rid(item.rid)
            if row is not None:
                return row.seq, tree
            try:
                new = placed(item.waiting, self._tenant, tree.size)
            except RecordError as error:
                return error, tree  # the others of its batch have nothing to do with it
            return tree.size, added(store, tree, new)
        if item.record is None:
            return None, tree
        event = item.record.event
        refuse_unsigned(
            event, self._tenant, ring
        )  # again: another ring may be in force than when it was queued
        if isinstance(event, Hold):
            refuse_contradiction(store, self._tenant, event, now)
        new = entry(item.record, ring, tree.size, item.rid, now)
        grown = added(store, tree, new)
        if item.rids:
            refuse_unerasable(store, self._tenant, item.rids, new.row.ts)
            store.erase(item.rids, new.row.rid)
        return tree.size, grown

    def _kept(self) -> Keys:
        if self._keys is None:
            raise StoreError("store: not open")
        return self._keys

    def _usable(self, budget: float = BUDGET_S, *, erasing: bool = False) -> Store:
        """Return the store, open and with room to write.

        Args:
            budget: as for `_opened`.
            erasing: whether it is to be erased from, which makes room. For that a full one stays open.
        """
        store = self._opened(budget)
        if not erasing:
            try:
                self._upkeep.refuse_full()
            except BaseException:
                self.ready = False
                raise
            self.ready = True
        return store

    def _opened(self, budget: float) -> Store:
        """Return the store, opened and checked anew after an error or when it was exchanged.

        Args:
            budget: seconds of trying again while it cannot be opened; nothing is written yet.
        """
        until = time.monotonic() + budget
        while True:
            try:
                return self._open()
            except Exception as error:
                self._drop()
                if not isinstance(error, StoreError | OSError) or time.monotonic() > until:
                    raise
                time.sleep(PAUSE_S)

    def _open(self) -> Store:
        if self._store is not None and self._mark != self._place.mark():
            self._drop()  # else we would go on writing to a file that nobody can find
        if self._store is None:
            store = self._place.open(self._tenant)
            try:
                with store.transaction():  # head and last record of one moment, whoever else writes
                    self._grown(store.checked_tail(self._tenant).tree)
                    self.standing.ring_change(store, self._rings())
                self._upkeep.check(store)
                self._keys, self._mark = self._place.keys(store, self._tenant), self._place.mark()
            except BaseException:
                store.close()
                raise
            self._store = store
        return self._store

    def _grown(self, tree: Frontier) -> Frontier:
        if tree.size < self._size:
            raise IntegrityError("store: older than what this process wrote to it")
        return tree

    def _probe(self) -> None:
        with suppress(Exception):  # the answer is `ready`; each append reports its own failure
            self._usable(0)

    def _finish(self) -> None:
        """Write what waits in memory and what is missing; count what is gone, as the log ends."""
        while self._patient or self._losses.n or self.standing.urgent:
            part, self._patient = self._patient[:BATCH], self._patient[BATCH:]
            if not self._write_part(part):
                break
        if self._patient:
            _fail(self._patient, StoreError("closed"))
            self._losses.add("lost", len(self._patient), int(self._clock()))

    def _drop(self) -> None:
        self.ready = False
        self.standing.forget()
        store, self._store = self._store, None
        if store is not None:
            with suppress(Exception):  # it is thrown away, whatever it says to that
                store.close()


def _fail(batch: Iterable[Item], error: Exception) -> None:
    # Only our own messages are known to hold no text; of any other error, the name.
    reason = str(error) if isinstance(error, AuditError) else f"store failed: {type(error).__name__}"
    for item in batch:
        item.done.set_exception(AuditUnavailable(reason))


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
