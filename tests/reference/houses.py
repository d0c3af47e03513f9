"""A house of one tenant whose service is open already, and the sidecar in front of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from guard.api.rest import application
from guard.forward import HttpUpstream, Upstream
from guard.metrics import Metrics
from guard.passing import Passing
from guard.proxy import Gate, Sidecar
from guard.service import Service
from guard.tenancy.callers import Callers
from guard.tenancy.roster import Tenant, alone
from guard.tenancy.turnstile import Bounds, Turnstile


def tenant_of(
    service: Service, upstream: Upstream, *, body: int = 8 << 20, bounds: Bounds = Bounds()
) -> Tenant:
    policy = service.guard.policy
    passing = Passing(policy.passes, policy.version, upstream, service.counts, body)
    return Tenant("default", service, upstream, passing, Turnstile(bounds), body)


@dataclass
class House:
    """Serves what it is given."""

    service: Service
    upstream: Upstream
    body: int = 8 << 20
    digests: Iterable[str] | None = None
    bounds: Bounds = Bounds()
    callers: Callers = field(init=False)

    def __post_init__(self) -> None:
        tenant = tenant_of(self.service, self.upstream, body=self.body, bounds=self.bounds)
        self.callers = Callers(alone(tenant, self.digests))

    @property
    def metrics(self) -> Metrics:
        return self.service.metrics

    @property
    def ready(self) -> bool:
        return self.service.ready

    def told(self) -> tuple[str, ...]:
        return ()

    def start(self) -> None:
        self.service.start()

    async def close(self) -> None:
        await self.upstream.close()
        self.service.close()


def build(service: Service, upstream: str, gate: Gate = Gate(), body: int = 8 << 20) -> Sidecar:
    """A sidecar like the one `guard serve` runs, on a service that is open already."""
    house = House(service, HttpUpstream(upstream, connect_s=2, read_s=5), body)
    return Sidecar(house, application(house.callers), gate)
