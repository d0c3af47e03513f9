"""Signed tokens of an identity provider (JWT, RFC 7519; OpenID Connect), checked with its published keys.

Keys are fetched when a token names one that is not known, at most every half minute, and kept in a file, so
that a gateway starts, and goes on, while the identity provider is away. A key that was taken back there
counts here until the set is fetched again: at the latest after `KEPT_S`.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import jwt

from audit.files import write_whole
from guard.errors import ConfigError

ALGORITHMS: Final = ("ES256", "ES384", "EdDSA", "PS256", "RS256", "RS384", "RS512")
"""Signatures with a public key; those with a shared secret would make every reader of it an issuer."""
KEPT_S: Final = 3600.0
"""Seconds after which a fetched key set is fetched again."""
SELDOM_S: Final = 30.0
"""Seconds between two fetches at least: a made-up key id must not send us there each time."""
LEEWAY_S: Final = 30.0
"""Seconds by which the clocks of issuer and gateway may differ."""
LARGEST: Final = 256 << 10
_TIMEOUT_S: Final = 5.0
_PARTS: Final = 3
_NEEDED: Final = ("exp", "iss", "aud")


@dataclass(frozen=True, slots=True)
class Issuer:
    """An identity provider whose tokens say for which tenant somebody calls.

    Args:
        name: the ``iss`` of its tokens.
        audience: the ``aud`` that they are made out to.
        claim: the claim whose value names the tenant.
        algorithms: signatures that count, of `ALGORITHMS`.
        url: where its keys are published; empty for a file.
        file: the key set (JWKS, RFC 7517) itself, where it is not fetched.
    """

    name: str
    audience: str
    claim: str
    algorithms: tuple[str, ...]
    url: str = ""
    file: Path | None = None


def looks_signed(value: str) -> bool:
    """Tell whether something can be a signed token, and not a key."""
    return value.count(".") == _PARTS - 1 and value.startswith("ey")


@dataclass(frozen=True, slots=True)
class _Keys:
    """A key set by key id, and when it was fetched; None for one from a file."""

    by_id: Mapping[str, Any] = field(repr=False)
    at: float | None = None


def read_keys(raw: bytes) -> Mapping[str, Any]:
    """Read a key set; keys of kinds that are not known here are left out.

    Raises:
        ValueError: it is none, or holds no key that can be used.
    """
    try:
        every = jwt.PyJWKSet.from_dict(json.loads(raw))
    except (ValueError, RecursionError, AttributeError, TypeError, jwt.PyJWTError):
        raise ValueError("expected a JSON Web Key Set") from None
    return {each.key_id or "": each for each in every.keys}


class Tokens:
    """Checks the tokens of some issuers. Safe to share between threads.

    Args:
        issuers: the identity providers.
        cache: the folder where fetched key sets are kept; None to keep none.
        fetch: gets what is at an address, or raises OSError.
        ticks: seconds that never go back.

    Raises:
        ConfigError: a key file cannot be read.
    """

    def __init__(
        self,
        issuers: tuple[Issuer, ...],
        cache: Path | None = None,
        fetch: Callable[[str], bytes] | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuers = {each.name: each for each in issuers}
        self._cache = cache
        self._fetch = fetched if fetch is None else fetch
        self._ticks = ticks
        self._lock = threading.Lock()
        self._tried: dict[str, float] = {}
        self._keys = {each.name: self._kept(each) for each in issuers}

    def claimed(self, token: str) -> tuple[str, str] | None:
        """Check a token and give its issuer and the value of the claim that names the tenant; may fetch keys.

        Returns:
            None for a token that does not count: of another issuer or audience, expired, not yet valid, changed.
        """
        named = self._named(token)
        if named is None:
            return None
        issuer, kid, algorithm = named
        key = self._key(issuer, kid)
        if key is None or algorithm not in issuer.algorithms:
            return None
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=issuer.audience,
                issuer=issuer.name,
                leeway=LEEWAY_S,
                options={"require": list(_NEEDED)},
            )
        except (jwt.PyJWTError, TypeError, ValueError):
            return None
        value = claims.get(issuer.claim)
        return (issuer.name, value) if isinstance(value, str) and value else None

    def due(self, token: str) -> bool:
        """Tell whether checking a token may have to wait for a network."""
        named = self._named(token)
        return named is not None and self._wanted(named[0], named[1])

    def _named(self, token: str) -> tuple[Issuer, str, str] | None:
        """Give whose token it says it is, by which key, signed how: nothing of it is checked yet."""
        if not token.isascii():
            return None
        try:
            said = jwt.decode_complete(token, options={"verify_signature": False})
        except (jwt.PyJWTError, RecursionError):
            return None
        name, kid, algorithm = (
            said["payload"].get("iss"),
            said["header"].get("kid", ""),
            said["header"].get("alg"),
        )
        if not (isinstance(name, str) and isinstance(kid, str) and isinstance(algorithm, str)):
            return None
        issuer = self._issuers.get(name)
        return None if issuer is None else (issuer, kid, algorithm)

    def _wanted(self, issuer: Issuer, kid: str) -> bool:
        """Tell whether an issuer's keys should be fetched now, for one of them or because they are old."""
        known, now = self._keys[issuer.name], self._ticks()
        if not issuer.url or now - self._tried.get(issuer.name, -SELDOM_S) < SELDOM_S:
            return False
        return kid not in known.by_id or known.at is None or now - known.at > KEPT_S

    def _key(self, issuer: Issuer, kid: str) -> Any:
        if self._wanted(issuer, kid):
            with self._lock:
                if self._wanted(issuer, kid):
                    self._refresh(issuer)
        return self._keys[issuer.name].by_id.get(kid)

    def _refresh(self, issuer: Issuer) -> None:
        now = self._ticks()
        self._tried[issuer.name] = now
        try:
            raw = self._fetch(issuer.url)
            self._keys[issuer.name] = _Keys(read_keys(raw), now)
        except (OSError, ValueError):
            return  # what is known goes on to count
        self._keep(issuer, raw)

    def _kept(self, issuer: Issuer) -> _Keys:
        """Give the keys of a file: the issuer's own, or what was fetched when it could be reached last."""
        if issuer.file is not None:
            try:
                return _Keys(read_keys(issuer.file.read_bytes()))
            except OSError as error:
                raise ConfigError(f"{issuer.file}: cannot be read: {error.strerror}") from None
            except ValueError as bad:
                raise ConfigError(f"{issuer.file}: {bad}") from None
        path = self._path(issuer)
        try:
            return _Keys({} if path is None else read_keys(path.read_bytes()))
        except (OSError, ValueError):
            return _Keys({})

    def _keep(self, issuer: Issuer, raw: bytes) -> None:
        path = self._path(issuer)
        if path is None:
            return
        try:
            write_whole(path, raw, replace=True)
        except OSError:
            return  # it is fetched again at the next start

    def _path(self, issuer: Issuer) -> Path | None:
        named = sha256(f"{issuer.name}\0{issuer.url}".encode()).hexdigest()[:16]
        return None if self._cache is None else self._cache / f"jwks-{named}.json"


class _NoRedirect(HTTPRedirectHandler):
    """Follows nobody elsewhere: the address in the file is the only one that is asked."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Give no further request."""


def fetched(url: str) -> bytes:
    """Get what is at an address: no redirect, no proxy of the environment.

    Raises:
        OSError: it cannot be had within five seconds, or is longer than `LARGEST`.
    """
    opener = build_opener(_NoRedirect, ProxyHandler({}))
    try:
        with opener.open(Request(url), timeout=_TIMEOUT_S) as reply:  # noqa: S310 - the file's format allows http(s) only
            raw: bytes = reply.read(LARGEST + 1)
    except (URLError, HTTPException, ValueError):
        raise OSError("not to be had") from None
    if len(raw) > LARGEST:
        raise OSError("longer than a key set")
    return raw
