"""A log on a PostgreSQL server: apart, since only fleets install its client."""

from dataclasses import dataclass, field

from audit.signing import Keys, StoredKeys
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
    """

    dsn: str = field(repr=False)
    secret: bytes = field(repr=False)
    role: str = "gw"
    schema: str = SCHEMA

    def open(self, tenant: str) -> Store:
        """Connect."""
        return PostgresStore.open(self.dsn, tenant, self.role, self.schema)

    def mark(self) -> object:
        """Return the same always: a server is not exchanged unnoticed, its connection breaks."""
        return self.dsn

    def keys(self, store: Store, tenant: str) -> Keys:
        """Return the keys in the schema."""
        if not isinstance(store, PostgresStore):
            raise TypeError("store: expected PostgreSQL")
        return StoredKeys(store, self.secret, tenant)
