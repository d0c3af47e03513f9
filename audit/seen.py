"""What a gateway has seen of its log, kept outside the store: an older store cannot pass for the newest.

    {"format": "guard-audit/seen/v1", "frontier": hex, "note", "accepted"}   seen-ID.json, ID as in `audit.signing`

The note is the last signed checkpoint: evidence, should a store turn up that contradicts it. The frontier is
that of its tree, since from a root alone nobody can go on: with it, the records that came later are enough to
tell whether what was seen is the beginning of what is there. After an orderly stop nothing is read; after a
crash, what was written since the file was, a minute's records, is hashed and the rest is passed over. However
many there are, the comparison is never left out. `accepted` counts the losses that approvers accepted: a
process that knows of fewer holds heads of a log that is no more, and keeps none until it has looked again.

This finds stores that were put back, by mistake or by whoever has the store only. Who can write the
gateway's folder can change this file too, and a backup of the whole folder brings back both.
"""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError, StoreError
from audit.fields import MAX_INT, canonical, integer
from audit.files import write_whole
from audit.merkle import Frontier, leaf_hash
from audit.note import text_of
from audit.signing import log_id, origin
from audit.store.protocol import Store
from audit.store.rows import Head, Row

KEEP_S: Final = 60.0
"""Seconds between two times that the file is written while the log grows: each costs two flushes."""
_FORMAT: Final = "guard-audit/seen/v1"
_ACCEPT: Final = (
    "put the newest store in its place, or let an approver accept the loss: `audit recover --accept-rollback`"
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The content of the file."""

    head: Head
    accepted: int


class Seen:
    """The last head of a log that this gateway knows to be durable.

    Args:
        directory: where the file is; it exists.
        tenant: whose log it is.
        clock: seconds that never go back.
    """

    def __init__(self, directory: Path, tenant: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = directory / f"seen-{log_id(tenant)}.json"
        self._origin = origin(tenant)
        self._clock = clock
        self._last: float | None = None
        self._accepted = 0

    @property
    def due(self) -> bool:
        """Whether it is time to keep a head: at first, and a minute after the last time."""
        return self._last is None or self._clock() - self._last >= KEEP_S

    def load(self) -> Head | None:
        """Return what was seen last, None if nothing was kept; to be asked whenever a store is opened.

        Raises:
            StoreError: the file cannot be read, or is not what was kept of this log.
        """
        kept = self._read()
        self._accepted = 0 if kept is None else kept.accepted
        return None if kept is None else kept.head

    def keep(self, head: Head) -> None:
        """Keep a head that is durable, unless the file says more or of a loss accepted since `load`.

        Raises:
            StoreError: the disk refused; what was kept stays.
        """
        self._last = self._clock()  # first: a disk that refuses is asked again in a minute, not every time
        kept = self._read() or _Kept(Head(), self._accepted)
        if kept.accepted == self._accepted and kept.head.tree.size < head.tree.size:
            self._write(head)

    def accept(self, head: Head) -> None:
        """Put a head in the place of a larger one: an approver accepted the loss, and the log says so.

        Raises:
            StoreError: the disk refused; what was kept stays.
        """
        kept = self._read() or _Kept(Head(), self._accepted)
        self._last, self._accepted = self._clock(), kept.accepted + 1
        self._write(head)

    def _read(self) -> _Kept | None:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be read: {error.strerror}") from None
        try:
            return self._parsed(raw)
        except (ValueError, TypeError, RecursionError, IntegrityError, NoteError, RecordError):
            raise StoreError(
                f"{self._path}: not what was kept of this log: compare the store with a receipt "
                "(`audit verify --receipt`), then move the file away"
            ) from None

    def _write(self, head: Head) -> None:
        frontier = head.tree.to_bytes().hex()
        members = {"format": _FORMAT, "frontier": frontier, "note": head.note, "accepted": self._accepted}
        try:
            write_whole(self._path, canonical(members) + b"\n", replace=True)
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written: {error.strerror}") from None

    def _parsed(self, raw: bytes) -> _Kept:
        members = json.loads(raw)
        if not isinstance(members, dict) or members.keys() != {"format", "frontier", "note", "accepted"}:
            raise ValueError("seen: expected format, frontier, note and accepted")
        if members["format"] != _FORMAT or not isinstance(members["note"], str):
            raise ValueError("seen: of another format")
        integer("accepted", members["accepted"], 0, MAX_INT)
        frontier = bytes.fromhex(members["frontier"])
        tree = Frontier.from_bytes(frontier)
        if Checkpoint.decode(text_of(members["note"])).origin != self._origin:
            raise ValueError("seen: of another log")
        return _Kept(Head.stored(tree.size, frontier, members["note"]), members["accepted"])


def is_beginning(seen: Frontier, tree: Frontier, after: Iterable[Row]) -> bool:
    """Tell whether a tree that was seen is the beginning of another.

    Args:
        seen: the older tree.
        tree: the other.
        after: the records that the other has beyond the size of the older, in order; not read if it has none.
    """
    if seen.size >= tree.size:
        return seen == tree
    for row in after:
        seen = seen.append(leaf_hash(row.leaf))
    return seen == tree


def refuse_rollback(seen: Head | None, store: Store, tenant: str) -> None:
    """Refuse a store that is not what was seen of it, or what was seen and more.

    Args:
        seen: as `Seen.load` returned it.
        store: open, outside a transaction.
        tenant: whose log it is.

    Raises:
        IntegrityError: it is older, or has other records in the place of those that were seen.
    """
    if seen is None:
        return
    with store.snapshot():
        tree, old = store.head(tenant).tree, seen.tree
        if tree.size < old.size:
            raise IntegrityError(
                f"store: older than what was seen of it, {tree.size} records instead of {old.size}: {_ACCEPT}"
            )
        if not is_beginning(old, tree, store.in_order(tenant, old.size)):
            raise IntegrityError(
                f"store: not the one that was seen: others in the place of its first {old.size} records: "
                f"{_ACCEPT}"
            )
