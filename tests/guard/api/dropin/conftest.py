"""A sidecar that answers for all systems, with a key, by two policies: patterns only, and the default one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from houses import House

from audit import keyfile
from guard.api.dropin import mount
from guard.api.rest import application
from guard.forward import HttpUpstream
from guard.place import open_service
from guard.proxy import Sidecar
from guard.service import Service
from guard.tenancy.credentials import digest

KEY = "guard-key-of-a-test"
OTHER = "guard-key-of-another-caller"
BODY = 1 << 20
POLICY = """
policy: patterns
prompt:
  entities:
    EMAIL_ADDRESS: {action: redact, operator: pseudonym}
    PHONE_NUMBER: annotate
    CREDIT_CARD: block
    URL: allow
    NOT_SCANNABLE: annotate
completion:
  entities:
    EMAIL_ADDRESS: redact
    CREDIT_CARD: block
words: [{id: codenames, list: [bluebird], action: block}, {id: soft, list: [greenfinch], action: redact}]
allow: [{entity: EMAIL_ADDRESS, regex: '.*@ours\\.example\\.org'}]
"""


@dataclass
class Sent:
    """What came back, and what was logged and recorded meanwhile."""

    status: int
    body: Any
    headers: Mapping[str, str]
    text: str


class Client:
    """Calls the endpoints of one sidecar with a key."""

    def __init__(self, app: Any) -> None:
        self._client = TestClient(app, raise_server_exceptions=False)

    def __call__(
        self, path: str, body: Any = None, *, key: str = KEY, method: str = "POST", **more: Any
    ) -> Sent:
        headers = {**({"authorization": f"Bearer {key}"} if key else {}), **more.pop("headers", {})}
        sent = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        reply = self._client.request(method, path, headers=headers, **sent, **more)
        try:
            parsed = reply.json()
        except ValueError:
            parsed = None
        return Sent(reply.status_code, parsed, reply.headers, reply.text)


def sidecar(service: Service) -> Sidecar:
    nowhere = HttpUpstream("http://127.0.0.1:9", connect_s=1, read_s=1)
    house = House(service, nowhere, BODY, [digest(KEY), digest(OTHER)])
    routers = mount.routers(mount.SYSTEMS, house.callers)
    return Sidecar(house, application(house.callers, routers), dropins=mount.paths(mount.SYSTEMS))


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tenant's folder with a ring, and a policy of patterns only."""
    place = tmp_path_factory.mktemp("dropin") / "guard"
    keyfile.create(place, "ada", "correct horse battery", "hybrid", "default", cost=keyfile.FLOOR)
    (place / "patterns.yaml").write_text(POLICY, encoding="utf-8")
    return place


@pytest.fixture(scope="session")
def call(places: Path) -> Iterator[Client]:
    """Calls a sidecar with the policy of patterns."""
    service = open_service(places / "patterns.yaml", places)
    yield Client(sidecar(service))
    service.close()


@pytest.fixture(scope="session")
def call_default(places: Path) -> Iterator[Client]:
    """Calls a sidecar with the default policy."""
    service = open_service("default", places)
    yield Client(sidecar(service))
    service.close()


@pytest.fixture
def start(places: Path) -> Iterator[Callable[..., Client]]:
    """Starts a sidecar of a test's own, with its policy and recognisers."""
    services: list[Service] = []

    def make(policy: str, **more: Any) -> Client:
        path = places / f"own{len(services)}.yaml"
        path.write_text(policy, encoding="utf-8")
        services.append(open_service(path, places, **more))
        return Client(sidecar(services[-1]))

    yield make
    for each in services:
        each.close()


@pytest.fixture
def other_key() -> str:
    """The key of another caller."""
    return OTHER
