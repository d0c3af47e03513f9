"""The signed exceptions of a running gateway: read again when their files change, counted by the clock."""

import math
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from audit.errors import RingError
from audit.exceptions import FOLDER, SKEW_S, Refused, Signed, Waiver, kept, sorted_out
from audit.ring import Ring

LOOK_S: Final = 1.0
"""Seconds between looks at the files at least."""
_Mark = tuple[object, ...]


class ExceptionFiles:
    """A folder's exceptions in force, from any thread.

    Args:
        directory: the tenant's folder.
        rings: gives the ring in force; without one nothing is.
        newest: UTC seconds of the log's last record, None while that cannot be told: then nothing counts.
        clock: UTC seconds.
        ticks: seconds that never go back.
    """

    def __init__(
        self,
        directory: Path,
        rings: Callable[[], Ring],
        newest: Callable[[], float | None],
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._rings = rings
        self._newest = newest
        self._clock = clock
        self._ticks = ticks
        self._lock = threading.Lock()
        self._floor: float | None = None
        self._looked: float | None = None
        self._mark: _Mark = ()
        self._kept: list[Signed | Refused] = []
        self._counting: tuple[Waiver, ...] = ()
        self._from = self._until = 0.0  # while `_counting` holds, by the clock; at first never

    def in_force(self) -> tuple[Waiver, ...]:
        """Return the exceptions that count now."""
        with self._lock:
            try:
                ring = self._rings()
            except RingError:
                return ()
            looked = self._look(ring)
            # The log is asked only where there is something to count, and not at every record while it is away.
            if self._floor is None and looked and any(isinstance(each, Signed) for each in self._kept):
                self._floor = self._newest()
            if self._floor is None:
                return ()
            now = self._clock()
            if not self._from <= now < self._until:
                self._counting, _ = sorted_out(self._kept, now, self._floor)
                self._from, self._until = now, self._next(now, self._floor)
            # A clock that goes back while this runs is behind what this has seen itself.
            self._floor = max(self._floor, now)
            return self._counting

    def expiries(self) -> tuple[tuple[str, str, int], ...]:
        """Return id, grant and UTC second of expiry of each exception that counts now, the next to expire first."""
        found = ((each.id, each.grants, each.until) for each in self.in_force())
        return tuple(sorted(found, key=lambda each: (each[2], each[0])))

    def _next(self, now: float, floor: float) -> float:
        """Return the next time at which another exception counts or one counts no more."""
        times = [floor - SKEW_S]
        for each in self._kept:
            if isinstance(each, Signed):
                times += (each.waiver.since, each.waiver.until)
        return min((each for each in times if each > now), default=math.inf)

    def _look(self, ring: Ring) -> bool:
        """Read the files again if they or the ring changed; tell whether it was time to look at them."""
        ticks = self._ticks()
        if self._looked is not None and ticks - self._looked < LOOK_S and self._mark[:1] == (ring.digest,):
            return False
        self._looked = ticks
        mark = (ring.digest, *_listed(self._directory / FOLDER))
        if mark != self._mark:
            self._kept = kept(self._directory, ring)
            self._mark = mark
            self._from = self._until = 0.0
        return True


def _listed(folder: Path) -> list[object]:
    """Return what changes when a file of a folder does; a folder's own time may miss one of two changes."""
    found: list[object] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                stat = entry.stat(follow_symlinks=False)
                found.append((entry.name, stat.st_ino, stat.st_mtime_ns, stat.st_size))
    except OSError as error:
        return [error.errno]
    return sorted(found, key=str)
