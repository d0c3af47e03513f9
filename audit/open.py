"""Opening: the officer's side of `audit.seal`. A process that writes records never imports this."""

import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256, shake_256
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from audit.errors import OpenError, RecordError
from audit.index import DayKey
from audit.indexkeys import Epoch
from audit.indexkeys import wrap_info as wrap_info_of_index
from audit.note import Signer
from audit.record import Header, parse_header
from audit.ring import kid_of
from audit.seal import LENGTH, NONCE, VERSION, derive, padded_length, sealed_length, wrap_info, xor
from audit.suites import (
    HYBRID,
    OAEP_SHA256,
    RSA,
    RSA_BITS,
    RSA_EXPONENT,
    SHARE,
    SUITES,
    X25519,
    Hpke,
    rsa_public_bytes,
)

SEED: Final = 32
"""Bytes of the random seed with which every stored private key begins."""
_MLKEM_SEED: Final = 64
_EXPANDED: Final = 96
_SIGN: Final = b"guard-audit/sign/v1"
_HPKE: Final = {each.id: each.hpke for each in SUITES.values() if isinstance(each, Hpke)}

DecryptionKey = X25519PrivateKey | MLKEM768X25519PrivateKey | rsa.RSAPrivateKey


class Unwrapper(Protocol):
    """Whoever unwraps shares for an officer: a private key at hand, or a service or token that keeps it."""

    @property
    def kid(self) -> str:
        """Id of the public key."""

    @property
    def suite(self) -> str:
        """Sealing suite of the key."""

    def unwrap(self, wrap: bytes, info: bytes) -> bytes:
        """Return the 32 bytes that `SealSuite.wrap` wrapped under this `info`.

        Raises:
            OpenError: `bad tag`: changed, for another key, or of another `info`.
        """


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An officer's private key, made from the secret bytes that a key file holds.

    `hybrid` is X-Wing: SHAKE256(seed, 96) = ML-KEM seed (64) ‖ X25519 key (32)
    (draft-connolly-cfrg-xwing-kem, 5.2). For `x25519` the seed is the key (RFC 7748). For
    `rsa-oaep-256` the RSA key follows the seed, as PKCS#8 in DER (RFC 5208), without attributes.

    Args:
        suite: sealing suite of the key.
        secret: 32 random bytes, the seed; with `rsa-oaep-256` the RSA key behind it.

    Raises:
        ValueError: unknown suite, or a secret that is not one of that suite.
    """

    suite: str
    secret: bytes = field(repr=False)
    key: DecryptionKey = field(init=False, repr=False, compare=False)
    public: bytes = field(init=False, repr=False, compare=False)
    kid: str = field(init=False)

    def __post_init__(self) -> None:
        if self.suite not in tuple(SUITES):
            raise ValueError("suite: unknown")
        if len(self.secret) != SEED and (self.suite != RSA or len(self.secret) < SEED):
            raise ValueError("secret: expected a seed of 32 bytes")
        key, public = _expanded(self.suite, self.secret)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "public", public)
        object.__setattr__(self, "kid", kid_of(public))

    @property
    def seed(self) -> bytes:
        """The first 32 bytes of the secret."""
        return self.secret[:SEED]

    def signer(self, name: str) -> Signer:
        """Return the key with which this officer signs, derived from the seed (RFC 5869)."""
        return Signer(name, HKDF(SHA256(), SEED, salt=None, info=_SIGN).derive(self.seed))

    def unwrap(self, wrap: bytes, info: bytes) -> bytes:
        """Unwrap a share: see `Unwrapper`."""
        try:
            if isinstance(self.key, rsa.RSAPrivateKey):
                return share_of(self.key.decrypt(wrap, OAEP_SHA256), info)
            share = _HPKE[self.suite].decrypt(wrap, self.key, info)
        except (InvalidTag, ValueError):
            raise OpenError("bad tag") from None
        if len(share) != SHARE:
            raise OpenError("bad tag")
        return share


def generate(suite: str) -> PrivateKey:
    """Return a new private key of a suite.

    Raises:
        ValueError: unknown suite.
    """
    seed = secrets.token_bytes(SEED)
    if suite != RSA:
        return PrivateKey(suite, seed)
    made = rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)
    return PrivateKey(suite, seed + _pkcs8(made))


def share_of(opened: bytes, info: bytes) -> bytes:
    """Return the share in what RSA-OAEP decrypted to, once it turns out to be of this `info`.

    Raises:
        OpenError: `bad tag`: of another `info`, or of another length.
    """
    share, bound = opened[:SHARE], opened[SHARE:]
    if not hmac.compare_digest(bound, sha256(info).digest()):
        raise OpenError("bad tag")
    return share


def _expanded(suite: str, secret: bytes) -> tuple[DecryptionKey, bytes]:
    if suite == X25519:
        return _x25519(secret)
    return _xwing(secret) if suite == HYBRID else _rsa(secret[SEED:])


def _x25519(raw: bytes) -> tuple[X25519PrivateKey, bytes]:
    key = X25519PrivateKey.from_private_bytes(raw)
    return key, key.public_key().public_bytes_raw()


def _xwing(seed: bytes) -> tuple[MLKEM768X25519PrivateKey, bytes]:
    expanded = shake_256(seed).digest(_EXPANDED)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED])
    x25519, x25519_public = _x25519(expanded[_MLKEM_SEED:])
    return MLKEM768X25519PrivateKey(mlkem, x25519), mlkem.public_key().public_bytes_raw() + x25519_public


def _rsa(raw: bytes) -> tuple[rsa.RSAPrivateKey, bytes]:
    try:
        key = load_der_private_key(raw, None)  # checks that the numbers belong together
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it has a passphrase of its own
        raise ValueError("secret: expected an RSA key as PKCS#8 in DER") from None
    if not isinstance(key, rsa.RSAPrivateKey) or _pkcs8(key) != raw:
        raise ValueError("secret: expected an RSA key as PKCS#8 in DER")
    return key, rsa_public_bytes(key.public_key())


def _pkcs8(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def open_epoch(epoch: Epoch, tenant: str, key: Unwrapper) -> DayKey | None:
    """Open the first key of an epoch of the blind index; None if it is not sealed to this officer.

    Raises:
        OpenError: it was changed, or belongs to another tenant or day.
    """
    wrap = epoch.wraps.get(key.kid)
    if wrap is None:
        return None
    return DayKey(epoch.day, key.unwrap(wrap, wrap_info_of_index(tenant, epoch.day)))


def open_body(header: bytes, sealed: bytes, share: bytes, *keys: Unwrapper) -> bytes:
    """Open a sealed body.

    (1) the header is canonical, (2) the blob has the length that the header gives it, (3) one key
    of each control group unwraps its share, (4) the commitment is the derived one, (5) the tag
    verifies, (6) the padding is the one `pad` makes. No byte of plaintext exists before (5).

    Args:
        header: canonical header, as stored.
        sealed: sealed body, as stored.
        share: the erasure share `e`, 32 bytes.
        keys: private keys or who holds them, at least one of each control group.

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
    header: Header, sealed: bytes, h: bytes, com: bytes, keys: tuple[Unwrapper, ...]
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
        yield key.unwrap(wrap, wrap_info(number, key.kid, h, com))
        at += len(group) * suite.wrap_len


def _unpad(padded: bytes) -> bytes:
    end = LENGTH + int.from_bytes(padded[:LENGTH], "big")
    if end > len(padded) or padded_length(end) != len(padded) or any(padded[end:]):
        raise OpenError("bad padding")
    return padded[LENGTH:end]
