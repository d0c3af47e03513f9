"""Verification of a whole store, in constant memory and without any key.

Everything a store holds is recomputed or compared: leaves and trees from the columns, columns
with the headers, shares with the digests in the headers, tables and triggers with `SCHEMA`. What it
cannot see is a log that was cut *and* whose head was rewritten to match: for that, keep receipts.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from audit.errors import RecordError
from audit.merkle import LEAF, Frontier, leaf_hash
from audit.record import NAME, parse_header
from audit.seal import sealed_length, share_digest
from audit.store.sqlite import DAMAGE, Row, SqliteStore, leaf_of, schema_matches

KEPT: Final = 1000
"""Problems kept in a report; more are counted only."""

COVERED: Final = MappingProxyType(
    {
        "rec": frozenset({"tenant", "seq", "rid", "kind", "ts", "hdr", "sealed", "leaf"}),
        "head": frozenset({"tenant", "size", "frontier", "root"}),
        "shred": frozenset({"rid", "e"}),
    }
)
"""Every column that the checks below cover; a test fails when the schema has one more."""

_RECORDS: Final = """SELECT rec.tenant, rec.seq, rec.rid, rec.kind, rec.ts, rec.hdr, rec.sealed, rec.leaf, shred.e
  FROM rec LEFT JOIN shred ON shred.rid = rec.rid ORDER BY rec.tenant, rec.seq"""
_ORPHANS: Final = "SELECT COUNT(*) FROM shred WHERE NOT EXISTS (SELECT 1 FROM rec WHERE rec.rid = shred.rid)"


class Check(StrEnum):
    """What a problem was found in."""

    FILE = "file"
    SCHEMA = "schema"
    HEADER = "header"
    COPY = "copy"
    SEQUENCE = "sequence"
    SEALED = "sealed"
    LEAF = "leaf"
    SHARE = "share"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written.

    Args:
        kind: the check that failed.
        tenant: whose record or head; empty when unknown or unreadable.
        seq: position of the record, or None.
        detail: one of a fixed set of sentences; never content.
    """

    kind: Check
    tenant: str
    seq: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a verification.

    Args:
        records: records read.
        trees: recomputed tree by tenant, to be compared with receipts kept elsewhere.
        problems: the first thousand problems, in the order found.
        omitted: problems beyond those.
    """

    records: int
    trees: tuple[tuple[str, Frontier], ...]
    problems: tuple[Problem, ...]
    omitted: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify(path: Path) -> Report:
    """Verify a store.

    Damage is reported, not raised.

    Raises:
        StoreError: no such file, or not SQLite.
    """
    with closing(SqliteStore.read(path)) as store:
        records = _Records()
        kept: list[Problem] = []
        omitted = 0
        for check in (_file, _schema, records.check, records.heads, _orphans):
            for problem in _guarded(check(store)):
                if len(kept) < KEPT:
                    kept.append(problem)
                else:
                    omitted += 1
    return Report(records.count, tuple(records.trees.items()), tuple(kept), omitted)


def _guarded(problems: Iterator[Problem]) -> Iterator[Problem]:
    """Turn an unreadable page into a problem, so that the checks after it still run."""
    try:
        yield from problems
    except DAMAGE:
        yield Problem(Check.FILE, "", None, "a page cannot be read")


def _file(store: SqliteStore) -> Iterator[Problem]:
    if store.query("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        yield Problem(Check.FILE, "", None, "pages or indexes are damaged")


def _schema(store: SqliteStore) -> Iterator[Problem]:
    if not schema_matches(store):
        yield Problem(Check.SCHEMA, "", None, "tables, triggers or version are not the ones of this version")


def _orphans(store: SqliteStore) -> Iterator[Problem]:
    if store.query(_ORPHANS).fetchone()[0]:
        yield Problem(Check.SHARE, "", None, "a share belongs to no record")


class _Records:
    """The pass over all records, and what it leaves behind for the heads."""

    def __init__(self) -> None:
        self.count = 0
        self.trees: dict[str, Frontier] = {}

    def check(self, store: SqliteStore) -> Iterator[Problem]:
        """Check each record by itself and grow its tenant's tree."""
        for *columns, share in store.query(_RECORDS):
            self.count += 1
            row = Row(*columns)
            tenant, seq = _shown(row.tenant), columns[1] if isinstance(columns[1], int) else None
            if not all(isinstance(column, bytes) for column in (*columns[-3:], share or b"")):
                yield Problem(Check.FILE, tenant, seq, "not bytes")
                continue
            for kind, detail in self._record(row, share or b""):
                yield Problem(kind, tenant, seq, detail)

    def _record(self, row: Row, share: bytes) -> Iterator[tuple[Check, str]]:
        tree = self.trees.get(row.tenant, Frontier())
        if row.seq != tree.size:
            yield Check.SEQUENCE, "a record before this one is missing or out of place"
        if len(row.leaf) != LEAF:
            yield Check.LEAF, "not a leaf"
        else:
            self.trees[row.tenant] = tree.append(leaf_hash(row.leaf))
        try:
            if leaf_of(row) != row.leaf:
                yield Check.LEAF, "does not belong to the record"
            header = parse_header(row.hdr)
        except (RecordError, ValueError, TypeError):
            yield Check.HEADER, "not a canonical header"
            return
        record = header.record
        copies = (record.tenant, header.seq, header.rid, str(record.kind), header.ts)
        if copies != (row.tenant, row.seq, row.rid, row.kind, row.ts):
            yield Check.COPY, "a column differs from the header"
        if len(row.sealed) != sealed_length(header):
            yield Check.SEALED, "length is not the one that the header gives"
        if header.share != (share_digest(share) if share else ""):
            yield Check.SHARE, "missing, superfluous or not the one that the header names"

    def heads(self, store: SqliteStore) -> Iterator[Problem]:
        """Compare the stored heads with the trees that the records gave."""
        headless = set(self.trees)
        for tenant, *columns in store.query("SELECT tenant, size, frontier, root FROM head"):
            headless.discard(tenant)
            tree = self.trees.get(tenant)
            if tree is None or columns != [tree.size, tree.to_bytes(), tree.root()]:
                yield Problem(Check.HEAD, _shown(tenant), None, "does not belong to the records")
        for tenant in sorted(headless, key=str):
            yield Problem(Check.HEAD, _shown(tenant), None, "missing")


def _shown(tenant: Any) -> str:
    """Return a tenant that is fit for a terminal; a damaged file may hold anything there."""
    return tenant if isinstance(tenant, str) and NAME.fullmatch(tenant) else ""
