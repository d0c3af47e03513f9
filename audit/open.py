"""Opening: the officer's side of `audit.seal`. A process that writes records never imports this."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256, shake_256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.errors import OpenError, RecordError
from audit.index import DayKey
from audit.indexkeys import Epoch
from audit.indexkeys import wrap_info as wrap_info_of_index
from audit.note import Signer
from audit.record import Header, parse_header
from audit.ring import kid_of
from audit.seal import LENGTH, NONCE, VERSION, derive, padded_length, sealed_length, wrap_info, xor
from audit.suites import HYBRID, SHARE, SUITES, X25519

SEED: Final = 32
"""Bytes of a private key as it is stored."""
_MLKEM_SEED: Final = 64
_EXPANDED: Final = 96
_SIGN: Final = b"guard-audit/sign/v1"


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An officer's private key, expanded from its 32-byte seed.

    `hybrid` is X-Wing: SHAKE256(seed, 96) = ML-KEM seed (64) ‖ X25519 key (32)
    (draft-connolly-cfrg-xwing-kem, 5.2). For `x25519` the seed is the key (RFC 7748).

    Args:
        suite: `hybrid` or `x25519`.
        seed: 32 random bytes.

    Raises:
        ValueError: unknown suite, or a seed of another length.
    """

    suite: str
    seed: bytes = field(repr=False)
    key: X25519PrivateKey | MLKEM768X25519PrivateKey = field(init=False, repr=False, compare=False)
    public: bytes = field(init=False, repr=False, compare=False)
    kid: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED:
            raise ValueError("seed: expected 32 bytes")
        if self.suite not in (HYBRID, X25519):
            raise ValueError("suite: unknown")
        key, public = _x25519(self.seed) if self.suite == X25519 else _xwing(self.seed)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "public", public)
        object.__setattr__(self, "kid", kid_of(public))

    def signer(self, name: str) -> Signer:
        """Return the key with which this officer signs, derived from the same seed (RFC 5869)."""
        return Signer(name, HKDF(SHA256(), SEED, salt=None, info=_SIGN).derive(self.seed))


def _x25519(raw: bytes) -> tuple[X25519PrivateKey, bytes]:
    key = X25519PrivateKey.from_private_bytes(raw)
    return key, key.public_key().public_bytes_raw()


def _xwing(seed: bytes) -> tuple[MLKEM768X25519PrivateKey, bytes]:
    expanded = shake_256(seed).digest(_EXPANDED)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED])
    x25519, x25519_public = _x25519(expanded[_MLKEM_SEED:])
    return MLKEM768X25519PrivateKey(mlkem, x25519), mlkem.public_key().public_bytes_raw() + x25519_public


def open_epoch(epoch: Epoch, tenant: str, key: PrivateKey) -> DayKey | None:
    """Open the first key of an epoch of the blind index; None if it is not sealed to this officer.

    Raises:
        OpenError: it was changed, or belongs to another tenant or day.
    """
    wrap = epoch.wraps.get(key.kid)
    if wrap is None:
        return None
    try:
        opened = SUITES[key.suite].hpke.decrypt(wrap, key.key, wrap_info_of_index(tenant, epoch.day))
        return DayKey(epoch.day, opened)
    except (InvalidTag, ValueError):
        raise OpenError("bad tag") from None


def open_body(header: bytes, sealed: bytes, share: bytes, *keys: PrivateKey) -> bytes:
    """Open a sealed body.

    (1) the header is canonical, (2) the blob has the length that the header gives it, (3) one key
    of each control group unwraps its share, (4) the commitment is the derived one, (5) the tag
    verifies, (6) the padding is the one `pad` makes. No byte of plaintext exists before (5).

    Args:
        header: canonical header, as stored.
        sealed: sealed body, as stored.
        share: the erasure share `e`, 32 bytes.
        keys: private keys, at least one of each control group.

    Raises:
        OpenError: any step fails.
    """
    parsed = _header(header)  # (1)
    body = _parts(parsed, sealed)  # (2)
    if len(share) != SHARE:
        raise OpenError("bad commitment")
    h, com = sha256(parsed.unsealed()).digest(), bytes.fromhex(parsed.com)
    dek = xor(share, *_unwrap(parsed, sealed, h, com, keys))  # (3)
    key, expected = derive(dek, h)
    if not hmac.compare_digest(expected, com):  # (4)
        raise OpenError("bad commitment")
    try:
        padded = AESGCM(key).decrypt(NONCE, body, h)  # (5)
    except InvalidTag:
        raise OpenError("bad tag") from None
    return _unpad(padded)  # (6)


def _header(raw: bytes) -> Header:
    try:
        return parse_header(raw)
    except RecordError:
        raise OpenError("bad header") from None


def _parts(header: Header, sealed: bytes) -> bytes:
    expected = sealed_length(header)
    if not expected:
        raise OpenError("no body")
    if len(sealed) < expected:
        raise OpenError("truncated")
    if len(sealed) > expected:
        raise OpenError("trailing data")
    if sealed[: len(VERSION)] != VERSION:
        raise OpenError("bad header")
    return sealed[len(VERSION) + sum(map(len, header.kids)) * SUITES[header.suite].wrap_len :]


def _unwrap(
    header: Header, sealed: bytes, h: bytes, com: bytes, keys: tuple[PrivateKey, ...]
) -> Iterator[bytes]:
    """Yield the share of each control group, unwrapped by the first key that belongs to it."""
    suite, at = SUITES[header.suite], len(VERSION)
    owned = {key.kid: key for key in keys if key.suite == header.suite}
    for number, group in enumerate(header.kids):
        reader = next((index for index, kid in enumerate(group) if kid in owned), None)
        if reader is None:
            raise OpenError("wrong key")
        start = at + reader * suite.wrap_len
        key, wrap = owned[group[reader]], sealed[start : start + suite.wrap_len]
        try:
            share = suite.hpke.decrypt(wrap, key.key, wrap_info(number, key.kid, h, com))
        except InvalidTag:
            raise OpenError("bad tag") from None
        if len(share) != SHARE:
            raise OpenError("bad tag")
        yield share
        at += len(group) * suite.wrap_len


def _unpad(padded: bytes) -> bytes:
    end = LENGTH + int.from_bytes(padded[:LENGTH], "big")
    if end > len(padded) or padded_length(end) != len(padded) or any(padded[end:]):
        raise OpenError("bad padding")
    return padded[LENGTH:end]
