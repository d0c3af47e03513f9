"""Verify a store: every record, leaf, tree, key and checkpoint recomputed, every column compared.

One pass in the order of the log, in constant memory. What is erased on record is as it should be; what
is missing otherwise is a problem. What a record owes to those before it: `audit.rules`.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from audit import facts, index
from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError
from audit.events import KIND_CODE, Erasure
from audit.facts import Facts
from audit.fields import NAME
from audit.merkle import HASH, LEAF
from audit.note import verified
from audit.record import TOKEN
from audit.rules import DAY_S, NO_RINGS, Check, Found, Log, Rings, follow, retention
from audit.seal import share_digest
from audit.signing import origin
from audit.statements import RETENTION
from audit.store.protocol import Store
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
_RID, _HEADER, _SEALED, _INDEX = (2, 18, 50, 82)
"""Where the parts of a leaf begin, after its version and the code of its kind."""
_NONE: Final = bytes(HASH)


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


def verify(path: Path, rings: Rings = NO_RINGS) -> Report:
    """Verify an embedded store.

    Damage is reported, not raised.

    Args:
        path: its file.
        rings: as for `verify_store`.

    Raises:
        StoreError: no such file, or not SQLite.
    """
    with closing(SqliteStore.read(path)) as store:
        return verify_store(store, rings)


def verify_store(store: Store, rings: Rings = NO_RINGS) -> Report:
    """Verify a store of any make, as it is at one moment; damage is reported, not raised.

    Args:
        store: open for reading.
        rings: by digest, those that were ever in force; what officers signed under another is a problem.
    """
    records = _Records(store, rings)
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


class _Row(NamedTuple):
    """What a store holds of a record, each of the last four None where there is nothing.

    Any type, as a damaged file may hold anything anywhere; a tuple, as there are millions.
    """

    tenant: Any
    seq: Any
    rid: Any
    kind: Any
    ts: Any
    hdr: Any
    leaf: Any
    sealed: Any
    share: Any
    nonce: Any
    erased: Any


class _Records:
    """The pass over all records, and what it leaves behind for the heads."""

    def __init__(self, store: Store, rings: Rings) -> None:
        self.count = 0
        self.logs: dict[Any, Log] = {}
        self._store = store
        self._rings = rings

    def check(self) -> Iterator[Problem]:
        """Check each record by itself and grow its tenant's tree."""
        for columns in self._store.everything():
            self.count += 1
            row = _Row._make(columns)
            for kind, detail in self._row(row):
                yield Problem(kind, _shown(row.tenant), row.seq if isinstance(row.seq, int) else None, detail)

    def _row(self, row: _Row) -> Found:
        beside = (row.sealed, row.share, row.nonce)
        if not all(isinstance(each, bytes) for each in (row.hdr, row.leaf)) or not all(
            each is None or isinstance(each, bytes) for each in beside
        ):
            yield Check.FILE, "not bytes"
            return
        if b"" in beside:
            yield Check.SEALED, "an empty body, share or nonce"
        log = self.logs.get(row.tenant)
        if log is None:
            log = self.logs[row.tenant] = Log()
        if row.seq != log.size:
            yield Check.SEQUENCE, "a record before this one is missing or out of place"
        if len(row.leaf) != LEAF:
            yield Check.LEAF, "not a leaf"
            return
        log.grow(row.leaf)
        if not _belongs(row):
            yield Check.LEAF, "does not belong to the record"
            return
        try:
            said = facts.read(row.hdr)
        except RecordError:
            yield Check.HEADER, "not a canonical header"
            return
        if said[:5] != row[:5]:
            yield Check.COPY, "a column differs from the header"
        yield from self._erasable(said, row)
        yield from follow(said, log, self._rings)
        if isinstance(said.event, Erasure):
            yield from self._erasure(said, said.event, log)

    def _erasable(self, said: Facts, row: _Row) -> Found:
        """Compare body, share and tokens with the header and the leaf, unless all of them are erased."""
        # A token without a nonce is found among the orphans.
        tokens = self._store.tokens(said.rid) if said.idx or row.nonce else []
        if row.erased is not None and not (said.blen or said.idx):
            yield Check.ERASURE, "there was nothing to erase"
        elif row.erased is not None:
            if row.sealed or row.share or row.nonce or tokens:
                yield Check.ERASURE, "erased, and still there"
            return
        if len(row.sealed or b"") != said.sealed:
            yield Check.SEALED, "length is not the one that the header gives"
        elif (sha256(row.sealed).digest() if row.sealed else _NONE) != row.leaf[_SEALED:_INDEX]:
            yield Check.SEALED, "not the body of the leaf"
        if said.share != (share_digest(row.share) if row.share else ""):
            yield Check.SHARE, "missing, superfluous or not the one that the header names"
        if tokens or row.nonce or said.idx or row.leaf[_INDEX:] != _NONE:
            yield from _indexed(said, row, tokens)

    def _erasure(self, said: Facts, event: Erasure, log: Log) -> Found:
        """Compare an erasure with what is on record as erased by it, and that with holds and age."""
        listed, n = sha256(), 0
        held, youngest = log.holds(said.ts), None
        if event.officer == RETENTION:
            youngest = said.ts - (retention(event) or 0) * DAY_S
        kept = young = False
        for rid in self._store.erased_by(said.rid):
            listed.update(f"{rid}\n".encode("utf-8", "surrogateescape"))
            n += 1
            row = self._store.by_rid(rid) if held or youngest is not None else None
            if row is not None and isinstance(row.ts, int):  # what is amiss there is reported there
                kept = kept or any(each.since <= row.ts <= each.until for each in held)
                young = young or (youngest is not None and row.ts > youngest)
        log.erased += n
        if (n, listed.hexdigest()) != (event.n, event.rids):
            yield Check.ERASURE, "the records erased are not those that it names"
        if kept:
            yield Check.ERASURE, "a record was kept by a hold"
        if young:
            yield Check.ERASURE, "a record was younger than the retention time"

    def heads(self) -> Iterator[Problem]:
        """Compare the stored heads and what was signed of them with the trees that the records gave."""
        headless = set(self.logs)
        for tenant, *columns in self._store.heads():
            headless.discard(tenant)
            log, shown = self.logs.get(tenant), _shown(tenant)
            tree = None if log is None else log.tree
            if log is None or tree is None or columns[:2] != [tree.size, tree.to_bytes()]:
                yield Problem(Check.HEAD, shown, None, "does not belong to the records")
            elif not _signed(columns[2], shown, log):
                yield Problem(Check.CHECKPOINT, shown, None, "not signed by the log's key for this tree")
            if log is not None and log.ahead:
                yield Problem(Check.RING, shown, None, "the last record names a ring that is not in force")
        for tenant in sorted(headless, key=str):
            yield Problem(Check.HEAD, _shown(tenant), None, "missing")


def _belongs(row: _Row) -> bool:
    """Tell whether a row's leaf is that of its kind, id and header."""
    leaf = row.leaf
    return bool(
        leaf[0] == 1
        and leaf[1] == _CODES.get(row.kind)
        and leaf[_RID:_HEADER].hex() == row.rid
        and leaf[_HEADER:_SEALED] == sha256(row.hdr).digest()
    )


def _indexed(said: Facts, row: _Row, tokens: Sequence[bytes]) -> Found:
    """Compare tokens and their nonce with the leaf."""
    nonce = row.nonce or b""
    if len(tokens) != said.idx or bool(nonce) != bool(tokens):
        yield Check.INDEX, "tokens or their nonce are missing or superfluous"
    elif not all(isinstance(each, bytes) and len(each) == TOKEN for each in tokens):
        yield Check.INDEX, "a token of another length"
    elif tokens and len(nonce) != index.NONCE:
        yield Check.INDEX, "a nonce of another length"
    elif (index.commit(nonce, tokens) if tokens else _NONE) != row.leaf[_INDEX:]:
        yield Check.INDEX, "tokens are not those of the leaf"


def _signed(note: Any, tenant: str, log: Log) -> bool:
    if log.key is None or not isinstance(note, str):
        return False
    try:
        text, _ = verified(note, [log.key])
        if note.count("\u2014 ") != 1:
            return False  # a line by somebody else is nothing that was written here
        return Checkpoint.decode(text) == Checkpoint(origin(tenant), log.size, log.tree.root())
    except (NoteError, IntegrityError):
        return False


def _shown(tenant: Any) -> str:
    """Return a tenant that is fit for a terminal; a damaged file may hold anything there."""
    return tenant if isinstance(tenant, str) and NAME.fullmatch(tenant) else ""
