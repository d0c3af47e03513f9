"""What a writer looks after between batches: room on the disk, what was seen of the log, what is kept long enough."""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from audit.erasure import CHUNK
from audit.errors import StoreError
from audit.items import RID, Item
from audit.record import Record
from audit.retention import Clocks, due, expiry, steady
from audit.seen import refuse_rollback
from audit.store.place import Place
from audit.store.protocol import Store
from audit.store.rows import Head

LOOK_S: Final = 1.0
"""Seconds between two looks at the disk."""
LISTED: Final = 50_000
"""Records looked up at once; they are erased in parts."""
EXPIRE_S: Final = 3600.0
"""Seconds between two looks for what is kept long enough."""
AGAIN_S: Final = 60.0
"""Seconds until the next look after one that failed."""


class Upkeep:
    """The care of one log; for the writer's thread.

    Args:
        place: the store.
        tenant: whose log it is.
        days: days after which bodies are erased; 0 for never.
        clock: seconds since the epoch, UTC.
    """

    def __init__(self, place: Place, tenant: str, days: int, clock: Callable[[], float]) -> None:
        self._place = place
        self._tenant = tenant
        self._days = days
        self._clock = clock
        self._clocks = Clocks(clock(), steady())
        self._seen = place.seen(tenant)
        self._head: Head | None = None
        self._looked = self._expired = float("-inf")
        self._full = ""
        self._due: list[str] = []

    def check(self, store: Store) -> None:
        """Compare a store that was opened with what was seen of it before.

        Raises:
            IntegrityError: it is older, or another one.
            StoreError: what was seen cannot be read.
        """
        self._head = None  # one from before an error is not known to be durable
        refuse_rollback(self._seen.load() if self._seen is not None else None, store, self._tenant)

    def refuse_full(self) -> None:
        """Refuse to write to a disk that is nearly full.

        Raises:
            StoreError: too little room is left.
        """
        if time.monotonic() - self._looked >= LOOK_S:
            self._looked, self._full = time.monotonic(), ""
            try:
                self._place.room()
            except StoreError as full:
                self._full = str(full)
                self._expired = float("-inf")  # what is kept long enough makes room now, not within the hour
        if self._full:
            raise StoreError(self._full)

    def wrote(self, head: Head) -> None:
        """Take note of a head that is durable; `keep` keeps it once nobody waits any more."""
        self._head = head

    def keep(self, *, last: bool = False) -> None:
        """Keep the last head outside the store if it is time to, or if it is the last one.

        What is not kept here costs a comparison after a restart; the record is durable without it.
        """
        if self._seen is not None and self._head is not None and (last or self._seen.due):
            with suppress(Exception):  # whatever it is: nobody waits, and the thread goes on
                self._seen.keep(self._head)

    def expired(self, store: Store) -> Item | None:
        """Return the erasure of what is kept long enough, a part at a time, so that nobody waits for more."""
        if self.wait() > 0:
            return None
        now = self._clock()
        if not self._due and not self._clocks.leapt(Clocks(now, steady())):
            self._due = due(store, self._tenant, self._days, int(now), LISTED)
        part, self._due = self._due[:CHUNK], self._due[CHUNK:]
        if not self._due:
            self._expired = time.monotonic()
        if not part:
            return None
        event = expiry(part, self._days)
        return Item(secrets.token_hex(RID), Record(self._tenant, event), tuple(sorted(part)))

    def postpone(self) -> None:
        """Look anew, and not at once: looking failed, or what was due is not any more."""
        self._due = []
        self._expired = time.monotonic() - EXPIRE_S + AGAIN_S

    def wait(self) -> float:
        """Return the seconds until there may be something to erase."""
        return self._expired + EXPIRE_S - time.monotonic() if self._days else float("inf")
