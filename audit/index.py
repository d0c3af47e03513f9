"""The blind index: tokens by which an officer finds a person's records without opening any.

    day key    K_0 random; K_{d+1} = HMAC-SHA256(K_d, "guard-audit/index/ratchet/v1")
    token      HMAC-SHA256(HMAC-SHA256(K_d, "guard-audit/index/v1"), type ‖ 0x00 ‖ value)[:10]
    commit     SHA-256("guard-audit/index/commit/v1" ‖ nonce(16) ‖ tokens, sorted)

The gateway holds today's key only: with it, what was found on earlier days cannot be tested. The same
value on two days has two tokens, so a stolen store shows equality within one tenant and day only.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

from audit.record import TOKEN

KEY: Final = 32
NONCE: Final = 16
DAY_S: Final = 86_400
_RATCHET: Final = b"guard-audit/index/ratchet/v1"
_INDEX: Final = b"guard-audit/index/v1"
_COMMIT: Final = b"guard-audit/index/commit/v1"


@dataclass(frozen=True, slots=True)
class DayKey:
    """The key of one day of one tenant.

    Args:
        day: days since the epoch, UTC.
        key: 32 bytes.

    Raises:
        ValueError: a key of another length.
    """

    day: int
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY:
            raise ValueError("key: expected 32 bytes")

    def on(self, day: int) -> Self:
        """Return the key of a later day, or this one.

        Raises:
            ValueError: the day is before this key's: keys only go forward.
        """
        if day < self.day:
            raise ValueError("day: before that of the key")
        key = self.key
        for _ in range(day - self.day):
            key = _hmac(key, _RATCHET)
        return type(self)(day, key)

    def token(self, kind: str, value: str) -> bytes:
        """Return the token of a value that was normalised for its kind, 10 bytes."""
        return _hmac(_hmac(self.key, _INDEX), kind.encode() + b"\x00" + value.encode())[:TOKEN]

    def tokens(self, kind: str, value: str, until: int) -> Iterator[bytes]:
        """Yield a value's token of each day from this key's to `until`, to search with."""
        at = self
        while at.day <= until:
            yield at.token(kind, value)
            at = at.on(at.day + 1)


def commit(nonce: bytes, tokens: Iterable[bytes]) -> bytes:
    """Return what a leaf says of a record's tokens: nothing, once nonce and tokens are erased."""
    return sha256(_COMMIT + nonce + b"".join(sorted(tokens))).digest()


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")
