"""What every store holds, whatever it is built on."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError
from audit.events import KIND_CODE, Kind
from audit.merkle import HASH, LEAF, Frontier
from audit.note import text_of

_FIXED: Final = 18
"""Bytes of a leaf before its hashes: version, kind, record id."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored record.

    Args:
        tenant, seq, rid, kind, ts: copies of header members, for look-up.
        hdr: canonical header.
        leaf: the 114 bytes that the tree is made of.
    """

    tenant: str
    seq: int
    rid: str
    kind: str
    ts: int
    hdr: bytes = field(repr=False)
    leaf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class New:
    """A record on its way into a store, with what can be erased of it later.

    Args:
        row: the record.
        sealed: sealed body; empty for a header-only record.
        share: erasure share; empty without a body.
        nonce: of the index commitment; empty without tokens.
        tokens: of the blind index.
    """

    row: Row
    sealed: bytes = field(default=b"", repr=False)
    share: bytes = field(default=b"", repr=False)
    nonce: bytes = field(default=b"", repr=False)
    tokens: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """A tenant's tree and the checkpoint that was signed of it.

    Args:
        tree: the tree.
        note: the signed checkpoint; empty for an empty log.
    """

    tree: Frontier = field(default_factory=Frontier)
    note: str = ""

    @classmethod
    def stored(cls, size: int, frontier: bytes, note: str) -> Self:
        """Make a head of what a store holds of it.

        Raises:
            IntegrityError: the parts contradict each other.
        """
        tree = Frontier.from_bytes(frontier)
        if tree.size != size:
            raise IntegrityError("head: size and frontier do not agree")
        try:
            signed = Checkpoint.decode(text_of(note))
        except NoteError:
            raise IntegrityError("head: the note is no checkpoint") from None
        if (signed.size, signed.root) != (size, tree.root()):
            raise IntegrityError("head: the checkpoint is of another tree")
        return cls(tree, note)


@dataclass(frozen=True, slots=True)
class LeafParts:
    """What a leaf says: the kind's code, the record's id, and three hashes, empty where there is nothing."""

    kind: int
    rid: str
    header: bytes
    sealed: bytes
    index: bytes


def parts(leaf: bytes) -> LeafParts:
    """Take a leaf apart.

    Raises:
        IntegrityError: not a leaf of this version.
    """
    if len(leaf) != LEAF or leaf[0] != 1:
        raise IntegrityError("leaf: not one of this version")
    hashes = [leaf[at : at + HASH] for at in range(_FIXED, LEAF, HASH)]
    header, sealed, index = (each if any(each) else b"" for each in hashes)
    return LeafParts(leaf[1], leaf[2:_FIXED].hex(), header, sealed, index)


def fits(row: Row) -> bool:
    """Tell whether a row's leaf is that of its kind, id and header."""
    try:
        said = parts(row.leaf)
    except IntegrityError:
        return False
    return (
        row.kind in tuple(Kind)
        and said.kind == KIND_CODE[Kind(row.kind)]
        and said.rid == row.rid
        and said.header == sha256(row.hdr).digest()
    )


def encloses(row: Row, sealed: bytes) -> bool:
    """Tell whether a sealed body is the one of a row's leaf; empty for a header-only record.

    Raises:
        IntegrityError: not a leaf of this version.
    """
    return parts(row.leaf).sealed == (sha256(sealed).digest() if sealed else b"")
