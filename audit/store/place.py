"""Where a log lives: how to open its store, and where the keys are that sign its checkpoints."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from audit.disk import refuse_full, refuse_volatile
from audit.seen import Seen
from audit.signing import FileKeys, Keys
from audit.store.protocol import Store
from audit.store.sqlite import SqliteStore


class Place(Protocol):
    """A store that can be opened, and opened again after an error."""

    def open(self, tenant: str) -> Store:
        """Open the store for appending.

        Raises:
            StoreError: it cannot be used.
            IntegrityError: its tables or triggers are not the ones of this version.
        """
        ...

    def read(self, tenant: str) -> Store:
        """Open the store for reading only.

        Raises:
            StoreError: it is not there, or cannot be used.
        """
        ...

    def mark(self) -> object:
        """Return what changes when the store is exchanged for another.

        Raises:
            OSError: it is not there any more.
        """
        ...

    def keys(self, store: Store, tenant: str) -> Keys:
        """Return the keys that sign the log's checkpoints."""
        ...

    def seen(self, tenant: str) -> Seen | None:
        """Return what is kept outside the store of what was seen of it, None if nothing is."""
        ...

    def room(self) -> None:
        """Refuse to go on if the store's disk is nearly full, as far as it is this machine's.

        Raises:
            StoreError: too little room is left.
        """
        ...


@dataclass(frozen=True, slots=True)
class Embedded:
    """A SQLite file; its checkpoint key lies beside it.

    Args:
        path: the file; its directory must exist by the time of the first append.
    """

    path: Path

    def open(self, tenant: str) -> Store:  # noqa: ARG002 - a file holds every tenant
        """Open the file, made when absent."""
        refuse_volatile(self.path)
        return SqliteStore.write(self.path)

    def read(self, tenant: str) -> Store:  # noqa: ARG002 - a file holds every tenant
        """Open the file for reading only."""
        return SqliteStore.read(self.path)

    def mark(self) -> object:
        """Return device and inode: a file of that name may be another one by now."""
        stat = self.path.stat()
        return stat.st_dev, stat.st_ino

    def keys(self, store: Store, tenant: str) -> Keys:  # noqa: ARG002 - they are files
        """Return the keys beside the file."""
        return FileKeys(self.path.parent, tenant)

    def seen(self, tenant: str) -> Seen:
        """Return what is kept beside the file."""
        return Seen(self.path.parent, tenant)

    def room(self) -> None:
        """Refuse a disk that is nearly full."""
        refuse_full(self.path)
