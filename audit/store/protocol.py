"""What the log and the verifier ask of a store, whatever it is built on."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from audit.events import Kind
from audit.store.rows import Head, New, Row


class Store(Protocol):
    """One connection, used by one thread."""

    @property
    def damage(self) -> tuple[type[BaseException], ...]:
        """What reading a damaged store raises."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Run one write transaction, durable once the block has left without an error."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Read one state of the store within the block, whatever is written meanwhile."""
        ...

    def head(self, tenant: str) -> Head:
        """Return a tenant's tree and what was signed of it, locked for this transaction."""
        ...

    def checked_tail(self, tenant: str) -> Head:
        """Return a tenant's head after comparing it with the last record."""
        ...

    def add(self, new: New) -> None:
        """Insert a record and what belongs to it."""
        ...

    def set_head(self, tenant: str, head: Head) -> None:
        """Move a tenant's head forward."""
        ...

    def erase(self, rids: Iterable[str], event: str) -> None:
        """Delete bodies, shares and index tokens of records."""
        ...

    def settle(self) -> None:
        """Make deleted content leave the disk as far as the store can."""
        ...

    def last(self, tenant: str, kind: Kind) -> Row | None:
        """Return a tenant's latest record of a kind."""
        ...

    def newest(self, tenant: str) -> Row | None:
        """Return a tenant's latest record."""
        ...

    def of_kind(self, tenant: str, kind: Kind) -> Iterator[Row]:
        """Yield a tenant's records of a kind, oldest first."""
        ...

    def erasable(self, tenant: str) -> Iterator[Row]:
        """Yield a tenant's records that have a body or tokens left, oldest first."""
        ...

    def in_order(self, tenant: str, since: int = 0) -> Iterator[Row]:
        """Yield a tenant's records from a position on, oldest first."""
        ...

    def left(self, rid: str) -> bool:
        """Tell whether a record has anything left to erase."""
        ...

    def by_rid(self, rid: str) -> Row | None:
        """Return the record with an id."""
        ...

    def rows(self, limit: int) -> Iterator[Row]:
        """Yield the latest records, newest first."""
        ...

    def with_prefix(self, prefix: str, limit: int) -> list[Row]:
        """Return records whose id starts with a prefix."""
        ...

    def with_token(self, token: bytes) -> list[str]:
        """Return the ids of the records that hold a token."""
        ...

    def sealed(self, rid: str) -> bytes:
        """Return a record's sealed body, empty if there is none."""
        ...

    def share(self, rid: str) -> bytes:
        """Return a record's erasure share."""
        ...

    def whole(self) -> bool:
        """Tell whether the store finds itself in order."""
        ...

    def as_made(self) -> bool:
        """Tell whether tables, triggers and version are the ones of this version."""
        ...

    def everything(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of every record and what stands beside it, in log order."""
        ...

    def heads(self) -> Iterator[tuple[Any, ...]]:
        """Yield tenant, size, frontier and note of every head."""
        ...

    def tokens(self, rid: str) -> list[bytes]:
        """Return a record's tokens."""
        ...

    def erased_by(self, event: str) -> Iterator[str]:
        """Yield the ids that an erasure erased, sorted."""
        ...

    def orphans(self, table: str) -> int:
        """Return how many rows of a table belong to no record, or lack what they come with."""
        ...
