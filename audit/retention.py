"""Retention: content goes after its days by itself, unless a hold keeps it; headers and leaves stay.

Nobody orders what a retention time erases, so nobody signs it: the log says which time it was, and the
records it took are older than that.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from audit.erasure import erasure, holds, is_held
from audit.events import Erasure
from audit.fields import integer
from audit.index import DAY_S
from audit.statements import RETENTION
from audit.store.protocol import Store
from audit.store.rows import Row

DAYS: Final = 30
"""Days that content is kept where nothing else is said."""
FEWEST: Final = 1
MOST: Final = 3650
LEAP_S: Final = 3600
"""Seconds by which two clocks may come apart before nothing is erased by them."""
_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What two clocks showed at one moment: the one that is set, and one that nobody sets.

    A process that erases by itself looks at both when it starts: a clock that is set forward while it runs
    would make everything old at once. One that was ahead from the start looks like a log without traffic.

    Args:
        wall: seconds since the epoch, UTC.
        steady: seconds since anything, as `steady` gives them.
    """

    wall: float
    steady: float

    def leapt(self, now: "Clocks") -> bool:
        """Tell whether the clock that is set ran ahead of the other since."""
        return (now.wall - self.wall) - (now.steady - self.steady) > LEAP_S


def steady() -> float:
    """Return the seconds of a clock that nobody sets; on Linux it runs on while the machine sleeps."""
    return time.clock_gettime(_STEADY)


def due(store: Store, tenant: str, days: int, now: int, limit: int) -> list[str]:
    """Return the ids of records whose content has been kept long enough, in the order of the log.

    A record is due when its own time and the times of those before it say so: one that was written late,
    or by a clock that was behind, waits for those before it. One from the future makes nobody wait.

    Args:
        store: read only.
        tenant: whose records.
        days: how long content is kept, 1 to 3650.
        now: UTC second.
        limit: ids at most.

    Raises:
        RecordError: such a number of days is not allowed.
    """
    integer("days", days, FEWEST, MOST)
    return [row.rid for row in islice(_due(store, tenant, now - days * DAY_S, now), limit)]


def _due(store: Store, tenant: str, before: int, now: int) -> Iterator[Row]:
    held = holds(store, tenant, now)
    for row in store.erasable(tenant):
        if before <= row.ts <= now:
            return
        if row.ts < before and not is_held(row, held):
            yield row


def expiry(rids: Sequence[str], days: int) -> Erasure:
    """Return the event that says that the content of records was kept for its days.

    Raises:
        RecordError: no records, or such a number of days is not allowed.
    """
    integer("days", days, FEWEST, MOST)
    return erasure(rids, "time", f"ttl-{days}", RETENTION)
