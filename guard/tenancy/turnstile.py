"""How often a tenant may call, and how many of its calls may be under way at once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Final

from guard.errors import WireError

_MINUTE: Final = 60.0
_SOON: Final = 1


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a tenant may use.

    Args:
        per_minute: requests a minute on average; 0 for any number.
        burst: requests that may come at once after a pause; at least 1.
        concurrent: requests under way at the same time; 0 for any number.
        body: bytes of a request body; 0 for what the deployment allows.
    """

    per_minute: int = 0
    burst: int = 1
    concurrent: int = 0
    body: int = 0


class TooMany(WireError):  # noqa: N818  # what is answered, as `Refused` is
    """A tenant calls more often than it may.

    Args:
        message: which bound was reached.
        after: seconds after which it is worth another try.
    """

    def __init__(self, message: str, after: int) -> None:
        super().__init__(message, status=429, code="rate_limit_exceeded")
        self.after = after


class Turnstile:
    """Lets requests of one tenant through, as many as its bounds allow. Used on the event loop only.

    A token bucket: it holds up to ``burst`` requests and fills by ``per_minute`` of them a minute.

    Args:
        bounds: what the tenant may use.
        clock: seconds that never go back.
    """

    def __init__(self, bounds: Bounds, clock: Callable[[], float] = time.monotonic) -> None:
        self.bounds = bounds
        self._clock = clock
        self._left = float(bounds.burst)
        self._at = clock()
        self._within = 0

    @property
    def within(self) -> int:
        """Requests under way."""
        return self._within

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Let one request through until it is answered.

        Raises:
            TooMany: there are too many of them.
        """
        bounds = self.bounds
        if bounds.concurrent and self._within >= bounds.concurrent:
            raise TooMany(f"more than {bounds.concurrent} requests of the tenant are under way", _SOON)
        if bounds.per_minute:
            self._take(bounds.per_minute / _MINUTE)
        self._within += 1
        try:
            yield
        finally:
            self._within -= 1

    def _take(self, rate: float) -> None:
        now = self._clock()
        self._left = min(float(self.bounds.burst), self._left + (now - self._at) * rate)
        self._at = now
        if self._left < 1:
            after = ceil((1 - self._left) / rate)
            raise TooMany(f"more than {self.bounds.per_minute} requests a minute of the tenant", after)
        self._left -= 1
