"""Verify a store: every record, leaf, tree, key and checkpoint recomputed, every column compared.

One pass in the order of the log, in constant memory. What is erased on record is as it should be; what
is missing otherwise is a problem.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from audit import index
from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError
from audit.events import KIND_CODE, NAME, Erasure, Rotation
from audit.merkle import LEAF, Frontier, leaf_hash
from audit.note import Verifier, verified
from audit.record import TOKEN, Header, parse_header
from audit.seal import sealed_length, share_digest
from audit.signing import origin
from audit.store.protocol import Store
from audit.store.rows import LeafParts, Row, parts
from audit.store.sqlite import SqliteStore

KEPT: Final = 1000
"""Problems kept in a report; more are counted only."""

COVERED: Final = MappingProxyType(
    {
        "rec": frozenset({"tenant", "seq", "rid", "kind", "ts", "hdr", "leaf"}),
        "head": frozenset({"tenant", "size", "frontier", "note"}),
        "body": frozenset({"rid", "sealed"}),
        "shred": frozenset({"rid", "e"}),
        "blind": frozenset({"rid", "nonce"}),
        "token": frozenset({"token", "rid"}),
        "erased": frozenset({"rid", "event"}),
    }
)
"""Every column that the checks below cover; a test fails when the schema has one more."""

_CODES: Final = MappingProxyType({str(kind): code for kind, code in KIND_CODE.items()})
_ROW: Final = 7
"""Columns of a record before what stands beside it."""


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
    INDEX = "index"
    ERASURE = "erasure"
    ROTATION = "rotation"
    CHECKPOINT = "checkpoint"
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


@dataclass(slots=True)
class Log:
    """What one tenant's records gave so far.

    Args:
        tree: the tree of their leaves.
        first: the key that the first record names, None if it names none.
        key: the key in force.
        rotations: keys named so far.
        erased: records whose erasure is on record.
    """

    tree: Frontier = field(default_factory=Frontier)
    first: Verifier | None = None
    key: Verifier | None = None
    rotations: int = 0
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a verification.

    Args:
        records: records read.
        logs: what was recomputed, by tenant, to be compared with receipts and keys kept elsewhere; the
            tenant is empty where a damaged file holds anything else.
        problems: the first thousand problems, in the order found.
        omitted: problems beyond those.
    """

    records: int
    logs: tuple[tuple[str, Log], ...]
    problems: tuple[Problem, ...]
    omitted: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify(path: Path) -> Report:
    """Verify an embedded store.

    Damage is reported, not raised.

    Raises:
        StoreError: no such file, or not SQLite.
    """
    with closing(SqliteStore.read(path)) as store:
        return verify_store(store)


def verify_store(store: Store) -> Report:
    """Verify a store of any make, as it is at one moment; damage is reported, not raised."""
    records = _Records(store)
    kept: list[Problem] = []
    omitted = 0
    with store.snapshot():
        for problems in (_as_made(store), records.check(), records.heads(), _orphans(store)):
            for problem in _guarded(store, problems):
                if len(kept) < KEPT:
                    kept.append(problem)
                else:
                    omitted += 1
    logs = tuple((_shown(tenant), log) for tenant, log in records.logs.items())
    return Report(records.count, logs, tuple(kept), omitted)


def _guarded(store: Store, problems: Iterator[Problem]) -> Iterator[Problem]:
    """Turn an unreadable page into a problem, so that the checks after it still run."""
    try:
        yield from problems
    except store.damage:
        yield Problem(Check.FILE, "", None, "a page cannot be read")


def _as_made(store: Store) -> Iterator[Problem]:
    if not store.whole():
        yield Problem(Check.FILE, "", None, "pages or indexes are damaged")
    if not store.as_made():
        yield Problem(Check.SCHEMA, "", None, "tables, triggers or version are not the ones of this version")


def _orphans(store: Store) -> Iterator[Problem]:
    for table, kind, said in (
        ("body", Check.SEALED, "a body belongs to no record"),
        ("shred", Check.SHARE, "a share belongs to no record"),
        ("blind", Check.INDEX, "a nonce belongs to no record"),
        ("token", Check.INDEX, "a token belongs to no record, or has no nonce"),
        ("erased", Check.ERASURE, "an erasure belongs to no record, or no record tells of it"),
    ):
        if store.orphans(table):
            yield Problem(kind, "", None, said)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a record, each empty where there is nothing."""

    sealed: bytes
    share: bytes
    nonce: bytes
    erased: bool


class _Records:
    """The pass over all records, and what it leaves behind for the heads."""

    def __init__(self, store: Store) -> None:
        self.count = 0
        self.logs: dict[str, Log] = {}
        self._store = store

    def check(self) -> Iterator[Problem]:
        """Check each record by itself and grow its tenant's tree."""
        for columns in self._store.everything():
            self.count += 1
            row = Row(*columns[:_ROW])
            sealed, share, nonce = (b"" if each is None else each for each in columns[_ROW:-1])
            tenant, seq = _shown(row.tenant), columns[1] if isinstance(columns[1], int) else None
            if not all(isinstance(each, bytes) for each in (row.hdr, row.leaf, sealed, share, nonce)):
                yield Problem(Check.FILE, tenant, seq, "not bytes")
                continue
            if b"" in columns[_ROW:-1]:
                yield Problem(Check.SEALED, tenant, seq, "an empty body, share or nonce")
            log = self.logs.setdefault(row.tenant, Log())
            found = _Beside(sealed, share, nonce, columns[-1] is not None)
            for kind, detail in self._record(row, found, log):
                yield Problem(kind, tenant, seq, detail)

    def _record(self, row: Row, beside: _Beside, log: Log) -> Iterator[tuple[Check, str]]:
        if row.seq != log.tree.size:
            yield Check.SEQUENCE, "a record before this one is missing or out of place"
        if len(row.leaf) != LEAF:
            yield Check.LEAF, "not a leaf"
            return
        log.tree = log.tree.append(leaf_hash(row.leaf))
        leaf = _leaf_of(row)
        if leaf is None:
            yield Check.LEAF, "does not belong to the record"
            return
        try:
            header = parse_header(row.hdr)
        except RecordError:
            yield Check.HEADER, "not a canonical header"
            return
        copies = (header.tenant, header.seq, header.rid, str(header.kind), header.ts)
        if copies != (row.tenant, row.seq, row.rid, row.kind, row.ts):
            yield Check.COPY, "a column differs from the header"
        yield from self._erasable(header, leaf, beside)
        if isinstance(header.event, Rotation):
            yield from _rotated(header, header.event, log)
        elif not log.rotations:
            yield Check.ROTATION, "the log does not begin with its key"
        if isinstance(header.event, Erasure):
            yield from self._erasure(header, header.event, log)

    def _erasable(self, header: Header, leaf: LeafParts, beside: _Beside) -> Iterator[tuple[Check, str]]:
        """Compare body, share and tokens with the header and the leaf, unless all of them are erased."""
        some = bool(header.idx or beside.nonce)  # a token without a nonce is found among the orphans
        tokens = self._store.tokens(header.rid) if some else []
        if beside.erased and not (header.blen or header.idx):
            yield Check.ERASURE, "there was nothing to erase"
        elif beside.erased:
            if beside.sealed or beside.share or beside.nonce or tokens:
                yield Check.ERASURE, "erased, and still there"
            return
        if len(beside.sealed) != sealed_length(header):
            yield Check.SEALED, "length is not the one that the header gives"
        elif (sha256(beside.sealed).digest() if beside.sealed else b"") != leaf.sealed:
            yield Check.SEALED, "not the body of the leaf"
        if header.share != (share_digest(beside.share) if beside.share else ""):
            yield Check.SHARE, "missing, superfluous or not the one that the header names"
        yield from _indexed(header, leaf, beside.nonce, tokens)

    def _erasure(self, header: Header, event: Erasure, log: Log) -> Iterator[tuple[Check, str]]:
        listed, n = sha256(), 0
        for rid in self._store.erased_by(header.rid):
            listed.update(f"{rid}\n".encode("utf-8", "surrogateescape"))
            n += 1
        log.erased += n
        if (n, listed.hexdigest()) != (event.n, event.rids):
            yield Check.ERASURE, "the records erased are not those that it names"

    def heads(self) -> Iterator[Problem]:
        """Compare the stored heads and what was signed of them with the trees that the records gave."""
        headless = set(self.logs)
        for tenant, *columns in self._store.heads():
            headless.discard(tenant)
            log, shown = self.logs.get(tenant), _shown(tenant)
            if log is None or columns[:2] != [log.tree.size, log.tree.to_bytes()]:
                yield Problem(Check.HEAD, shown, None, "does not belong to the records")
            elif not _signed(columns[2], shown, log):
                yield Problem(Check.CHECKPOINT, shown, None, "not signed by the log's key for this tree")
        for tenant in sorted(headless, key=str):
            yield Problem(Check.HEAD, _shown(tenant), None, "missing")


def _leaf_of(row: Row) -> LeafParts | None:
    """Return what a row's leaf says, None if it is not that of its kind, id and header."""
    try:
        said = parts(row.leaf)
    except IntegrityError:
        return None
    own = (said.kind, said.rid, said.header) == (_CODES.get(row.kind), row.rid, sha256(row.hdr).digest())
    return said if own else None


def _indexed(
    header: Header, leaf: LeafParts, nonce: bytes, tokens: Sequence[bytes]
) -> Iterator[tuple[Check, str]]:
    """Compare tokens and their nonce with the leaf."""
    if len(tokens) != header.idx or bool(nonce) != bool(tokens):
        yield Check.INDEX, "tokens or their nonce are missing or superfluous"
    elif not all(isinstance(each, bytes) and len(each) == TOKEN for each in tokens):
        yield Check.INDEX, "a token of another length"
    elif tokens and len(nonce) != index.NONCE:
        yield Check.INDEX, "a nonce of another length"
    elif (index.commit(nonce, tokens) if tokens else b"") != leaf.index:
        yield Check.INDEX, "tokens are not those of the leaf"


def _rotated(header: Header, event: Rotation, log: Log) -> Iterator[tuple[Check, str]]:
    """Follow the log to its next key, if the key before it signed that one."""
    verifier = Verifier(origin(header.tenant), bytes.fromhex(event.key))
    if event.number != log.rotations:
        yield Check.ROTATION, "a rotation before this one is missing"
    if event.number and (
        log.key is None or not log.key.verifies(bytes.fromhex(event.sig), event.statement(header.tenant))
    ):
        yield Check.ROTATION, "not signed by the key before it"
    if not event.number and log.tree.size > 1:
        yield Check.ROTATION, "a first key in the middle of the log"
    log.first = log.first or verifier
    log.key, log.rotations = verifier, event.number + 1


def _signed(note: Any, tenant: str, log: Log) -> bool:
    if log.key is None or not isinstance(note, str):
        return False
    try:
        text, _ = verified(note, [log.key])
        if note.count("\u2014 ") != 1:
            return False  # a line by somebody else is nothing that was written here
        return Checkpoint.decode(text) == Checkpoint(origin(tenant), log.tree.size, log.tree.root())
    except (NoteError, IntegrityError):
        return False


def _shown(tenant: Any) -> str:
    """Return a tenant that is fit for a terminal; a damaged file may hold anything there."""
    return tenant if isinstance(tenant, str) and NAME.fullmatch(tenant) else ""
