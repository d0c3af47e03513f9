"""The store of a fleet: PostgreSQL, one schema, row-level security by tenant, months as partitions.

Several gateways append to one log: the head's row is locked for each batch, so numbers have no gap.
Triggers and roles are guard rails; a superuser can pass them, and then `audit.verify` reports it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Self

import psycopg
from psycopg import sql

from audit.errors import IntegrityError, StoreError
from audit.events import Kind
from audit.merkle import leaf_hash
from audit.store.rows import Head, New, Row, fits

SCHEMA: Final = "guard_audit"
ROLES: Final = ("owner", "gw", "reader", "eraser")
"""Roles of a schema, each under the schema's name: `guard_audit_gw` and so on."""
_TIMEOUT_MS: Final = 5000
_COLUMNS: Final = "tenant, seq, rid, kind, ts, hdr, leaf"
_TABLES: Final = ("rec", "head", "body", "shred", "blind", "token", "erased", "signing")
_TRIGGERS: Final = frozenset(
    {
        ("rec", "keep"), ("rec", "ordered"), ("rec", "whole"), ("head", "grows"), ("head", "keep"),
        ("head", "whole"), ("erased", "keep"), ("erased", "whole"),
        *((table, name) for table in ("body", "shred", "blind", "token") for name in ("keep", "erased", "whole")),
    }
)  # fmt: skip
_ALONE: Final = (
    "SELECT COUNT(*) FROM {s}.{t} t WHERE NOT EXISTS (SELECT 1 FROM {s}.rec WHERE rec.rid = t.rid)"
)
_ORPHANS: Final = MappingProxyType(
    {
        "body": _ALONE,
        "shred": _ALONE,
        "blind": _ALONE,
        "token": """SELECT COUNT(*) FROM {s}.{t} t WHERE NOT EXISTS (SELECT 1 FROM {s}.rec WHERE rec.rid = t.rid)
          OR NOT EXISTS (SELECT 1 FROM {s}.blind WHERE blind.rid = t.rid)""",
        "erased": """SELECT COUNT(*) FROM {s}.{t} t WHERE NOT EXISTS (
          SELECT 1 FROM {s}.rec JOIN {s}.rec event ON event.tenant = rec.tenant AND event.kind = 'erase'
          WHERE rec.rid = t.rid AND event.rid = t.event)""",
    }
)


def install(dsn: str, schema: str = SCHEMA) -> None:
    """Make the schema, its roles and tables; whoever connects must be allowed to.

    Raises:
        StoreError: the server cannot be reached, refuses, or has such a schema already.
    """
    names = {role: sql.Identifier(f"{schema}_{role}") for role in ROLES}
    # The file is ours; only names that were quoted go into it.
    script = (files("audit.store") / "postgres.sql").read_text("utf-8")
    for name, identifier in {"s": sql.Identifier(schema), **names}.items():
        script = script.replace(f"{{{name}}}", identifier.as_string())
    try:
        with psycopg.connect(dsn) as db:
            known = {name for (name,) in db.execute("SELECT rolname FROM pg_roles")}
            for role, identifier in names.items():
                if f"{schema}_{role}" not in known:
                    db.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(identifier))
            db.execute(script)
    except psycopg.Error as error:
        raise StoreError(f"PostgreSQL: cannot make the schema: {_name(error)}") from None


class PostgresStore:
    """One connection to one tenant's part of a store; use it from one thread.

    Args:
        connection: open, in autocommit mode.
        tenant: whose part it is.
        schema: the schema's name.
    """

    damage = (psycopg.Error, UnicodeDecodeError)

    def __init__(self, connection: psycopg.Connection[Any], tenant: str, schema: str = SCHEMA) -> None:
        self._db = connection
        self._tenant = tenant
        self._schema = schema
        self._month = [0, 0]

    @classmethod
    def open(cls, dsn: str, tenant: str, role: str, schema: str = SCHEMA) -> Self:
        """Connect as one of the roles.

        Args:
            dsn: where, and as whom; that role must be a member of the schema's role.
            tenant: whose part of the store.
            role: `gw` to append, `eraser` to append and erase, `reader` to read.
            schema: the schema's name.

        Raises:
            StoreError: the server cannot be reached, refuses, or does not keep what it acknowledges.
        """
        try:
            db = psycopg.connect(
                dsn, autocommit=True, connect_timeout=5, options=f"-c statement_timeout={_TIMEOUT_MS}"
            )
        except psycopg.Error as error:
            raise StoreError(f"PostgreSQL: cannot be reached: {_name(error)}") from None
        try:
            db.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(f"{schema}_{role}")))
            db.execute("SET synchronous_commit = on")
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                found = db.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()
                if found != ("on",):
                    raise StoreError(f"PostgreSQL: {name} is off: what it acknowledges could be lost")  # noqa: TRY301
        except psycopg.Error as error:
            db.close()
            raise StoreError(f"PostgreSQL: cannot be used: {_name(error)}") from None
        except StoreError:
            db.close()
            raise
        return cls(db, tenant, schema)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run one write transaction; it is durable once the block has left without an error.

        Raises:
            psycopg.Error: it did not commit. The connection must be thrown away.
        """
        with self._db.transaction():
            self._db.execute("SELECT set_config('app.tenant', %s, true)", (self._tenant,))
            # Two writers of an empty log have no head to lock yet.
            self._db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (self._tenant,))
            yield

    def head(self, tenant: str) -> Head:
        """Return a tenant's tree and what was signed of it; empty when the tenant has no records.

        Raises:
            IntegrityError: the head contradicts itself.
        """
        found = self._all("SELECT size, frontier, note FROM {s}.head WHERE tenant = %s", tenant)
        return Head.stored(*found[0]) if found else Head()

    def checked_tail(self, tenant: str) -> Head:
        """Return a tenant's head after comparing it with the last record.

        Raises:
            IntegrityError: the head and the last record do not belong together.
        """
        head = self.head(tenant)
        last = self.newest(tenant)
        if (last.seq + 1 if last else 0) != head.tree.size:
            raise IntegrityError("head: size is not that of the records")
        if last is not None:
            if not fits(last):
                raise IntegrityError("rec: the last leaf is not that of its record")
            if head.tree.size & 1 and head.tree.hashes[-1] != leaf_hash(last.leaf):
                raise IntegrityError("head: frontier does not end in the last leaf")
        return head

    def add(self, new: New) -> None:
        """Insert a record and what belongs to it, within a transaction.

        Raises:
            psycopg.Error: refused, for example because it would leave a gap.
        """
        row = new.row
        if not self._month[0] <= row.ts < self._month[1]:
            self._month = self._all("SELECT {s}.month(%s)", row.ts)[0][0]
        self._run(
            "INSERT INTO {s}.rec({c}) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            row.tenant, row.seq, row.rid, row.kind, row.ts, row.hdr, row.leaf,
        )  # fmt: skip
        if new.sealed:
            self._run("INSERT INTO {s}.body VALUES (%s, %s, %s)", row.tenant, row.rid, new.sealed)
            self._run("INSERT INTO {s}.shred VALUES (%s, %s, %s)", row.tenant, row.rid, new.share)
        if new.tokens:
            self._run("INSERT INTO {s}.blind VALUES (%s, %s, %s)", row.tenant, row.rid, new.nonce)
            for token in sorted(set(new.tokens)):
                self._run("INSERT INTO {s}.token VALUES (%s, %s, %s)", row.tenant, token, row.rid)

    def set_head(self, tenant: str, head: Head) -> None:
        """Move a tenant's head forward, within the transaction that added the records.

        Raises:
            psycopg.Error: refused, for example because the head would not grow.
        """
        self._run(
            """INSERT INTO {s}.head(tenant, size, frontier, note) VALUES (%s, %s, %s, %s)
            ON CONFLICT (tenant) DO UPDATE
              SET size = EXCLUDED.size, frontier = EXCLUDED.frontier, note = EXCLUDED.note""",
            tenant, head.tree.size, head.tree.to_bytes(), head.note,
        )  # fmt: skip

    def erase(self, rids: Iterable[str], event: str) -> None:
        """Delete bodies, shares and index tokens of records, within a transaction.

        Raises:
            psycopg.Error: refused.
        """
        for rid in rids:
            self._run("INSERT INTO {s}.erased VALUES (%s, %s, %s)", self._tenant, rid, event)
            for table in ("shred", "body", "token", "blind"):
                self._run("DELETE FROM {s}.{t} WHERE rid = %s", rid, table=table)

    def settle(self) -> None:
        """Do nothing: dead rows leave the disk with VACUUM, write-ahead logs and backups with their own time."""

    def last(self, tenant: str, kind: Kind) -> Row | None:
        """Return a tenant's latest record of a kind, None if there is none."""
        return self._one(
            "SELECT {c} FROM {s}.rec WHERE tenant = %s AND kind = %s ORDER BY seq DESC LIMIT 1",
            tenant,
            str(kind),
        )

    def newest(self, tenant: str) -> Row | None:
        """Return a tenant's latest record, None if there is none."""
        return self._one("SELECT {c} FROM {s}.rec WHERE tenant = %s ORDER BY seq DESC LIMIT 1", tenant)

    def of_kind(self, tenant: str, kind: Kind) -> Iterator[Row]:
        """Yield a tenant's records of a kind, oldest first."""
        yield from self._rows(
            "SELECT {c} FROM {s}.rec WHERE tenant = %s AND kind = %s ORDER BY seq", tenant, str(kind)
        )

    def erasable(self, tenant: str) -> Iterator[Row]:
        """Yield a tenant's records that have a body or tokens left, oldest first."""
        yield from self._rows(
            """SELECT {c} FROM {s}.rec WHERE tenant = %s AND kind = 'flag'
              AND (rid IN (SELECT rid FROM {s}.body) OR rid IN (SELECT rid FROM {s}.blind)) ORDER BY seq""",
            tenant,
        )

    def in_order(self, tenant: str) -> Iterator[Row]:
        """Yield a tenant's records, oldest first."""
        yield from self._rows("SELECT {c} FROM {s}.rec WHERE tenant = %s ORDER BY seq", tenant)

    def left(self, rid: str) -> bool:
        """Tell whether a record has anything left to erase."""
        query = """SELECT EXISTS (SELECT 1 FROM {s}.body WHERE rid = %s)
          OR EXISTS (SELECT 1 FROM {s}.blind WHERE rid = %s)"""
        return bool(self._all(query, rid, rid)[0][0])

    def by_rid(self, rid: str) -> Row | None:
        """Return the record with an id."""
        return self._one("SELECT {c} FROM {s}.rec WHERE rid = %s", rid)

    def rows(self, limit: int) -> Iterator[Row]:
        """Yield the latest records, newest first."""
        yield from self._rows("SELECT {c} FROM {s}.rec ORDER BY seq DESC LIMIT %s", limit)

    def with_prefix(self, prefix: str, limit: int) -> list[Row]:
        """Return up to `limit` records whose id starts with a prefix of hex digits."""
        query = "SELECT {c} FROM {s}.rec WHERE rid >= %s AND rid < %s ORDER BY rid LIMIT %s"
        return list(self._rows(query, prefix, prefix + "g", limit))

    def with_token(self, token: bytes) -> list[str]:
        """Return the ids of the records that hold a token of the blind index."""
        return [rid for (rid,) in self._all("SELECT rid FROM {s}.token WHERE token = %s ORDER BY rid", token)]

    def sealed(self, rid: str) -> bytes:
        """Return a record's sealed body; empty if there is none, or none any more."""
        found = self._all("SELECT sealed FROM {s}.body WHERE rid = %s", rid)
        return bytes(found[0][0]) if found else b""

    def share(self, rid: str) -> bytes:
        """Return a record's erasure share.

        Raises:
            StoreError: there is none: the record is header-only, or erased.
        """
        found = self._all("SELECT e FROM {s}.shred WHERE rid = %s", rid)
        if not found:
            raise StoreError("no share is kept for this record: it cannot be opened")
        return bytes(found[0][0])

    def whole(self) -> bool:
        """Tell whether the server answers; its own pages it checks itself where checksums are on."""
        return bool(self._all("SELECT 1") == [(1,)])

    def as_made(self) -> bool:
        """Tell whether triggers, policies and row-level security are the ones made here, on each partition."""
        triggers = self._all(
            """SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = to_regnamespace(%s) AND t.tgenabled = 'O' AND NOT t.tgisinternal""",
            self._quoted,
        )
        secured = self._all(
            """SELECT relname, relispartition FROM pg_class WHERE relnamespace = to_regnamespace(%s)
            AND relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity""",
            self._quoted,
        )
        tables = self._all(
            """SELECT relname, relispartition FROM pg_class
            WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'p')""",
            self._quoted,
        )
        months = {name for name, partition in tables if partition}
        wanted = _TRIGGERS | {(name, trigger) for name in months for trigger in ("keep", "ordered", "whole")}
        return (
            wanted == set(triggers)
            and set(secured) == set(tables)
            and {name for name, partition in tables if not partition} == set(_TABLES)
        )

    def everything(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of every record, and body, share, nonce and erasure beside it, in log order."""
        query = """SELECT rec.tenant, rec.seq, rec.rid, rec.kind, rec.ts, rec.hdr, rec.leaf,
            body.sealed, shred.e, blind.nonce, erased.event
          FROM {s}.rec LEFT JOIN {s}.body USING (tenant, rid) LEFT JOIN {s}.shred USING (tenant, rid)
            LEFT JOIN {s}.blind USING (tenant, rid) LEFT JOIN {s}.erased USING (tenant, rid)
          ORDER BY rec.tenant, rec.seq"""
        yield from self._stream(query)

    def heads(self) -> Iterator[tuple[Any, ...]]:
        """Yield tenant, size, frontier and note of every head."""
        yield from self._all("SELECT tenant, size, frontier, note FROM {s}.head")

    def tokens(self, rid: str) -> list[bytes]:
        """Return a record's tokens of the blind index."""
        return [bytes(token) for (token,) in self._all("SELECT token FROM {s}.token WHERE rid = %s", rid)]

    def erased_by(self, event: str) -> Iterator[str]:
        """Yield the ids that an erasure erased, sorted."""
        found = self._all('SELECT rid FROM {s}.erased WHERE event = %s ORDER BY rid COLLATE "C"', event)
        yield from (rid for (rid,) in found)

    def orphans(self, table: str) -> int:
        """Return how many rows of a table belong to no record, or lack what they come with."""
        found = self._all(_ORPHANS[table], table=table)
        return int(found[0][0])

    def signing(self) -> list[tuple[bytes, bytes]]:
        """Return public half and sealed private half of every checkpoint key kept here."""
        return [
            (bytes(public), bytes(sealed))
            for public, sealed in self._all(
                "SELECT public, sealed FROM {s}.signing WHERE tenant = %s", self._tenant
            )
        ]

    def keep_signing(self, public: bytes, sealed: bytes) -> None:
        """Put a checkpoint key in the place of all others, within a transaction."""
        self._run("DELETE FROM {s}.signing WHERE tenant = %s", self._tenant)
        self._run("INSERT INTO {s}.signing VALUES (%s, %s, %s)", self._tenant, public, sealed)

    @cached_property
    def _quoted(self) -> str:
        return sql.Identifier(self._schema).as_string()

    def _query(self, query: str, table: str) -> sql.Composed:
        # Queries are constants of this file; only names are put in, quoted.
        return sql.SQL(query.replace("{c}", _COLUMNS)).format(
            s=sql.Identifier(self._schema), t=sql.Identifier(table)
        )

    def _run(self, query: str, *values: Any, table: str = "") -> None:
        self._db.execute(self._query(query, table), values)

    @contextmanager
    def _own(self) -> Iterator[None]:
        """See the tenant's own rows, whatever transaction this is in."""
        with self._db.transaction():
            self._db.execute("SELECT set_config('app.tenant', %s, true)", (self._tenant,))
            yield

    def _all(self, query: str, *values: Any, table: str = "") -> list[tuple[Any, ...]]:
        with self._own():
            return self._db.execute(self._query(query, table), values).fetchall()

    def _stream(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield rows as they come, not all at once; other queries may run in between."""
        with self._own(), self._db.cursor(name="walk") as cursor:
            cursor.itersize = 1000
            cursor.execute(self._query(query, ""), values)
            for row in cursor:
                yield tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)

    def _rows(self, query: str, *values: Any) -> Iterator[Row]:
        for tenant, seq, rid, kind, ts, hdr, leaf in self._all(query, *values):
            yield Row(tenant, seq, rid, kind, ts, bytes(hdr), bytes(leaf))

    def _one(self, query: str, *values: Any) -> Row | None:
        return next(self._rows(query, *values), None)


def _name(error: psycopg.Error) -> str:
    """Say what failed without the server's words, which quote values."""
    return error.sqlstate or type(error).__name__
