"""What callers hand to the writer of a log, and what they get back."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from audit.events import Access, Decision, Erasure, Hold, Verdict
from audit.record import Record
from audit.spool import Waiting

RID: Final = 16
"""Bytes of a record's id."""
_TOKEN: Final = 64
"""Bytes that a token of the blind index takes in memory, roughly."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof for the caller that a record is durable, and of the tree it became part of.

    Args:
        rid: the record's id.
        seq: its position, from 0.
        size: leaves in the tree after its commit; 0 for a record that has no position yet.
        root: the tree's head then, hex. Whoever keeps it can tell if the log is ever cut or changed.
        note: the signed checkpoint of that tree.
        settled: whether what an erasure deleted has left the store's files as well.
    """

    rid: str
    seq: int
    size: int
    root: str
    note: str
    settled: bool = True

    @property
    def placed(self) -> bool:
        """Whether the record is part of a tree yet; in a spool or a queue it is not."""
        return self.size > 0


def pending(rid: str) -> Receipt:
    """Return what is known of a record that has no position yet."""
    return Receipt(rid, 0, 0, "", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing for the writer to do.

    Args:
        rid: the id that its record gets.
        record: what to append; None to say only what is in force.
        rids: of an erasure, whose bodies, shares and tokens go with it.
        waiting: the record as a spool kept it, sealed already.
        patient: whether it waits in memory while there is no store; nobody waits for its receipt.
        done: its receipt, or why there is none.
    """

    rid: str
    record: Record | None = field(default=None, repr=False)
    rids: tuple[str, ...] = ()
    waiting: Waiting | None = field(default=None, repr=False)
    patient: bool = False
    done: Future[Receipt] = field(default_factory=Future, repr=False)

    @property
    def alone(self) -> bool:
        """Whether it may be refused for what it says, and so must take no other down with it."""
        return self.record is not None and isinstance(
            self.record.event, Access | Verdict | Erasure | Hold | Decision
        )

    @property
    def size(self) -> int:
        """Bytes that it holds in memory, roughly."""
        return 0 if self.record is None else len(self.record.body) + _TOKEN * len(self.record.tokens)
