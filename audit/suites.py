"""The sealing suites and their public keys: how one share is wrapped for one reader.

`hybrid` and `x25519` are HPKE base mode (RFC 9180) with HKDF-SHA256 and AES-256-GCM over one of two
KEMs. `rsa-oaep-256` is RSAES-OAEP (RFC 8017, 7.1) for keys that live in a key service or a token:
what all of those offer in common. A ring names its suite; nothing here ever picks another one.
Private keys live in `audit.open`.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from audit.errors import RingError

PublicKey = X25519PublicKey | MLKEM768X25519PublicKey | RSAPublicKey

HYBRID: Final = "hybrid"
X25519: Final = "x25519"
RSA: Final = "rsa-oaep-256"
MLKEM768_PUBLIC: Final = 1184
"""Bytes of an encoded ML-KEM-768 public key (FIPS 203, table 3)."""
X25519_PUBLIC: Final = 32
RSA_BITS: Final = 3072
RSA_EXPONENT: Final = 65537
RSA_PUBLIC: Final = 422
"""Bytes of a SubjectPublicKeyInfo in DER with a modulus of 3072 bits and the exponent 65537."""
SHARE: Final = 32
"""Bytes of one share of a data key."""
TAG: Final = 16
"""Bytes of an AES-GCM tag."""
OAEP_SHA256: Final = OAEP(MGF1(SHA256()), SHA256(), None)
"""Without a label: key services and tokens do not take one."""


class SealSuite(Protocol):
    """What a suite offers."""

    @property
    def id(self) -> str:
        """The name in rings, headers and key files."""

    @property
    def public_len(self) -> int:
        """Bytes of an encoded public key."""

    @property
    def wrap_len(self) -> int:
        """Bytes of one wrapped share."""

    def wrap(self, key: PublicKey, share: bytes, info: bytes) -> bytes:
        """Return a 32-byte share that only the private half of `key` unwraps, and only under this `info`.

        Raises:
            TypeError: a key of another suite.
        """


@dataclass(frozen=True, slots=True)
class Hpke:
    """HPKE base mode, single shot: enc ‖ ciphertext, with `info` as its own (RFC 9180, 6.1).

    Args:
        id: as in `SealSuite`.
        kem: the HPKE KEM; `hpke` is made from it.
        public_len: as in `SealSuite`.
    """

    id: str
    kem: KEM
    public_len: int
    hpke: Suite = field(init=False)
    wrap_len: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hpke", Suite(self.kem, KDF.HKDF_SHA256, AEAD.AES_256_GCM))
        object.__setattr__(self, "wrap_len", self.kem.enc_length() + SHARE + TAG)

    def wrap(self, key: PublicKey, share: bytes, info: bytes) -> bytes:
        """Wrap a share: see `SealSuite`."""
        if isinstance(key, RSAPublicKey):
            raise TypeError("key: of another suite")
        return self.hpke.encrypt(share, key, info)


@dataclass(frozen=True, slots=True)
class RsaOaep:
    """RSAES-OAEP with SHA-256 for hash and MGF1 and no label, of share ‖ SHA-256(`info`).

    OAEP binds nothing but its plaintext and a label, so the digest of `info` is part of the plaintext.
    """

    id: str = RSA
    public_len: int = RSA_PUBLIC
    wrap_len: int = RSA_BITS // 8

    def wrap(self, key: PublicKey, share: bytes, info: bytes) -> bytes:
        """Wrap a share: see `SealSuite`."""
        if not isinstance(key, RSAPublicKey):
            raise TypeError("key: of another suite")
        return key.encrypt(share + sha256(info).digest(), OAEP_SHA256)


SUITES: Final = MappingProxyType[str, SealSuite](
    {
        HYBRID: Hpke(HYBRID, KEM.MLKEM768_X25519, MLKEM768_PUBLIC + X25519_PUBLIC),
        X25519: Hpke(X25519, KEM.X25519, X25519_PUBLIC),
        RSA: RsaOaep(),
    },
)


def public_key(suite: str, raw: bytes) -> PublicKey:
    """Decode a public key.

    X25519 as in RFC 7748; X-Wing's ML-KEM-768 ‖ X25519 (draft-connolly-cfrg-xwing-kem); RSA as a
    SubjectPublicKeyInfo in DER (RFC 8017, A.1.1; RFC 5280, 4.1).

    Raises:
        RingError: unknown suite, wrong length, not a key that can be sealed to, or a build without ML-KEM.
    """
    known = SUITES.get(suite)
    if known is None:
        raise RingError(f"suite: expected one of {', '.join(SUITES)}")
    if len(raw) != known.public_len:
        shape = f": RSA of {RSA_BITS} bits with e = {RSA_EXPONENT} in DER" if suite == RSA else ""
        raise RingError(f"pk: expected {known.public_len} bytes for suite {suite}{shape}")
    try:
        key = _decoded(suite, raw)
        # A low-order point or an even modulus decodes and cannot be sealed to: refuse it with the ring,
        # not when a record waits.
        known.wrap(key, bytes(SHARE), b"")
    except ValueError:
        raise RingError(f"pk: not a valid key of suite {suite}") from None
    except UnsupportedAlgorithm:
        # Never a silent fallback: whoever wants X25519 alone writes so in the ring.
        raise RingError(
            "suite: this build of `cryptography` lacks ML-KEM: make a ring with --suite x25519"
        ) from None
    return key


def rsa_public_bytes(key: RSAPublicKey) -> bytes:
    """Return the one encoding of an RSA public key.

    Raises:
        ValueError: a key of another size or exponent.
    """
    if key.key_size != RSA_BITS or key.public_numbers().e != RSA_EXPONENT:
        raise ValueError(f"key: expected RSA of {RSA_BITS} bits with e = {RSA_EXPONENT}")
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _decoded(suite: str, raw: bytes) -> PublicKey:
    if suite == X25519:
        return X25519PublicKey.from_public_bytes(raw)
    if suite == HYBRID:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:MLKEM768_PUBLIC]),
            X25519PublicKey.from_public_bytes(raw[MLKEM768_PUBLIC:]),
        )
    try:
        key = load_der_public_key(raw)
    except UnsupportedAlgorithm:
        raise ValueError("key: not RSA") from None
    # Compared, as a key has one id only if it has one spelling.
    if not isinstance(key, RSAPublicKey) or rsa_public_bytes(key) != raw:
        raise ValueError("key: not RSA, or not in DER")
    return key
