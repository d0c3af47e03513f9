"""Choices that a key, a label and a value decide, and nothing else: the same in every process."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

ItemT = TypeVar("ItemT")
_BYTES = 64
_DIGITS = "0123456789"


class Draw:
    """A stream of choices for one value.

    Args:
        secret: the secret that decides.
        label: what the value is.
        value: the value.
        attempt: counts up where an earlier draw cannot be used.
    """

    def __init__(self, secret: bytes, label: str, value: str, attempt: int = 0) -> None:
        seed = hmac.digest(secret, f"{label}\0{value}\0{attempt}".encode(), hashlib.sha256)
        # Enough for one choice out of 256 per code point, and never fewer bits than bias would show in.
        self._state = int.from_bytes(hashlib.shake_256(seed).digest(_BYTES + len(value)), "big")

    def below(self, count: int) -> int:
        """Give a number from 0 up to, but not including, ``count``."""
        self._state, chosen = divmod(self._state, count)
        return chosen

    def among(self, items: Sequence[ItemT]) -> ItemT:
        """Give one of some items."""
        return items[self.below(len(items))]

    def digits(self, count: int) -> str:
        """Give that many digits."""
        return "".join(self.among(_DIGITS) for _ in range(count))
