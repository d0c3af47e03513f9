"""Who may call Guard's own endpoints, and as which tenant: keys are known by their digests only."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from guard.forward import Headers
from guard.service import Service

_PREFIX = "guard-"
_KEY_BYTES = 32
_BEARER = "bearer "
_PLACES = ("api-key", "x-api-key", "ocp-apim-subscription-key")
"""Headers in which the systems whose place Guard takes carry a key, besides ``Authorization: Bearer``."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Args:
        id: tells callers apart: the beginning of their key's digest, empty where none is asked for.
        service: screens by the policy of the caller's tenant.
    """

    id: str
    service: Service = field(repr=False)


class Callers:
    """Everybody who may call.

    Args:
        service: the tenant's.
        digests: SHA-256 digests of the keys, in hex; None lets everybody in.
    """

    def __init__(self, service: Service, digests: Iterable[str] | None) -> None:
        self._service = service
        self._digests = None if digests is None else tuple(digests)

    def caller(self, headers: Headers) -> Caller | None:
        """Give who sent a request, or None for somebody without a key that is known.

        Args:
            headers: the request's, names in lower case.
        """
        if self._digests is None:
            return Caller("", self._service)
        for key in _keys(headers):
            given = digest(key)
            # Every one is compared, each in the same time: how long it takes says nothing of the keys.
            if any([hmac.compare_digest(given, known) for known in self._digests]):  # noqa: C419
                return Caller(given[:16], self._service)
        return None

    def service(self, headers: Headers) -> Service | None:
        """Give the service that answers a request, or None for somebody without a key that is known."""
        found = self.caller(headers)
        return None if found is None else found.service


def new_key() -> str:
    """Make a random key of 256 bits."""
    return _PREFIX + secrets.token_urlsafe(_KEY_BYTES)


def digest(key: str) -> str:
    """Give the SHA-256 digest of a key, in hex: a random key needs nothing slower."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _keys(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        if name == "authorization" and value[: len(_BEARER)].lower() == _BEARER:
            yield value[len(_BEARER) :].strip()
        elif name in _PLACES:
            yield value.strip()
