"""What is remembered of a call between its prompt and its reply, where another system asks about each apart.

In memory only, for some minutes, and for whom it was issued: nobody else's reply brings it back.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

SECONDS = 1800.0
"""How long a call is remembered after it was last asked about."""
CALLS = 10_000
"""Calls that are remembered at once."""
CHARACTERS = 16 << 20
"""Code points of tokens and values of all of them together."""
_TOLD = 256


@dataclass(slots=True)
class _Known:
    """One call: what its tokens stand for, and what of its reply is on record."""

    until: float
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    size: int = 0
    told: set[Hashable] = field(default_factory=set, repr=False)


class Calls:
    """The calls whose reply is still to come; the oldest are forgotten first.

    Args:
        seconds: how long one is remembered.
        most: how many are.
        characters: code points of all their tokens and values.
        clock: gives the time in seconds.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        most: int = CALLS,
        characters: int = CHARACTERS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._characters = characters
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def issue(self, caller: str, call: str, tokens: Mapping[str, str]) -> None:
        """Remember what the tokens in a prompt stand for; they take the place of those of an earlier prompt."""
        if not call or not tokens:
            return
        with self._lock:
            known = self._touch((caller, call))
            size = sum(len(token) + len(value) for token, value in tokens.items())
            self._size += size - known.size
            known.tokens, known.size = dict(tokens), size
            self._shrink()

    def tokens(self, caller: str, call: str) -> Mapping[str, str]:
        """Give what the tokens issued for a call of this caller stand for."""
        with self._lock:
            self._expire()
            return self._touch((caller, call)).tokens if (caller, call) in self._known else {}

    def told(self, caller: str, call: str, what: Hashable) -> bool:
        """Tell whether something of a call is on record."""
        with self._lock:
            self._expire()
            known = self._known.get((caller, call))
            return known is not None and what in known.told

    def tell(self, caller: str, call: str, what: Hashable) -> None:
        """Remember that something of a call is on record now."""
        if not call:
            return
        with self._lock:
            told = self._touch((caller, call)).told
            if len(told) < _TOLD:
                told.add(what)
            self._shrink()

    def _touch(self, key: tuple[str, str]) -> _Known:
        self._expire()
        known = self._known.setdefault(key, _Known(0.0))
        known.until = self._clock() + self._seconds
        self._known.move_to_end(key)
        return known

    def _expire(self) -> None:
        now = self._clock()
        while self._known and next(iter(self._known.values())).until <= now:
            self._forget()

    def _shrink(self) -> None:
        while self._known and (len(self._known) > self._most or self._size > self._characters):
            self._forget()

    def _forget(self) -> None:
        _, gone = self._known.popitem(last=False)
        self._size -= gone.size
