"""The store of a fleet: PostgreSQL, one schema, row-level security by tenant, months as partitions.

Several gateways append to one log: the tenant is locked for each batch, so numbers have no gap.
Triggers and roles are guard rails; a superuser can pass them, and then `audit.verify` reports it. A
login that may act as `gw` names its tenant itself, so it is trusted for every tenant, unless the owner
binds it: with rows in the table `login` it sees and writes the tenants named there and no others.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Self

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from audit.errors import IntegrityError, StoreError
from audit.events import Kind
from audit.merkle import leaf_hash
from audit.store import catalogue
from audit.store.rows import Head, New, Row, fits

SCHEMA: Final = "guard_audit"
_WAITS: Final = (
    "-c search_path=pg_catalog,pg_temp -c lock_timeout=5000 -c idle_in_transaction_session_timeout="
)
_WRITES: Final = f"{_WAITS}10000 -c statement_timeout=5000"
_READS: Final = f"{_WAITS}600000 -c statement_timeout=0"
"""A reader may walk through a large log; a writer that hangs holds up its tenant's other gateways."""
_PEER: Final = MappingProxyType(
    {
        "connect_timeout": 5,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
)
"""A server that vanished without a word is noticed within about ten seconds."""
_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_FETCH: Final = 1000
_AHEAD_S: Final = 31 * 86_400
"""Seconds before the last partition ends in which the next ones are made."""
_COLUMNS: Final = "tenant, seq, rid, kind, ts, hdr, leaf"
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
    try:
        with psycopg.connect(dsn) as db:
            known = {name for (name,) in db.execute("SELECT rolname FROM pg_roles")}
            for name in (f"{schema}_{role}" for role in catalogue.ROLES):
                if name not in known:
                    db.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
            db.execute(catalogue.script(schema).encode())
    except psycopg.Error as error:
        raise StoreError(f"PostgreSQL: cannot make the schema: {_name(error)}") from None


class PostgresStore:
    """One connection to one tenant's part of a store; use it from one thread.

    Args:
        connection: open, in autocommit mode, and set to the tenant.
        tenant: whose part it is.
        schema: the schema's name.
    """

    damage = (psycopg.Error, UnicodeDecodeError)

    def __init__(self, connection: psycopg.Connection[Any], tenant: str, schema: str = SCHEMA) -> None:
        self._db = connection
        self._tenant = tenant
        self._schema = schema
        self._new: list[New] = []
        self._writing = False
        self._readers = 0
        self._walks = 0
        self._months = [0, 0]
        self._latest = 0

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
            waits = _READS if role == "reader" else _WRITES
            db = psycopg.connect(make_conninfo(dsn, options=waits, **_PEER), autocommit=True)
        except psycopg.Error as error:
            raise StoreError(f"PostgreSQL: cannot be reached: {_name(error)}") from None
        try:
            db.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(f"{schema}_{role}")))
            db.execute("SET synchronous_commit = on")
            db.execute("SELECT set_config('app.tenant', %s, false)", (tenant,))
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                found = db.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()
                if found != ("on",):
                    raise StoreError(f"PostgreSQL: {name} is off: what it acknowledges could be lost")  # noqa: TRY301
            store = cls(db, tenant, schema)
            if role != "reader":
                store._make_months(int(time.time()))
        except psycopg.Error as error:
            db.close()
            raise StoreError(f"PostgreSQL: cannot be used: {_name(error)}") from None
        except StoreError:
            db.close()
            raise
        return store

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run one write transaction; it is durable once the block has left without an error.

        Raises:
            psycopg.Error: it did not commit. The connection must be thrown away.
            StoreError: it did not commit, since a statement had failed before.
        """
        if self._latest + _AHEAD_S > self._months[1]:
            self._make_months(self._latest)  # now, since the transaction would make all other writers wait
        # Pipelines end before the block and begin after it: the server ends only transactions that idle outside one.
        with self._db.pipeline():
            self._run("BEGIN")
            # Two writers of an empty log have no head to lock yet.
            self._run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", self._tenant)
        self._writing = True
        try:
            yield
            if self._run("COMMIT").statusmessage != "COMMIT":
                raise StoreError("PostgreSQL: not committed")  # noqa: TRY301 - rolled back below
        except BaseException:
            self._new = []
            if not self._db.closed:
                self._run("ROLLBACK")
            raise
        finally:
            self._writing = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads of the block see the store at one moment; within a write transaction, do nothing.

        Raises:
            psycopg.Error: the server refuses.
        """
        if self._writing:
            yield
            return
        if not self._readers:
            self._run(_SNAPSHOT)
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers and not self._db.closed:
                self._run("ROLLBACK")

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
        """Insert a record and what belongs to it, within a transaction; together with others of the batch.

        Raises:
            psycopg.Error: refused, here or later in the transaction, for example because it would leave a gap.
        """
        if not self._months[0] <= new.row.ts < self._months[1]:
            self._make_months(new.row.ts)  # the clock is far from the server's, or was
        self._latest = new.row.ts
        self._new.append(new)

    def set_head(self, tenant: str, head: Head) -> None:
        """Move a tenant's head forward, within the transaction that added the records.

        Raises:
            psycopg.Error: refused, for example because the head would not grow.
        """
        query = """INSERT INTO {s}.head(tenant, size, frontier, note) VALUES (%s, %s, %s, %s)
          ON CONFLICT (tenant) DO UPDATE
            SET size = EXCLUDED.size, frontier = EXCLUDED.frontier, note = EXCLUDED.note"""
        with self._db.pipeline():
            self._run(query, tenant, head.tree.size, head.tree.to_bytes(), head.note)

    def erase(self, rids: Iterable[str], event: str) -> None:
        """Delete bodies, shares and index tokens of records, within a transaction.

        Raises:
            psycopg.Error: refused.
        """
        erased = sorted(rids)
        with self._db.pipeline():
            self._insert("erased", "text, text", [(rid, event) for rid in erased])
            for table in ("shred", "body", "token", "blind"):
                self._run("DELETE FROM {s}.{t} WHERE rid = ANY(%s)", erased, table=table)

    def settle(self) -> None:
        """Say that deleted rows stay: no statement of ours makes them leave the disk.

        Raises:
            StoreError: always.
        """
        raise StoreError(
            "PostgreSQL: deleted rows leave the disk with VACUUM, logs and backups in their own time"
        )

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
        yield from self._walked(
            "SELECT {c} FROM {s}.rec WHERE tenant = %s AND kind = %s ORDER BY seq", tenant, str(kind)
        )

    def erasable(self, tenant: str) -> Iterator[Row]:
        """Yield a tenant's records that have a body or tokens left, oldest first."""
        # EXISTS and not IN: a list of ids that is too long to be hashed would be gone through for each record.
        yield from self._walked(
            """SELECT {c} FROM {s}.rec WHERE tenant = %s AND kind = 'flag'
              AND (EXISTS (SELECT FROM {s}.body WHERE body.rid = rec.rid)
                OR EXISTS (SELECT FROM {s}.blind WHERE blind.rid = rec.rid)) ORDER BY seq""",
            tenant,
        )

    def in_order(self, tenant: str, since: int = 0) -> Iterator[Row]:
        """Yield a tenant's records from a position on, oldest first."""
        yield from self._walked(
            "SELECT {c} FROM {s}.rec WHERE tenant = %s AND seq >= %s ORDER BY seq", tenant, since
        )

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
        """Tell whether functions, triggers, policies, tables and grants are the ones made here."""
        roles = [f"{self._schema}_{role}" for role in catalogue.ROLES]

        def ask(query: str) -> list[tuple[Any, ...]]:
            text = sql.SQL(query).format(
                n=sql.SQL("to_regnamespace({})").format(
                    sql.Literal(sql.Identifier(self._schema).as_string())
                ),
                roles=sql.SQL(", ").join(sql.Literal(each) for each in roles),
            )
            return self._db.execute(text).fetchall()

        months = [name for (name,) in ask(catalogue.MONTHS)]
        found = [catalogue.as_found(fact) for query in catalogue.QUERIES for fact in ask(query)]
        return catalogue.as_made(self._schema, months) == set(found)

    def everything(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of every record, and body, share, nonce and erasure beside it, in log order."""
        query = """SELECT rec.tenant, rec.seq, rec.rid, rec.kind, rec.ts, rec.hdr, rec.leaf,
            body.sealed, shred.e, blind.nonce, erased.event
          FROM {s}.rec LEFT JOIN {s}.body USING (tenant, rid) LEFT JOIN {s}.shred USING (tenant, rid)
            LEFT JOIN {s}.blind USING (tenant, rid) LEFT JOIN {s}.erased USING (tenant, rid)
          ORDER BY rec.tenant, rec.seq"""
        yield from self._walk(query)

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
                "SELECT public, sealed FROM {s}.signing WHERE tenant = %s ORDER BY n DESC", self._tenant
            )
        ]

    def keep_signing(self, public: bytes, sealed: bytes) -> None:
        """Add a checkpoint key, within a transaction; the schema keeps it and the one before it."""
        self._run(
            "INSERT INTO {s}.signing(tenant, public, sealed) VALUES (%s, %s, %s)",
            self._tenant,
            public,
            sealed,
        )

    def _make_months(self, ts: int) -> None:
        """Make the partitions of a second's month and of the two after it, where they are missing."""
        self._months, self._latest = self._all("SELECT {s}.months(%s)", ts)[0][0], ts

    def _flush(self) -> None:
        """Insert what was added, one statement a table."""
        added, self._new = self._new, []
        rows = [
            (new.row.seq, new.row.rid, new.row.kind, new.row.ts, new.row.hdr, new.row.leaf) for new in added
        ]
        with self._db.pipeline():
            self._insert("rec({c})", "bigint, text, text, bigint, bytea, bytea", rows)
            self._insert("body", "text, bytea", [(new.row.rid, new.sealed) for new in added if new.sealed])
            self._insert("shred", "text, bytea", [(new.row.rid, new.share) for new in added if new.sealed])
            self._insert("blind", "text, bytea", [(new.row.rid, new.nonce) for new in added if new.tokens])
            tokens = [(token, new.row.rid) for new in added for token in sorted(set(new.tokens))]
            self._insert("token", "bytea, text", tokens)

    def _insert(self, into: str, types: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows of the tenant, a column of them as one array each."""
        if rows:
            arrays = ", ".join(f"%s::{each}[]" for each in types.split(", "))
            query = f"INSERT INTO {{s}}.{into} SELECT %s, * FROM unnest({arrays})"  # noqa: S608 - our own names
            self._run(query, self._tenant, *map(list, zip(*rows, strict=True)))

    def _run(self, query: str, *values: Any, table: str = "") -> psycopg.Cursor[Any]:
        if self._new:
            self._flush()  # what was added before a statement is there for it
        if self._readers and self._db.info.transaction_status == TransactionStatus.INERROR:
            self._db.execute("ROLLBACK")  # a page could not be read: the reads after it see a later moment
            self._db.execute(_SNAPSHOT)
        return self._db.execute(_composed(query, self._schema, table), values)

    def _all(self, query: str, *values: Any, table: str = "") -> list[tuple[Any, ...]]:
        return self._run(query, *values, table=table).fetchall()

    def _walk(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield rows as they come, of one moment; other queries may run in between."""
        self._walks += 1
        with self.snapshot(), self._db.cursor(name=f"walk{self._walks}", binary=True) as cursor:
            cursor.itersize = _FETCH
            cursor.execute(_composed(query, self._schema, ""), values)
            yield from cursor

    def _walked(self, query: str, *values: Any) -> Iterator[Row]:
        for columns in self._walk(query, *values):
            yield Row(*columns)

    def _rows(self, query: str, *values: Any) -> Iterator[Row]:
        for columns in self._all(query, *values):
            yield Row(*columns)

    def _one(self, query: str, *values: Any) -> Row | None:
        return next(self._rows(query, *values), None)


@lru_cache(maxsize=256)
def _composed(query: str, schema: str, table: str) -> bytes:
    """Put names into a query, quoted; queries are constants of this file."""
    names = sql.SQL(query.replace("{c}", _COLUMNS)).format(s=sql.Identifier(schema), t=sql.Identifier(table))
    return names.as_bytes()


def _name(error: psycopg.Error) -> str:
    """Say what failed without the server's words, which quote values."""
    return error.sqlstate or type(error).__name__
