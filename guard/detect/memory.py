"""What was found in Texts that were screened before: chat clients send the whole history each turn.

A Text is known by a keyed digest of all that detectors go by, and nobody can tell from the digest what it
said. What is remembered are findings: offsets, labels and scores, never a value. It lives in this process
only, so that no version of a detector has to be told from another: detectors are known as the very objects
they are.
"""

import hashlib
import hmac
import itertools
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from guard.types import Finding, Text

LIMIT: Final = 16 << 20
"""Bytes that a memory takes at most, if nothing else is said: some 15,000 messages."""
KEPT_S: Final = 3600.0
"""Seconds for which a Text is remembered: a detector that asks somebody else may be told otherwise later."""
_DIGEST: Final = 20
_LINEAGES: Final = 16
"""Sets of detectors that are told apart; a Guard has one for each direction."""
_SHARE: Final = 8
"""A Text whose findings take more than this part of the memory is not remembered: it would drive out the rest."""
_ALIGNED: Final = 15
_NUMBERS: Final = itertools.count(1)
"""Of sets of detectors: of all memories together, for a tenant's next policy puts others on the same shelf."""

Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What was found in one Text, when, and the bytes that it takes."""

    at: float
    size: int
    findings: Findings


_EMPTY: Final = _Entry(0.0, 0, ())


class Shelf:
    """Where findings are kept, those of all tenants together; what was not asked for the longest goes first.

    Args:
        limit: bytes that it may take.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, _Entry] = OrderedDict()
        self._held = 0

    def __repr__(self) -> str:
        return f"Shelf(texts={len(self)}, used={self.used}, limit={self.limit})"

    def __len__(self) -> int:
        return len(self._known)

    @property
    def used(self) -> int:
        """Bytes that it takes, at most."""
        return self._held + sys.getsizeof(self._known)

    def recall(self, marks: Iterable[bytes]) -> list[Findings | None]:
        """Give what was found in each Text, None for one that is not remembered."""
        oldest = time.monotonic() - KEPT_S
        found: list[Findings | None] = []
        with self._lock:
            for mark in marks:
                entry = self._known.get(mark)
                if entry is None or entry.at < oldest:
                    found.append(None)
                else:
                    self._known.move_to_end(mark)
                    found.append(entry.findings)
        return found

    def keep(self, found: Mapping[bytes, Findings]) -> None:
        """Remember what was found in some Texts; what was not asked for the longest is forgotten instead."""
        now = time.monotonic()
        new = [(mark, _Entry(now, _size(mark, findings), findings)) for mark, findings in found.items()]
        with self._lock:
            for mark, entry in new:
                if entry.size > self.limit // _SHARE:
                    continue
                self._forget(mark)
                self._known[mark] = entry
                self._held += entry.size
                while self._known and self.used > self.limit:
                    self._forget(next(iter(self._known)))

    def _forget(self, mark: bytes) -> None:
        entry = self._known.pop(mark, None)
        if entry is not None:
            self._held -= entry.size


class Memory:
    """The findings of one tenant's Texts, those asked for last; safe to share between threads.

    Args:
        key: the tenant's secret: nobody else's marks are the same.
        shelf: where they are kept; a number of bytes for one of its own.
    """

    def __init__(self, key: bytes, shelf: Shelf | int = LIMIT) -> None:
        secret = hmac.digest(key, b"memory", hashlib.sha256)
        self._digest = hashlib.blake2b(digest_size=_DIGEST, key=secret)
        self._shelf = Shelf(shelf) if isinstance(shelf, int) else shelf
        self._lock = threading.Lock()
        self._detectors: list[tuple[int, tuple[object, ...]]] = []

    def __repr__(self) -> str:
        return f"Memory({self._shelf!r})"

    def __len__(self) -> int:
        return len(self._shelf)

    @property
    def used(self) -> int:
        """Bytes that its shelf takes, at most."""
        return self._shelf.used

    def marks(self, texts: Iterable[Text], detectors: Sequence[object]) -> list[bytes]:
        """Give what each Text is known by, for these detectors.

        Of a pointer the names of members count, which detectors read as words before the value; the
        numbers in it do not, for a message is the same one wherever in the history it stands.
        """
        start = f"{self._number(tuple(detectors))}"
        return [self._mark(start, text) for text in texts]

    def recall(self, marks: Iterable[bytes]) -> list[Findings | None]:
        """Give what was found in each Text, None for one that is not remembered."""
        return self._shelf.recall(marks)

    def keep(self, found: Mapping[bytes, Findings]) -> None:
        """Remember what was found in some Texts."""
        self._shelf.keep(found)

    def _number(self, detectors: tuple[object, ...]) -> int:
        """Give the number of these detectors: that of no others, ever, for they are held on to."""
        with self._lock:
            for number, known in self._detectors:
                if len(known) == len(detectors) and all(map(_same, known, detectors)):
                    return number
            number = next(_NUMBERS)
            self._detectors = [*self._detectors[1 - _LINEAGES :], (number, detectors)]
            return number

    def _mark(self, start: str, text: Text) -> bytes:
        names = "/".join([step for step in text.pointer.split("/") if not step.isdigit()])
        # The length says where the names end and the value begins.
        said = f"{start} {text.scannable:d} {len(names)} {names}{text.value}"
        digest = self._digest.copy()
        digest.update(said.encode("utf-8", "surrogatepass"))
        return digest.digest()


def placed(findings: Findings, index: int) -> Findings:
    """Give findings with the index that their Text has now."""
    if not findings or findings[0].text == index:
        return findings
    return tuple(replace(each, text=index) for each in findings)


def _same(one: object, other: object) -> bool:
    return one is other


def _size(mark: bytes, findings: Findings) -> int:
    """Give the bytes an entry takes at most: what several share counts for each of them."""
    parts: list[object] = [_EMPTY, _EMPTY.at, sys.maxsize, mark, findings]
    for each in findings:
        span = each.span
        parts += (each, each.text, span, span.start, span.end, each.label, each.score, each.detector)
    return sum(sys.getsizeof(part) + _ALIGNED for part in parts)
