"""Tenants are opened: what a file says of each becomes what answers its requests.

What tenants share is here too: threads, connections, counters, the memory of what was screened before. A
tenant of which nothing changed stays the very object that it was.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from guard.detect.memory import LIMIT, Shelf
from guard.engine import Guard
from guard.errors import ConfigError, GuardError, PolicyError
from guard.exchange import Limits
from guard.forward import Upstream
from guard.metrics import Metrics
from guard.passing import Passing
from guard.place import Room
from guard.service import Service
from guard.tenancy.load import Spec, Tenancy
from guard.tenancy.roster import Roster, Tenant
from guard.tenancy.tokens import Tokens
from guard.tenancy.turnstile import Turnstile
from guard.tracing import OFF, Tracing

_COMPUTING: Final = 4
_ASKING: Final = 64


@dataclass(frozen=True, slots=True)
class Shared:
    """What holds for every tenant unless it says otherwise.

    Args:
        upstream: makes the way to a provider at an address, empty for the deployment's own.
        folder: where key sets of identity providers are kept.
        store: the audit store, empty for a file in each tenant's folder.
        models: model names that records may show.
        limits: bounds of one exchange.
        body: bytes of a request body.
        memory: bytes of findings remembered of texts sent before, by all tenants together.
        tracing: where spans go.
        approvals: whether only policies come into force that officers stand for.
    """

    upstream: Callable[[str], Upstream]
    folder: Path
    store: str = field(default="", repr=False)
    models: frozenset[str] = frozenset()
    limits: Limits = Limits()
    body: int = 8 << 20
    memory: int = LIMIT
    tracing: Tracing = OFF
    approvals: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """Tenants that are open.

    Args:
        roster: everybody who may call.
        specs: what each tenant was opened by.
        waiting: tenants whose newer policy nobody stands for yet, while the one before is in force.
    """

    roster: Roster
    specs: Mapping[str, Spec]
    waiting: tuple[str, ...] = ()


class Opener:
    """Opens tenants, and closes what no longer answers anything.

    Args:
        shared: what holds for all of them.
        metrics: where everything is counted.
        pause: called after each tenant, so that requests get their turn.
    """

    def __init__(self, shared: Shared, metrics: Metrics, pause: Callable[[], None] = lambda: None) -> None:
        self.metrics = metrics
        self._shared = shared
        self._pause = pause
        self._shelf = Shelf(shared.memory) if shared.memory else None
        self._pool = ThreadPoolExecutor(_COMPUTING, "guard-screen")
        # A screening that asks somebody else holds its thread while it waits.
        self._asking = ThreadPoolExecutor(_ASKING, "guard-ask")
        self._rooms: dict[tuple[str, Path, str], Room] = {}
        self._upstreams: dict[str, Upstream] = {}
        self._leaving: list[Service] = []

    def open(self, tenancy: Tenancy, before: Opened | None = None) -> Opened:
        """Open every tenant; nothing that is in force is touched by it.

        Args:
            tenancy: what there is to open.
            before: what is open, to be kept where nothing changed.

        Raises:
            PolicyError: with every tenant that cannot be opened.
        """
        tenants: dict[str, Tenant] = {}
        specs: dict[str, Spec] = {}
        problems: list[str] = []
        waiting: list[str] = []
        for spec in tenancy.specs.values():
            kept = None if before is None else before.roster.tenants.get(spec.id)
            known = None if before is None else before.specs.get(spec.id)
            try:
                same = known is not None and known.mark == spec.mark
                why = "" if same or not self._shared.approvals else self._room(spec).unapproved(spec.policy)
                if kept is not None and known is not None and (same or why):
                    tenants[spec.id], specs[spec.id] = kept, known
                    waiting += [spec.id] if why else []
                elif why:
                    problems.append(f"tenant {spec.id}: policy {spec.policy.version}: {why}")
                else:
                    tenants[spec.id], specs[spec.id] = self._tenant(spec), spec
            except GuardError as bad:
                problems += [f"tenant {spec.id}: {line}" for line in str(bad).splitlines()]
            self._pause()
        try:
            tokens = Tokens(tenancy.issuers, self._shared.folder) if tenancy.issuers else None
        except ConfigError as bad:
            problems.append(str(bad))
        if problems:
            raise PolicyError(*problems)
        roster = Roster(
            tenants,
            tenancy.keys,
            tenancy.claims,
            tenancy.subjects,
            tenancy.proxies,
            tokens,
            tenants.get(tenancy.anybody),
            tenancy.open,
        )
        return Opened(roster, specs, tuple(waiting))

    def leave(self, before: Opened, now: Opened) -> None:
        """Close, once nothing of it is under way, what was open before and is not any more."""
        kept = {id(each.service) for each in now.roster.tenants.values()}
        gone = [each.service for each in before.roster.tenants.values() if id(each.service) not in kept]
        self._leaving += gone

    def tidy(self, now: Opened) -> None:
        """Close the rooms of tenants that are gone and have nothing under way."""
        self._leaving = [each for each in self._leaving if each.within]
        busy = {each.tenant for each in self._leaving}
        used = {self._room_of(spec) for spec in now.specs.values()}
        for key in [each for each in self._rooms if each not in used and each[0] not in busy]:
            self._rooms.pop(key).close()

    async def close_upstreams(self) -> None:
        """Let go of all connections to providers."""
        for each in self._upstreams.values():
            await each.close()

    def close(self) -> None:
        """Write what is queued for every audit log, and stop."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._asking.shutdown(wait=False, cancel_futures=True)
        for room in self._rooms.values():
            room.close()
        self._shared.tracing.close()

    def _tenant(self, spec: Spec) -> Tenant:
        room = self._room(spec)
        guard = Guard.of(spec.policy, key=room.key, shelf=self._shelf)
        shared = self._shared
        service = Service(
            guard,
            room.recorder(guard),
            tenant=spec.id,
            models=shared.models | spec.models,
            apps=spec.apps,
            limits=shared.limits,
            sessions=room.sessions(guard),
            pool=self._asking if guard.lines else self._pool,
            metrics=self.metrics,
            tracing=shared.tracing,
        )
        upstream = self._upstream(spec.provider.url)
        body = spec.bounds.body or shared.body
        passing = Passing(spec.policy.passes, spec.policy.version, upstream, service.counts, body)
        turnstile = Turnstile(spec.bounds)
        return Tenant(spec.id, service, upstream, passing, turnstile, body, spec.provider.key)

    def _room_of(self, spec: Spec) -> tuple[str, Path, str]:
        return spec.id, spec.folder, spec.store or self._shared.store

    def _room(self, spec: Spec) -> Room:
        key = self._room_of(spec)
        if key not in self._rooms:
            self._rooms[key] = Room(spec.folder, spec.id, store=key[2])
        return self._rooms[key]

    def _upstream(self, url: str) -> Upstream:
        if url not in self._upstreams:
            self._upstreams[url] = self._shared.upstream(url)
        return self._upstreams[url]


def yielding(work_s: float = 0.001, rest_s: float = 0.0005) -> Callable[[], None]:
    """Give what lets other threads run for a moment now and then: reading policies must not hold up requests.

    Args:
        work_s: seconds of work between two rests.
        rest_s: seconds of a rest.
    """
    rested = time.perf_counter()

    def rest() -> None:
        nonlocal rested
        if time.perf_counter() - rested > work_s:
            time.sleep(rest_s)
            rested = time.perf_counter()

    return rest
