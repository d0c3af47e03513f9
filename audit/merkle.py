"""Merkle tree hashes of RFC 6962, section 2.1, and the fixed leaf of an audit record.

Pure functions over bytes. A tree is kept as its *frontier*: the roots of the perfect subtrees that
make it up, largest first, one per set bit of its size.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from audit.errors import IntegrityError

HASH: Final = 32
"""Bytes of a SHA-256 hash."""
LEAF: Final = 114
"""Bytes of a record's leaf."""
EMPTY_ROOT: Final = sha256(b"").digest()
_ABSENT: Final = bytes(HASH)
_LEAF_VERSION: Final = 1
_RID: Final = 16
_SIZE: Final = 8


def leaf_hash(data: bytes) -> bytes:
    """Hash a leaf: SHA-256(0x00 ‖ data). The prefix keeps leaves and nodes apart (RFC 6962, 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def leaf(kind: int, rid: bytes, header: bytes, sealed: bytes, index: bytes = b"") -> bytes:
    """Build the 114-byte leaf of a record: hashes and random ids only, so erasure never breaks proofs.

    Args:
        kind: the code of the record's kind, 0 to 255.
        rid: the 16-byte record id.
        header: the canonical header.
        sealed: the sealed body; empty for a header-only record.
        index: commitment to the tokens of the blind index, 32 bytes; empty if there are none.

    Raises:
        ValueError: `kind`, `rid` or `index` does not fit its field.
    """
    return leaf_of_hashes(
        kind, rid, sha256(header).digest(), sha256(sealed).digest() if sealed else b"", index
    )


def leaf_of_hashes(kind: int, rid: bytes, header: bytes, sealed: bytes = b"", index: bytes = b"") -> bytes:
    """Build a leaf of the SHA-256 of header and sealed body, each 32 bytes, empty where there is none.

    Raises:
        ValueError: a part does not fit its field.
    """
    if len(rid) != _RID:
        raise ValueError("rid: expected 16 bytes")
    parts = (header, sealed or _ABSENT, index or _ABSENT)
    if any(len(part) != HASH for part in parts):
        raise ValueError("leaf: expected hashes of 32 bytes")
    return bytes([_LEAF_VERSION, kind]) + rid + b"".join(parts)


@dataclass(frozen=True, slots=True)
class Frontier:
    """An append-only tree, reduced to what the next append and the root need.

    Frozen, so that a batch that fails leaves the caller's frontier as it was.

    Args:
        size: number of leaves.
        hashes: roots of the perfect subtrees, largest first.

    Raises:
        IntegrityError: the number of hashes is not that of the set bits of `size`.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise IntegrityError("frontier: hashes do not fit the size")

    def append(self, hashed_leaf: bytes) -> Self:
        """Return the tree with one more leaf, given by its hash."""
        node, hashes, rest = hashed_leaf, list(self.hashes), self.size
        while rest & 1:
            node = node_hash(hashes.pop(), node)
            rest >>= 1
        return type(self)(self.size + 1, (*hashes, node))

    def root(self) -> bytes:
        """Return the tree's head, 32 bytes; that of the empty tree is SHA-256 of nothing."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Encode as u64 size ‖ hashes."""
        return self.size.to_bytes(_SIZE, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Decode what `to_bytes` wrote.

        Raises:
            IntegrityError: the length is not the one that the size calls for.
        """
        size = int.from_bytes(raw[:_SIZE], "big")
        if len(raw) != _SIZE + HASH * size.bit_count():
            raise IntegrityError("frontier: length does not fit the size")
        return cls(size, tuple(raw[at : at + HASH] for at in range(_SIZE, len(raw), HASH)))
