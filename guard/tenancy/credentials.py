"""Keys of those who call: random, shown once, and known by their digests only."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from guard.forward import Headers

KEY: Final = "x-guard-key"
"""The header for Guard's own key, where the others carry the provider's; it goes no further."""
BEARER: Final = "bearer "
PLACES: Final = ("api-key", "x-api-key", "ocp-apim-subscription-key")
"""Headers in which providers, and the systems whose place Guard takes, expect a key."""
_PREFIX: Final = "guard-"
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request shows to say who sends it.

    Args:
        header: where it stood.
        value: a key or a token.
    """

    header: str
    value: str = field(repr=False)


def presented(headers: Headers) -> Iterator[Presented]:
    """Give everything in a request that may be a key; Guard's own header first.

    Args:
        headers: the request's, names in lower case.
    """
    yield from (Presented(name, value.strip()) for name, value in headers if name == KEY)
    for name, value in headers:
        if name == "authorization" and value[: len(BEARER)].lower() == BEARER:
            yield Presented(name, value[len(BEARER) :].strip())
        elif name in PLACES:
            yield Presented(name, value.strip())


def new_key() -> str:
    """Make a random key of 256 bits."""
    return _PREFIX + secrets.token_urlsafe(_KEY_BYTES)


def digest(key: str) -> str:
    """Give the SHA-256 digest of a key, in hex: a random key needs nothing slower."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
