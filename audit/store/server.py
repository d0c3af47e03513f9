"""A log on a PostgreSQL server: apart, since only fleets install its client."""

import contextlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from audit.errors import StoreError
from audit.files import write_whole
from audit.seen import Seen
from audit.signing import SEED, Keys, StoredKeys
from audit.store.postgres import SCHEMA, PostgresStore
from audit.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL schema; checkpoint keys are rows in it, sealed under a secret that gateways share.

    A gateway names its tenant itself: its login is trusted for every tenant, unless the table `login`
    binds it to some.

    Args:
        dsn: where, and as whom. Time limits and keepalives are set here and take the place of its own.
        secret: 32 bytes, the same for every gateway of the deployment, never in the database.
        role: `gw`, or `eraser` for whoever erases.
        schema: the schema's name.
        folder: this gateway's own, where it keeps what it has seen of the log; without one it keeps nothing.
    """

    dsn: str = field(repr=False)
    secret: bytes = field(repr=False)
    role: str = "gw"
    schema: str = SCHEMA
    folder: Path | None = None

    def open(self, tenant: str) -> Store:
        """Connect."""
        return PostgresStore.open(self.dsn, tenant, self.role, self.schema)

    def read(self, tenant: str) -> Store:
        """Connect as a reader."""
        return PostgresStore.open(self.dsn, tenant, "reader", self.schema)

    def mark(self) -> object:
        """Return the same always: a server is not exchanged unnoticed, its connection breaks."""
        return self.dsn

    def keys(self, store: Store, tenant: str) -> Keys:
        """Return the keys in the schema."""
        if not isinstance(store, PostgresStore):
            raise TypeError("store: expected PostgreSQL")
        return StoredKeys(store, self.secret, tenant)

    def seen(self, tenant: str) -> Seen | None:
        """Return what this gateway keeps in its folder."""
        return None if self.folder is None else Seen(self.folder, tenant)

    def room(self) -> None:
        """Do nothing: a server looks after its own disk."""


def secret(path: Path) -> bytes:
    """Read the secret that the gateways of a deployment share, 64 hex digits; make one where there is none.

    Raises:
        StoreError: it cannot be read or made, or is no such secret.
    """
    try:
        if not path.exists():
            with contextlib.suppress(FileExistsError):
                write_whole(path, f"{secrets.token_hex(SEED)}\n".encode(), replace=False)
        found = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as error:
        raise StoreError(f"{path}: cannot be read or made: {error.strerror}") from None
    except ValueError:
        raise StoreError(f"{path}: expected {2 * SEED} hex digits") from None
    if len(found) != SEED:
        raise StoreError(f"{path}: expected {2 * SEED} hex digits")
    return found
