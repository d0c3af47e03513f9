"""Everybody who may call, at one moment: who is known by which credential, and what each tenant has in force."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

from guard.forward import Headers, Upstream
from guard.passing import Passing
from guard.service import Service
from guard.tenancy.credentials import KEY, Presented, digest, presented
from guard.tenancy.load import Badge, Proxy
from guard.tenancy.tokens import Tokens, looks_signed
from guard.tenancy.turnstile import Turnstile

_ID = 16


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as it is served.

    Args:
        id: its id.
        service: screens by its policy.
        upstream: where its requests go.
        passing: passes on what its policy has nobody look at.
        turnstile: how much it may use.
        body: bytes that a request body may have.
        provider_key: its key at the provider, empty where callers bring their own.
    """

    id: str
    service: Service = field(repr=False)
    upstream: Upstream = field(repr=False)
    passing: Passing = field(repr=False)
    turnstile: Turnstile = field(repr=False)
    body: int
    provider_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Args:
        id: tells callers apart: the beginning of a digest, empty where no credential is asked for.
        tenant: as whom.
        app: the label of the app that has the credential, or empty.
        header: where a credential of Guard's stood that is not the provider's, or empty.
    """

    id: str
    tenant: Tenant
    app: str = ""
    header: str = ""

    @property
    def service(self) -> Service:
        """Screens by the policy of the caller's tenant."""
        return self.tenant.service


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who may call.

    Args:
        tenants: by id.
        keys: what each key says, by its digest.
        claims: what each claim of a token says, by issuer and value.
        subjects: what the subject of each client certificate says.
        proxies: whose word on certificates counts.
        tokens: checks signed tokens.
        anybody: the tenant as whom anybody may use the provider's routes, where only one is served.
        open: whether anybody may use Guard's own endpoints as that tenant too.
        clock: UTC seconds.
    """

    tenants: Mapping[str, Tenant]
    keys: Mapping[str, Badge] = field(default_factory=dict, repr=False)
    claims: Mapping[tuple[str, str], Badge] = field(default_factory=dict, repr=False)
    subjects: Mapping[str, Badge] = field(default_factory=dict, repr=False)
    proxies: tuple[Proxy, ...] = ()
    tokens: Tokens | None = None
    anybody: Tenant | None = None
    open: bool = False
    clock: Callable[[], float] = time.time

    def caller(self, headers: Headers, peer: str = "") -> Caller | None:
        """Give who sent a request by the credentials in it, or None for somebody without one that is known.

        Args:
            headers: the request's, names in lower case.
            peer: the address that it came from.
        """
        if self.open and self.anybody is not None:
            return Caller("", self.anybody)
        for each in presented(headers):
            # By its digest: how long a look-up takes says something of the digest, and that nothing of the key.
            named = digest(each.value)
            found = self._badge(self.keys.get(named), named) or self._signed(each, named)
            if found is not None:
                return Caller(found.id, found.tenant, found.app, each.header)
        return self._certified(headers, peer)

    def sender(self, headers: Headers, peer: str = "") -> Caller | None:
        """Give who sent a request to a provider's route; see `caller`."""
        return Caller("", self.anybody) if self.anybody is not None else self.caller(headers, peer)

    def due(self, headers: Headers) -> bool:
        """Tell whether it may take a network to know who sent a request."""
        tokens = self.tokens
        return tokens is not None and any(
            looks_signed(each.value) and tokens.due(each.value) for each in presented(headers)
        )

    def _badge(self, badge: Badge | None, named: str) -> Caller | None:
        """Give the caller of a badge that counts now."""
        if badge is None or (badge.until is not None and self.clock() >= badge.until):
            return None
        return Caller(named[:_ID], self.tenants[badge.tenant], badge.app)

    def _signed(self, each: Presented, named: str) -> Caller | None:
        if self.tokens is None or not looks_signed(each.value):
            return None
        claimed = self.tokens.claimed(each.value)
        return None if claimed is None else self._badge(self.claims.get(claimed), named)

    def _certified(self, headers: Headers, peer: str) -> Caller | None:
        """Give the caller whose certificate a trusted proxy saw: what others say of certificates is nobody's."""
        for proxy in self.proxies:
            said = [value for name, value in headers if name == proxy.header]
            # A second one would be the caller's own, that the proxy did not take away.
            if len(said) == 1 and _within(peer, proxy):
                found = self._badge(self.subjects.get(said[0]), digest(said[0]))
                if found is not None:
                    return found
        return None


def _within(peer: str, proxy: Proxy) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in proxy.networks)


def alone(tenant: Tenant, digests: Iterable[str] | None = None) -> Roster:
    """Give the roster of a deployment with one tenant.

    Args:
        tenant: the tenant.
        digests: of the keys that Guard's own endpoints ask for; None lets everybody in.
    """
    keys = {each: Badge(tenant.id) for each in digests or ()}
    return Roster({tenant.id: tenant}, keys, anybody=tenant, open=digests is None)


def outgoing(headers: Headers, caller: Caller, wanted: str) -> Headers:
    """Give the headers of a request as the provider may see them: with its key, and without Guard's.

    Args:
        headers: the request's.
        caller: who sent it.
        wanted: the header in which the route's API expects a key.
    """
    kept = [(name, value) for name, value in headers if name not in (caller.header, KEY)]
    theirs = any(name in _PROVIDERS for name, _ in kept)
    key = caller.tenant.provider_key
    if theirs or not key:
        return tuple(kept)
    return (*kept, (wanted, f"Bearer {key}" if wanted == "authorization" else key))


_PROVIDERS = ("authorization", "api-key", "x-api-key")
"""Headers in which providers expect a key."""
