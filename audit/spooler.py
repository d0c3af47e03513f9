"""The spooler of a log: keeps records on the gateway's own disk and hands them to the writer in their order.

What it keeps is acknowledged at once, and reaches the store when there is one. Beyond its quota, or when the
oldest record has waited too long, a record waits for the store again, as without a spool.
"""

import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path
from typing import Final

from audit.batches import BATCH, gathered
from audit.entry import placed, waiting
from audit.errors import RecordError
from audit.items import Item, Receipt, pending
from audit.losses import Losses
from audit.ring import Ring
from audit.spool import OLDEST_S, QUOTA, Spool, Waiting
from audit.writer import RETRY_S

END_S: Final = 5.0
"""Seconds of waiting, at the end, for the store to take what is here."""


class Spooler:
    """Takes items until the end mark; the only user of the spool.

    Args:
        path: the spool's file.
        tenant: whose records it keeps.
        rings: gives the ring in force.
        clock: seconds since the epoch, UTC.
        source: items to keep; None ends the thread.
        writer: takes an item that is to be written to the store.
        losses: counts what no store will take.
        quota: bytes of waiting records at most.
        oldest: seconds that a record may wait at most before new ones wait for the store.
    """

    def __init__(
        self,
        path: Path,
        tenant: str,
        rings: Callable[[], Ring],
        clock: Callable[[], float],
        source: queue.Queue[Item | None],
        writer: Callable[[Item], None],
        losses: Losses,
        quota: int = QUOTA,
        oldest: int = OLDEST_S,
    ) -> None:
        self.ready = False
        self._path = path
        self._tenant = tenant
        self._losses = losses
        self._rings = rings
        self._clock = clock
        self._queue = source
        self._writer = writer
        self._quota = quota
        self._oldest = oldest
        self._spool: Spool | None = None
        self._sent: list[tuple[Waiting, Future[Receipt]]] = []
        self._again = 0.0

    def run(self) -> None:
        """Keep and forward records until the end mark."""
        ended = False
        while not ended:
            self._forward()
            try:
                item = self._queue.get(timeout=RETRY_S)
            except queue.Empty:
                continue
            batch, ended = gathered(self._queue, item)
            self._keep([each for each in batch if each.record is not None])
        until = time.monotonic() + END_S
        self._forward()
        while self._sent and time.monotonic() < until:
            wait([done for _, done in self._sent], until - time.monotonic())
            self._forward()
        self._drop()

    def _keep(self, batch: Sequence[Item]) -> None:
        """Make a batch durable here, or let it wait for the store where that cannot be."""
        kept = []
        try:
            if batch and self._roomy():
                ring, now = self._rings(), int(self._clock())
                kept = [
                    waiting(each.record, ring, each.rid, now) for each in batch if each.record is not None
                ]
                self._opened().add(kept)
        except Exception:  # noqa: BLE001 - whatever it was, the store may still take them
            # Whether it was kept is not known. It has its id, so the store takes it once, whoever brings it.
            self._drop()
            kept = []
        for each in batch:
            if kept:
                each.done.set_result(pending(each.rid))
            else:
                self._writer(each)

    def _roomy(self) -> bool:
        spool = self._opened()
        since = spool.since()
        self.ready = spool.bytes < self._quota and (since is None or self._clock() - since < self._oldest)
        return self.ready

    def _forward(self) -> None:
        """Hand the oldest records to the writer, and forget those that the store has."""
        if not all(done.done() for _, done in self._sent):
            return
        try:
            spool = self._opened()
            taken = [each for each, done in self._sent if done.exception() is None]
            if taken:
                spool.drop(taken)
            if len(taken) < len(self._sent):
                self._again = time.monotonic() + RETRY_S
                self._refuse(spool, [each for each, done in self._sent if done.exception() is not None])
            self._sent = []
            self._roomy()
            if time.monotonic() >= self._again:
                self._send(spool.oldest(BATCH))
        except Exception:  # noqa: BLE001 - this thread goes on, whatever it was
            self._drop()  # what is still there is offered again, and the store takes it once

    def _refuse(self, spool: Spool, failed: Sequence[Waiting]) -> None:
        """Set aside what can never be written: all that is behind it would wait for ever."""
        refused = [each for each in failed if not self._fits(each)]
        if refused:
            spool.refuse(refused)
            self._losses.add("lost", len(refused), int(self._clock()))

    def _fits(self, each: Waiting) -> bool:
        try:
            placed(each, self._tenant, 0)
        except RecordError:
            return False
        return True

    def _send(self, oldest: Sequence[Waiting]) -> None:
        for each in oldest:
            item = Item(each.rid, waiting=each)
            self._sent.append((each, item.done))
            self._writer(item)
        for _, done in self._sent[-1:]:
            done.add_done_callback(self._wake)

    def _wake(self, _: Future[Receipt]) -> None:
        with suppress(queue.Full):  # then there is work, and it looks by itself
            self._queue.put_nowait(Item(""))

    def _opened(self) -> Spool:
        if self._spool is None:
            self._spool = Spool.open(self._path)
        return self._spool

    def _drop(self) -> None:
        self.ready = False
        self._sent = []
        spool, self._spool = self._spool, None
        if spool is not None:
            with suppress(Exception):  # it is thrown away, whatever it says to that
                spool.close()
