"""The two sealing suites and their public keys.

A suite is HPKE base mode (RFC 9180) with HKDF-SHA256 and AES-256-GCM over one of two KEMs. A ring
names its suite; nothing here ever picks another one. Private keys live in `audit.open`.
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

from audit.errors import RingError

PublicKey = X25519PublicKey | MLKEM768X25519PublicKey

HYBRID: Final = "hybrid"
X25519: Final = "x25519"
MLKEM768_PUBLIC: Final = 1184
"""Bytes of an encoded ML-KEM-768 public key (FIPS 203, table 3)."""
X25519_PUBLIC: Final = 32
SHARE: Final = 32
"""Bytes of one share of a data key."""
TAG: Final = 16
"""Bytes of an AES-GCM tag."""


@dataclass(frozen=True, slots=True)
class SealSuite:
    """Sizes and HPKE parameters of one suite.

    Args:
        id: the name in rings, headers and key files.
        kem: the HPKE KEM; `hpke` is made from it.
        public_len: bytes of an encoded public key.
    """

    id: str
    kem: KEM
    public_len: int
    hpke: Suite = field(init=False)
    wrap_len: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hpke", Suite(self.kem, KDF.HKDF_SHA256, AEAD.AES_256_GCM))
        object.__setattr__(self, "wrap_len", self.kem.enc_length() + SHARE + TAG)


SUITES: Final = MappingProxyType(
    {
        HYBRID: SealSuite(HYBRID, KEM.MLKEM768_X25519, MLKEM768_PUBLIC + X25519_PUBLIC),
        X25519: SealSuite(X25519, KEM.X25519, X25519_PUBLIC),
    },
)


def public_key(suite: str, raw: bytes) -> PublicKey:
    """Decode a public key: X25519, or X-Wing's ML-KEM-768 ‖ X25519 (draft-connolly-cfrg-xwing-kem).

    Raises:
        RingError: unknown suite, wrong length, not a valid key, or a build without ML-KEM.
    """
    known = SUITES.get(suite)
    if known is None:
        raise RingError(f"suite: expected one of {', '.join(SUITES)}")
    if len(raw) != known.public_len:
        raise RingError(f"pk: expected {known.public_len} bytes for suite {suite}")
    try:
        if suite == X25519:
            return X25519PublicKey.from_public_bytes(raw)
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:MLKEM768_PUBLIC]),
            X25519PublicKey.from_public_bytes(raw[MLKEM768_PUBLIC:]),
        )
    except ValueError:
        raise RingError(f"pk: not a valid key of suite {suite}") from None
    except UnsupportedAlgorithm:
        # Never a silent fallback: whoever wants X25519 alone writes so in the ring.
        raise RingError(
            "suite: this build of `cryptography` lacks ML-KEM: make a ring with --suite x25519"
        ) from None
