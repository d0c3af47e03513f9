"""What was not recorded, counted until the log says so."""

import threading
from dataclasses import dataclass, field, replace
from typing import Literal

from audit.events import Gap

Reason = Literal["overflow", "lost"]


@dataclass(slots=True)
class Losses:
    """Counts of records that were not kept, one span of time for each reason; for any thread."""

    _gaps: dict[Reason, Gap] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, reason: Reason, n: int, now: int) -> None:
        """Count records that were not kept.

        Args:
            reason: why.
            n: how many.
            now: UTC seconds; a clock from before the epoch counts as the epoch.
        """
        at = max(now, 0)  # whoever counts is dealing with a failure already: no second one from here
        self._merge(Gap(n, at, at, reason))

    def take(self) -> list[Gap]:
        """Return what is to be recorded, and count from zero again."""
        with self._lock:
            taken, self._gaps = list(self._gaps.values()), {}
        return taken

    def put_back(self, gaps: list[Gap]) -> None:
        """Count again what could not be recorded."""
        for gap in gaps:
            self._merge(gap)

    @property
    def n(self) -> int:
        """How many records are missing that the log does not tell of yet."""
        with self._lock:
            return sum(gap.n for gap in self._gaps.values())

    def _merge(self, gap: Gap) -> None:
        reason: Reason = "overflow" if gap.reason == "overflow" else "lost"
        with self._lock:
            kept = self._gaps.get(reason, gap)
            if kept is not gap:
                gap = replace(
                    gap, n=kept.n + gap.n, since=min(kept.since, gap.since), until=max(kept.until, gap.until)
                )
            self._gaps[reason] = gap
