"""Sealing: a fresh data key per record, split into shares, each wrapped for its readers.

    e, s1 … sg  32 random bytes each           DEK = e ⊕ s1 ⊕ … ⊕ sg
    h           SHA-256 of the header without `com`
    key, com    HKDF-SHA256(DEK, salt=h, info="guard-audit/seal/v1", 64 bytes)
    body        AES-256-GCM(key, nonce=0, pad(plaintext), aad=h)
    wrap[g][i]  the suite's wrap of s_g for pk_i, with info=fields("guard-audit/wrap/v1", g, kid_i, h, com)

Every member of a control group can unwrap that group's share; a reader needs one member of each
group, and `e`, which the store keeps apart so that it can be deleted. Wraps: audit/suites.py. Sizes:
Padmé, Nikitin et al., PETS 2019. Layouts: audit/FORMAT.md.
"""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.record import Header, Record
from audit.ring import Ring
from audit.suites import SHARE, SUITES, TAG

VERSION: Final = b"\x01"
NONCE: Final = bytes(12)
"""Fixed: each key comes from a fresh DEK and encrypts once, so the pair never repeats."""
LENGTH: Final = 4
"""Bytes of the length in front of a padded plaintext."""
_SEAL: Final = b"guard-audit/seal/v1"
_WRAP: Final = b"guard-audit/wrap/v1"
_SHARE: Final = b"guard-audit/share/v1"
_SMALLEST: Final = 256
_KEY: Final = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record ready for a store.

    Args:
        header: canonical header.
        sealed: version ‖ wraps ‖ encrypted body; empty for a header-only record.
        share: the erasure share `e`, to be kept apart; empty for a header-only record.
    """

    header: bytes
    sealed: bytes = field(repr=False)
    share: bytes = field(repr=False)


def seal(record: Record, ring: Ring, *, seq: int | None, rid: str, ts: int) -> Sealed:
    """Seal a record's body for the active recipients of a ring.

    Args:
        record: the event; one without a body gets a header only.
        ring: whose public keys to use.
        seq: position in the log, from 0; None if it is not known yet: see `placed`.
        rid: random record id, 32 hex digits.
        ts: UTC seconds.

    Raises:
        RecordError: a value does not fit the header.
    """
    place = (record.tenant, record.event, seq or 0, rid, ts, ring.digest)
    if not record.body:
        return Sealed(Header(*place, idx=len(record.tokens)).encode(), b"", b"")
    e = secrets.token_bytes(SHARE)
    shares = [secrets.token_bytes(SHARE) for _ in ring.active]
    padded = pad(record.body)
    kids = tuple(tuple(reader.kid for reader in group) for group in ring.active)
    sealing = (ring.suite, kids, len(padded), share_digest(e))
    header = Header(*place, *sealing, idx=len(record.tokens), spooled=seq is None)
    h = sha256(header.unsealed()).digest()
    key, com = derive(xor(e, *shares), h)
    suite = SUITES[ring.suite]
    wraps = [
        suite.wrap(reader.key, share, wrap_info(number, reader.kid, h, com))
        for number, (share, group) in enumerate(zip(shares, ring.active, strict=True))
        for reader in group
    ]
    body = AESGCM(key).encrypt(NONCE, padded, h)
    return Sealed(header.encode(com.hex()), VERSION + b"".join(wraps) + body, e)


def sealed_length(header: Header) -> int:
    """Return the one length, in bytes, that a sealed body with this header has."""
    return blob_length(header.suite, sum(map(len, header.kids)), header.blen)


def blob_length(suite: str, wraps: int, blen: int) -> int:
    """Return the bytes of a sealed body of a suite with so many wraps and so many padded bytes, 0 without any."""
    return len(VERSION) + wraps * SUITES[suite].wrap_len + blen + TAG if blen else 0


def derive(dek: bytes, h: bytes) -> tuple[bytes, bytes]:
    """Derive the body key and the commitment to it, 32 bytes each (RFC 5869).

    The commitment pins the data key: AES-GCM alone lets one ciphertext open under two keys.
    """
    out = HKDF(SHA256(), 2 * _KEY, salt=h, info=_SEAL).derive(dek)
    return out[:_KEY], out[_KEY:]


def wrap_info(group: int, kid: str, h: bytes, com: bytes) -> bytes:
    """Return the `info` that ties a wrap to its group, reader, header and commitment."""
    return fields(_WRAP, group.to_bytes(LENGTH, "big"), bytes.fromhex(kid), h, com)


def fields(*parts: bytes) -> bytes:
    """Join parts, each with its length in front, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(LENGTH, "big") + part for part in parts)


def share_digest(e: bytes) -> str:
    """Return what the header says of the erasure share: a hash that tells nothing of 32 random bytes."""
    return sha256(_SHARE + e).hexdigest()


def xor(first: bytes, *others: bytes) -> bytes:
    """Return the XOR of shares of one length."""
    total = int.from_bytes(first, "big")
    for other in others:
        total ^= int.from_bytes(other, "big")
    return total.to_bytes(len(first), "big")


def pad(plaintext: bytes) -> bytes:
    """Put the length in front and zeros behind, up to a Padmé size of at least 256 bytes."""
    framed = len(plaintext).to_bytes(LENGTH, "big") + plaintext
    return framed.ljust(padded_length(len(framed)), b"\x00")


def padded_length(n: int) -> int:
    """Return the Padmé size for n bytes: at most 6.2 % more above 256, and few distinct sizes."""
    n = max(n, _SMALLEST)
    exponent = n.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (n + mask) & ~mask
