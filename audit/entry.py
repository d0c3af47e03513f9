"""From a record to what a store keeps of it: sealed, committed to and hashed into its leaf."""

import secrets

from audit.errors import RecordError
from audit.events import KIND_CODE, Kind
from audit.index import NONCE, commit
from audit.merkle import Frontier, leaf, leaf_hash
from audit.record import Record, parse_header
from audit.record import placed as placed_header
from audit.ring import Ring
from audit.seal import seal
from audit.spool import Waiting
from audit.store.protocol import Store
from audit.store.rows import New, Row


def entry(record: Record, ring: Ring, seq: int, rid: str, ts: int) -> New:
    """Seal a record for its position in the log.

    Args:
        record: the event.
        ring: to whose recipients its body is sealed.
        seq: its position, from 0.
        rid: its id, 32 hex digits.
        ts: UTC seconds.

    Raises:
        RecordError: a value does not fit the header.
    """
    sealed = seal(record, ring, seq=seq, rid=rid, ts=ts)
    nonce = secrets.token_bytes(NONCE) if record.tokens else b""
    row = _row(
        record.tenant, record.event.kind, seq, rid, ts, sealed.header, sealed.sealed, nonce, record.tokens
    )
    return New(row, sealed.sealed, sealed.share, nonce, record.tokens)


def waiting(record: Record, ring: Ring, rid: str, ts: int) -> Waiting:
    """Seal a record that gets its position later.

    Args:
        record: the event.
        ring: to whose recipients its body is sealed.
        rid: its id, 32 hex digits.
        ts: UTC seconds.

    Raises:
        RecordError: a value does not fit the header.
    """
    sealed = seal(record, ring, seq=None, rid=rid, ts=ts)
    nonce = secrets.token_bytes(NONCE) if record.tokens else b""
    return Waiting(rid, ts, sealed.header, sealed.sealed, sealed.share, nonce, record.tokens)


def placed(kept: Waiting, tenant: str, seq: int) -> New:
    """Give a record that waited its position.

    Args:
        kept: as `waiting` made it.
        tenant: whose log it goes to.
        seq: its position, from 0.

    Raises:
        RecordError: its header is not one, of another log, or not that of what was kept.
    """
    header = placed_header(kept.hdr, seq)
    said = parse_header(header)
    # A spool is a file like any other: what it holds is looked at before it becomes part of a log.
    if said.tenant != tenant:
        raise RecordError("tenant: not that of this log")
    if (said.kind, said.rid, said.ts, said.idx) != (Kind.FLAG, kept.rid, kept.ts, len(kept.tokens)):
        raise RecordError("header: not that of what was kept with it")
    row = _row(said.tenant, said.kind, seq, kept.rid, kept.ts, header, kept.sealed, kept.nonce, kept.tokens)
    return New(row, kept.sealed, kept.share, kept.nonce, kept.tokens)


def added(store: Store, tree: Frontier, new: New) -> Frontier:
    """Add what is kept of a record to a store, within its transaction, and return the tree with its leaf."""
    store.add(new)
    return tree.append(leaf_hash(new.row.leaf))


def _row(
    tenant: str,
    kind: Kind,
    seq: int,
    rid: str,
    ts: int,
    header: bytes,
    sealed: bytes,
    nonce: bytes,
    tokens: tuple[bytes, ...],
) -> Row:
    committed = commit(nonce, tokens) if tokens else b""
    made = leaf(KIND_CODE[kind], bytes.fromhex(rid), header, sealed, committed)
    return Row(tenant, seq, rid, str(kind), ts, header, made)
