"""Receipts that somebody kept: whether the log still is what it was when one was given.

As JSON, with the members of `Receipt`, or on one line, as the gateway's header `x-guard-receipt` has it:

    RID:SEQ:SIZE:base64url(root):base64url(id(4) ‖ signature(64))     without padding
    RID::::                                                            of a record without a place yet

The line leaves out what can be rebuilt: the checkpoint is made of the log's name, size and root.
"""

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Final, Self

from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError
from audit.events import Kind, Rotation
from audit.items import Receipt, pending
from audit.merkle import Frontier, leaf_hash
from audit.note import Verifier, verified
from audit.record import parse_header
from audit.signing import origin
from audit.store.protocol import Store

_KEYS: Final = {"rid", "seq", "size", "root", "note"}
_SIGNED: Final = 68
"""Bytes of a key's id and its signature."""
_NUMBER: Final = "(0|[1-9][0-9]{0,18})"
_LINE: Final = re.compile(
    f"([0-9a-f]{{32}}):(?:{_NUMBER}:{_NUMBER}:([A-Za-z0-9_-]{{43}}):([A-Za-z0-9_-]{{91}})|:::)"
)


@dataclass(frozen=True, slots=True)
class Compact:
    """A receipt as one line has it, without the name of its log.

    Args:
        rid: the record's id.
        seq: its position; 0 without a place.
        size: leaves in the tree after its commit; 0 for a record without a place yet.
        root: the tree's head then, hex; empty without a place.
        signed: id of the key and its signature of the checkpoint, 68 bytes; empty without a place.
    """

    rid: str
    seq: int = 0
    size: int = 0
    root: str = ""
    signed: bytes = field(default=b"", repr=False)

    def encode(self) -> str:
        """Return the line."""
        if not self.size:
            return f"{self.rid}::::"
        root, signed = _base64url(bytes.fromhex(self.root)), _base64url(self.signed)
        return f"{self.rid}:{self.seq}:{self.size}:{root}:{signed}"

    @classmethod
    def decode(cls, line: str) -> Self:
        """Read what `encode` wrote.

        Raises:
            IntegrityError: not such a line.
        """
        found = _LINE.fullmatch(line)
        if found is None:
            raise IntegrityError("receipt: expected a JSON object, or RID:SEQ:SIZE:ROOT:SIGNATURE")
        rid, seq, size, root, signed = found.groups()
        if seq is None:
            return cls(rid)
        made = cls(rid, int(seq), int(size), _bytes(root).hex(), _bytes(signed))
        if made.encode() != line:
            raise IntegrityError("receipt: not as it is written")
        return made

    def of(self, tenant: str) -> Receipt:
        """Return the whole receipt, with the note that was signed.

        Args:
            tenant: whose log gave it.

        Raises:
            NoteError: size or root are none that a checkpoint has.
        """
        if not self.size:
            return pending(self.rid)
        name = origin(tenant)
        text = Checkpoint(name, self.size, bytes.fromhex(self.root)).encode()
        note = f"{text}\n\u2014 {name} {base64.b64encode(self.signed).decode('ascii')}\n"
        return Receipt(self.rid, self.seq, self.size, self.root, note)


def compact(receipt: Receipt, tenant: str) -> str:
    """Return a receipt as one line.

    Args:
        receipt: as the log gave it.
        tenant: whose log that is.

    Raises:
        IntegrityError: the note cannot be rebuilt from the line: it is not the checkpoint of this tenant,
            size and root with one signature.
    """
    if not receipt.placed:
        return Compact(receipt.rid).encode()
    try:
        signed = base64.b64decode(receipt.note.rstrip("\n").rpartition(" ")[2], validate=True)
        made = Compact(receipt.rid, receipt.seq, receipt.size, receipt.root, signed)
        whole = made.of(tenant).note == receipt.note and len(signed) == _SIGNED
    except (ValueError, NoteError):
        whole = False
    if not whole:
        raise IntegrityError("receipt: its note is not the log's signed checkpoint")
    return made.encode()


def read(raw: bytes) -> Receipt | Compact:
    """Read one receipt that somebody kept, as JSON or as the line.

    Raises:
        IntegrityError: not one, or several.
    """
    text = raw.decode("utf-8", "replace").strip()
    if text.startswith("{"):
        return from_json(raw)
    if "," in text:
        raise IntegrityError("receipt: several of them: keep each in a file of its own")
    return Compact.decode(text)


def from_json(raw: bytes) -> Receipt:
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


def check(store: Store, kept: Receipt | Compact) -> None:
    """Compare a receipt with a store: same record, same tree, and a checkpoint of the key of then.

    One that was given before its record had a place says only that there is such a record.

    Args:
        store: read within one snapshot.
        kept: the receipt.

    Raises:
        IntegrityError: the log is not the one that gave this receipt, or was cut or changed since.
    """
    row = store.by_rid(kept.rid)
    if kept in (Compact(kept.rid), pending(kept.rid)):
        if row is None:
            raise IntegrityError("receipt: its record is not in the log; it may wait in its gateway's spool")
        return
    if row is None or row.seq != kept.seq or kept.size <= kept.seq:
        raise IntegrityError("receipt: its record is not in the log, or at another place")
    tree, key = Frontier(), b""
    for each in store.in_order(row.tenant):
        if tree.size == kept.size:
            break
        tree = tree.append(leaf_hash(each.leaf))
        if each.kind == Kind.ROTATE:
            key = _key(each.hdr)
    if (tree.size, tree.root().hex()) != (kept.size, kept.root):
        raise IntegrityError("receipt: the log was cut or changed since")
    receipt = kept.of(row.tenant) if isinstance(kept, Compact) else kept
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


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
