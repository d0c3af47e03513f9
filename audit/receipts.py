"""Receipts that somebody kept: whether the log still is what it was when one was given."""

import json
from typing import Final

from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError
from audit.events import Kind, Rotation
from audit.log import Receipt
from audit.merkle import Frontier, leaf_hash
from audit.note import Verifier, verified
from audit.record import parse_header
from audit.signing import origin
from audit.store.protocol import Store

_KEYS: Final = {"rid", "seq", "size", "root", "note"}


def read(raw: bytes) -> Receipt:
    """Read a receipt from JSON: `rid`, `seq`, `size`, `root`, `note`, and perhaps `settled`.

    Raises:
        IntegrityError: not one.
    """
    try:
        members = json.loads(raw)
        receipt = Receipt(**members)
    except (TypeError, ValueError, RecursionError):
        raise IntegrityError(f"receipt: expected the keys {', '.join(sorted(_KEYS))}") from None
    numbers, strings = (receipt.seq, receipt.size), (receipt.rid, receipt.root, receipt.note)
    if not all(type(each) is int for each in numbers) or not all(isinstance(each, str) for each in strings):
        raise IntegrityError("receipt: a member is of the wrong type")
    return receipt


def check(store: Store, receipt: Receipt) -> None:
    """Compare a receipt with a store: same record, same tree, and a checkpoint of the key of then.

    Args:
        store: read within one snapshot.
        receipt: as it was given.

    Raises:
        IntegrityError: the log is not the one that gave this receipt, or was cut or changed since.
    """
    row = store.by_rid(receipt.rid)
    if row is None or row.seq != receipt.seq or receipt.size <= receipt.seq:
        raise IntegrityError("receipt: its record is not in the log, or at another place")
    tree, key = Frontier(), b""
    for each in store.in_order(row.tenant):
        if tree.size == receipt.size:
            break
        tree = tree.append(leaf_hash(each.leaf))
        if each.kind == Kind.ROTATE:
            key = _key(each.hdr)
    if (tree.size, tree.root().hex()) != (receipt.size, receipt.root):
        raise IntegrityError("receipt: the log was cut or changed since")
    try:
        text, _ = verified(receipt.note, [Verifier(origin(row.tenant), key)])
        said = Checkpoint.decode(text)
    except (NoteError, ValueError):
        raise IntegrityError("receipt: not signed by the log's key of then") from None
    if said != Checkpoint(origin(row.tenant), tree.size, tree.root()):
        raise IntegrityError("receipt: the checkpoint is of another tree")


def _key(header: bytes) -> bytes:
    try:
        event = parse_header(header).event
    except RecordError:
        raise IntegrityError("receipt: the log was changed: run `audit verify`") from None
    return bytes.fromhex(event.key) if isinstance(event, Rotation) else b""
