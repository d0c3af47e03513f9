"""The tenants file becomes values: every tenant's policy is loaded, and every mistake is told at once."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Final

from guard.decide.policy import Policy
from guard.decide.source import Place, Source, read, validate
from guard.errors import PolicyError
from guard.tenancy.schema import TENANT, KeyModel, SharedModel, TenantModel, TenantsModel, day
from guard.tenancy.tokens import Issuer
from guard.tenancy.turnstile import Bounds

SHARED: Final = "_shared.yaml"
"""In a folder of tenants: what holds for all of them; every other file is one tenant, by its name."""
_SUFFIX: Final = ".yaml"
_ID: Final = re.compile(TENANT)

LoadPolicy = Callable[[Path, Path | None], Policy]
"""Loads a policy, held to the floors of another."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What a credential says of who shows it.

    Args:
        tenant: the tenant's id.
        app: the label of the app that has the credential, or empty.
        until: UTC seconds from which on it does not count, None for ever.
    """

    tenant: str
    app: str = ""
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy whose word on client certificates counts.

    Args:
        header: where it says whose certificate it saw, in lower case.
        networks: where it calls from.
    """

    header: str
    networks: tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a tenant's requests go.

    Args:
        url: the provider's address, empty for that of the deployment.
        key: the tenant's key there, empty where callers bring their own.
    """

    url: str = ""
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Spec:
    """One tenant as its file says.

    Args:
        id: the tenant's id.
        policy: the policy, resolved.
        bounds: what it may use.
        provider: where its requests go.
        models: model names that records may show.
        apps: app labels that records may show.
        folder: where its ring, key and audit store are.
        store: a PostgreSQL address instead of the store in the folder, or empty for that of the deployment.
    """

    id: str
    policy: Policy
    folder: Path
    bounds: Bounds = Bounds()
    provider: Provider = Provider()
    models: frozenset[str] = frozenset()
    apps: frozenset[str] = frozenset()
    store: str = field(default="", repr=False)

    @property
    def mark(self) -> tuple[object, ...]:
        """What is the same for another one that means the same: policies are known by their digests."""
        named = (self.id, self.folder, self.store, self.policy.id, self.policy.digest)
        return (*named, self.bounds, self.provider, self.models, self.apps)


@dataclass(frozen=True, slots=True)
class Tenancy:
    """Everything a tenants file says.

    Args:
        specs: the tenants by id.
        keys: what each key says of who has it, by its digest.
        claims: the tenant by issuer and value of the claim.
        subjects: the tenant by the subject of a client certificate.
        issuers: identity providers.
        proxies: proxies that end TLS.
        anybody: the tenant that whoever uses a provider's route is, where only one is served.
        open: whether whoever uses Guard's own endpoints is that tenant too.
    """

    specs: Mapping[str, Spec]
    keys: Mapping[str, Badge] = field(repr=False)
    claims: Mapping[tuple[str, str], Badge] = field(default_factory=dict, repr=False)
    subjects: Mapping[str, Badge] = field(default_factory=dict, repr=False)
    issuers: tuple[Issuer, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    anybody: str = ""
    open: bool = False


def load(
    path: Path,
    folder: Path,
    policy: LoadPolicy,
    named: Callable[[str, Path], Path],
    *,
    files: set[Path],
    pause: Callable[[], None] = lambda: None,
) -> Tenancy:
    """Load a tenants file, or a folder of one file for each tenant.

    Args:
        path: the file or the folder.
        folder: where tenants' folders are, unless they say otherwise.
        policy: loads a policy.
        named: gives the path of a policy by what stands in a file, and the folder of that file.
        files: takes every file that is looked at, also where this raises.
        pause: called after each tenant, so that others get their turn.

    Raises:
        PolicyError: with every mistake in it and in every policy it names.
    """
    return _Reader(folder, policy, named, files, pause).read(path)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A tenant and where it stands."""

    id: str
    model: TenantModel
    source: Source = field(repr=False)
    place: Place

    def say(self, place: Place, message: str) -> str:
        return self.source.problem((*self.place, *place), message)


class _Reader:
    def __init__(
        self,
        folder: Path,
        policy: LoadPolicy,
        named: Callable[[str, Path], Path],
        files: set[Path],
        pause: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._policy = policy
        self._named = named
        self._files = files
        self._pause = pause
        self._problems: list[str] = []

    def read(self, path: Path) -> Tenancy:
        shared, source, entries = self._folder_of(path) if path.is_dir() else self._file(path)
        issuers = tuple(self._issuers(shared, source))
        proxies = tuple(
            Proxy(each.header, tuple(ip_network(one) for one in each.addresses)) for each in shared.proxies
        )
        floor = self._floor(shared, source)
        keys, claims, subjects = self._credentials(entries, {each.name for each in issuers}, bool(proxies))
        specs = {each.id: spec for each in entries if (spec := self._spec(each, floor)) is not None}
        self._folders(entries)
        if self._problems:
            raise PolicyError(*dict.fromkeys(self._problems))
        return Tenancy(
            MappingProxyType(specs),
            MappingProxyType(keys),
            MappingProxyType(claims),
            MappingProxyType(subjects),
            issuers,
            proxies,
        )

    def _file(self, path: Path) -> tuple[SharedModel, Source, list[_Entry]]:
        source = self._source(path)
        model = validate(source, TenantsModel)
        entries = [_Entry(name, each, source, ("tenants", name)) for name, each in model.tenants.items()]
        return model, source, entries

    def _folder_of(self, path: Path) -> tuple[SharedModel, Source, list[_Entry]]:
        """Read a folder; a file that cannot be read is a mistake, and the others are looked at too."""
        self._files.add(path)
        shared, source = SharedModel(), Source(str(path), {}, {})
        entries: list[_Entry] = []
        for each in sorted(path.glob(f"*{_SUFFIX}")):
            if each.name.startswith("."):
                continue
            self._pause()
            try:
                read_ = self._source(each)
                if each.name == SHARED:
                    shared, source = validate(read_, SharedModel), read_
                else:
                    entries.append(self._one(each, read_))
            except PolicyError as bad:
                self._problems += bad.problems
        if not entries and not self._problems:
            self._problems.append(f"{path}: expected at least one file of a tenant, as acme{_SUFFIX}")
        return shared, source, entries

    def _one(self, path: Path, source: Source) -> _Entry:
        name = path.name.removesuffix(_SUFFIX)
        if not _ID.fullmatch(name):
            raise PolicyError(
                source.problem((), "the file's name: expected the id of a tenant, as acme.yaml")
            )
        return _Entry(name, validate(source, TenantModel), source, ())

    def _source(self, path: Path) -> Source:
        self._files.add(path)
        return read(path)

    def _floor(self, shared: SharedModel, source: Source) -> Path | None:
        if shared.floor is None:
            return None
        path = self._named(shared.floor, Path(source.name).parent)
        loaded = self._loaded(path, None, source.problem(("floor",), ""))
        return path if loaded is not None else None

    def _loaded(self, path: Path, floor: Path | None, where: str) -> Policy | None:
        self._files.add(path)
        self._pause()
        if not path.exists():
            self._problems.append(f"{where}expected a pack or a policy file: {path} is not there")
            return None
        try:
            policy = self._policy(path, floor)
        except PolicyError as bad:
            self._problems += bad.problems
            return None
        self._files |= set(policy.files)
        return policy

    def _issuers(self, shared: SharedModel, source: Source) -> Iterator[Issuer]:
        seen: set[str] = set()
        for at, each in enumerate(shared.issuers):
            place: Place = ("issuers", at)
            if each.issuer in seen:
                self._problems.append(source.problem((*place, "issuer"), "named twice"))
            seen.add(each.issuer)
            if (each.jwks_url is None) == (each.jwks_file is None):
                self._problems.append(source.problem(place, "expected either jwks_url or jwks_file"))
            file = None if each.jwks_file is None else Path(source.name).parent / each.jwks_file
            if file is not None:
                self._files.add(file)
            yield Issuer(each.issuer, each.audience, each.claim, each.algorithms, each.jwks_url or "", file)

    def _credentials(
        self, entries: list[_Entry], issuers: set[str], proxies: bool
    ) -> tuple[dict[str, Badge], dict[tuple[str, str], Badge], dict[str, Badge]]:
        """Read who calls as whom; what two tenants have is nobody's."""
        keys: dict[str, Badge] = {}
        claims: dict[tuple[str, str], Badge] = {}
        subjects: dict[str, Badge] = {}
        for entry in entries:
            for at, key in enumerate(entry.model.keys):
                place: Place = ("keys", at)
                self._only(entry, place, "key", keys.get(key.digest))
                badge = self._badge(entry, (*place, "expires"), key)
                keys[key.digest] = badge
            for at, claim in enumerate(entry.model.claims):
                place = ("claims", at)
                named = (claim.issuer, claim.value)
                if claim.issuer not in issuers:
                    known = ", ".join(sorted(issuers)) or "one under `issuers`"
                    self._problems.append(entry.say((*place, "issuer"), f"unknown issuer: expected {known}"))
                self._only(entry, place, "claim", claims.get(named))
                claims[named] = Badge(entry.id)
            for at, subject in enumerate(entry.model.subjects):
                place = ("subjects", at)
                if not proxies:
                    self._problems.append(
                        entry.say(
                            place, "expected a proxy under `proxies` that says whose certificate it saw"
                        )
                    )
                self._only(entry, place, "subject", subjects.get(subject))
                subjects[subject] = Badge(entry.id)
            if not (entry.model.keys or entry.model.claims or entry.model.subjects):
                self._problems.append(entry.say((), "expected keys, claims or subjects: nobody could call"))
        return keys, claims, subjects

    def _only(self, entry: _Entry, place: Place, what: str, other: Badge | None) -> None:
        """Refuse a credential that says two things."""
        if other is not None:
            whose = "this tenant already" if other.tenant == entry.id else f"tenant `{other.tenant}` too"
            self._problems.append(entry.say(place, f"the {what} is that of {whose}: expected one of its own"))

    def _badge(self, entry: _Entry, place: Place, key: KeyModel) -> Badge:
        if key.expires is None:
            return Badge(entry.id, key.app or "")
        try:
            until = datetime.combine(day(key.expires), time(), UTC).timestamp()
        except ValueError:
            self._problems.append(entry.say(place, "expected a day such as 2027-01-31"))
            until = 0.0
        return Badge(entry.id, key.app or "", until)

    def _spec(self, entry: _Entry, floor: Path | None) -> Spec | None:
        model = entry.model
        beside = Path(entry.source.name).parent
        wrong = len(self._problems)
        policy = self._loaded(self._named(model.policy, beside), floor, entry.say(("policy",), ""))
        provider = self._provider(entry, beside)
        limits = model.limits
        if limits.burst is not None and limits.requests_per_minute is None:
            self._problems.append(
                entry.say(("limits", "burst"), "has no effect: expected requests_per_minute")
            )
        if policy is None or len(self._problems) > wrong:
            return None
        per_minute = limits.requests_per_minute or 0
        return Spec(
            id=entry.id,
            policy=policy,
            folder=self._folder / (model.folder or entry.id),
            bounds=Bounds(
                per_minute,
                limits.burst or max(1, per_minute // 10),
                limits.concurrent or 0,
                limits.max_body or 0,
            ),
            provider=provider,
            models=frozenset(model.models),
            apps=frozenset((*model.apps, *(each.app for each in model.keys if each.app))),
            store=model.store or "",
        )

    def _provider(self, entry: _Entry, beside: Path) -> Provider:
        model = entry.model.upstream
        place: Place = ("upstream",)
        key = ""
        if model.key_env and model.key_file:
            self._problems.append(entry.say(place, "expected either key_env or key_file"))
        elif model.key_env:
            key = os.environ.get(model.key_env, "").strip()
            if not key:
                self._problems.append(
                    entry.say((*place, "key_env"), f"expected a key in the variable {model.key_env}")
                )
        elif model.key_file:
            path = beside / model.key_file
            self._files.add(path)
            try:
                key = path.read_text(encoding="ascii").strip()
            except (OSError, UnicodeDecodeError):
                key = ""
            if not key:
                self._problems.append(entry.say((*place, "key_file"), "expected a readable file with a key"))
        return Provider(model.url or "", key)

    def _folders(self, entries: list[_Entry]) -> None:
        """Refuse a folder of two tenants: what is one's would be the other's."""
        seen: dict[Path, str] = {}
        for entry in entries:
            path = (self._folder / (entry.model.folder or entry.id)).resolve()
            if path in seen:
                self._problems.append(
                    entry.say(("folder",), f"is that of tenant `{seen[path]}` too: expected one of its own")
                )
            seen[path] = entry.id
