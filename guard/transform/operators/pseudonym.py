"""Pseudonym: the value becomes a token that this exchange, and no other, can turn back.

A token is a keyed digest of the value: the same value gets the same token in every turn, so a
provider's prompt cache keeps working, and nobody without the tenant's key can guess one.
"""

import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType

from guard.transform.operators.placeholder import placeholder
from guard.types import Rewrite

SHORTEST_KEY = 16
"""Bytes: 128 bits, as Presidio's hash operator asks."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing reads as something else
_LENGTH = 5


class Pseudonyms:
    """The tokens of one exchange: one token a value, one value a token.

    Args:
        key: the tenant's secret, at least 16 bytes.

    Raises:
        ValueError: if the key is shorter.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"expected a key of at least {SHORTEST_KEY} bytes")
        self._key = key
        self._tokens: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}

    @property
    def tokens(self) -> Mapping[str, str]:
        """What each issued token stands for."""
        return MappingProxyType(self._values)

    def secret(self, purpose: str) -> bytes:
        """Derive 32 bytes for one purpose from the tenant's key."""
        return hmac.digest(self._key, purpose.encode(), hashlib.sha256)

    def token(self, label: str, value: str) -> str:
        """Give the token of a value, as ``<PERSON_7KQ2M>``.

        The closing bracket ends it, so no token is the beginning of another.
        """
        known = self._tokens.get((label, value))
        if known is not None:
            return known
        digest = hmac.digest(self._key, f"{label}\0{value}".encode(), hashlib.sha256)
        letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)
        length = _LENGTH
        token = f"<{placeholder(label)}_{letters[:length]}>"
        while token in self._values:  # two values, one token: the later one grows until it differs
            length += 1
            token = f"<{placeholder(label)}_{letters[:length]}>"
        self._tokens[label, value] = token
        self._values[token] = value
        return token


def pseudonym(value: str, label: str, _rewrite: Rewrite, pseudonyms: Pseudonyms) -> str:
    """Give the value's token and remember it for the way back."""
    return pseudonyms.token(label, value)
