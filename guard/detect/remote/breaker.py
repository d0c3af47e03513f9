"""A circuit breaker: what fails again and again is left alone for a while, then tried once."""

import threading
import time
from collections.abc import Callable
from enum import IntEnum


class State(IntEnum):
    """Whether a detector is asked: always, once to see whether it is back, or not at all."""

    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class Breaker:
    """Counts failures in a row; safe to share between threads.

    Args:
        failures: how many of them open it.
        open_s: seconds it then stays open. After that one call is let through; while nothing is
            known of it, and if it fails, it stays open for as long again.
        clock: gives seconds that only grow.
    """

    def __init__(self, failures: int, open_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._open_s = open_s
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._lock = threading.Lock()

    @property
    def state(self) -> State:
        """Tell what the next call would find."""
        with self._lock:
            return self._state()

    def enter(self) -> bool:
        """Tell whether a call may be made now; its end must be told to `done`."""
        with self._lock:
            state = self._state()
            if state is State.HALF_OPEN:
                self._until = self._clock() + self._open_s  # this call is the one trial
            return state is not State.OPEN

    def done(self, *, good: bool) -> None:
        """Count the end of a call."""
        with self._lock:
            if good:
                self._failures = 0
                return
            self._failures += 1
            if self._failures >= self._most:
                self._until = self._clock() + self._open_s

    def _state(self) -> State:
        if self._failures < self._most:
            return State.CLOSED
        return State.OPEN if self._clock() < self._until else State.HALF_OPEN
