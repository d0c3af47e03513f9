"""The ring of a running gateway: read again when its file changes, refused when it has expired."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from audit.errors import RingError
from audit.ring import Ring
from audit.trust import RING_FILE, load_ring

AGAIN_S: Final = 1.0
"""Seconds between two readings of a file that could not be used: what stood in the way may be gone."""


class RingFile:
    """A folder's ring in force; a callable for `AuditLog`, from any thread.

    A file that admins did not sign, of another tenant or of no higher version changes nothing: what was in
    force stays, and `problem` says why.

    Args:
        directory: where ring and pin are.
        clock: UTC seconds.

    Raises:
        RingError: there is no valid ring to begin with.
    """

    def __init__(self, directory: Path, clock: Callable[[], float] = time.time) -> None:
        self.problem = ""
        self._directory = directory
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at = time.monotonic()
        self._mark = self._stat()
        self._ring = load_ring(directory, clock())

    def __call__(self) -> Ring:
        """Return the ring in force.

        Raises:
            RingError: it has expired, and no new one is there.
        """
        with self._lock:
            mark = self._stat()
            if mark != self._mark or (self.problem and time.monotonic() - self._read_at >= AGAIN_S):
                self._mark = mark
                self._read()
            if self._ring.expires and self._clock() > self._ring.expires:
                raise RingError(f"{self._directory / RING_FILE}: expired: an admin has to sign a new one")
            return self._ring

    def _read(self) -> None:
        self._read_at = time.monotonic()
        try:
            ring = load_ring(self._directory, self._clock())
        except RingError as error:
            self.problem = str(error)
            return
        if ring.tenant != self._ring.tenant:
            self.problem = "ring: of another tenant than the one in force"
        elif ring != self._ring and ring.version <= self._ring.version:
            self.problem = f"ring: of version {ring.version}, and {self._ring.version} is in force"
        else:
            self.problem, self._ring = "", ring

    def _stat(self) -> tuple[int, ...]:
        try:
            stat = (self._directory / RING_FILE).stat()
        except OSError:
            return ()
        return stat.st_ino, stat.st_mtime_ns, stat.st_size
