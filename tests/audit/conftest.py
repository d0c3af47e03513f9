"""Rings without key files, records with invented names, and a log that closes itself."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audit.log import AuditLog
from audit.open import PrivateKey
from audit.record import FindingSummary, Kind, Record
from audit.ring import Recipient, Ring

CANARY = "Zelda Quillfeather zelda@example.org"


def make_key(suite: str, number: int = 0) -> PrivateKey:
    return PrivateKey(suite, hashlib.sha256(f"{suite}{number}".encode()).digest())


def make_ring(*groups: tuple[PrivateKey, ...], tenant: str = "default") -> Ring:
    recipients = tuple(
        tuple(Recipient(key.suite, key.public, f"officer-{key.kid[:4]}") for key in group) for group in groups
    )
    return Ring(1, tenant, groups[0][0].suite, recipients)


@pytest.fixture(params=["hybrid", "x25519"])
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def key(suite: str) -> PrivateKey:
    return make_key(suite)


@pytest.fixture
def ring(key: PrivateKey) -> Ring:
    return make_ring((key,))


@pytest.fixture
def keys() -> Callable[..., PrivateKey]:
    return make_key


@pytest.fixture
def rings() -> Callable[..., Ring]:
    return make_ring


@pytest.fixture
def record() -> Callable[..., Record]:
    def make(body: bytes = CANARY.encode(), **changes: object) -> Record:
        fields: dict[str, object] = {
            "kind": Kind.FLAG,
            "tenant": "default",
            "direction": "prompt",
            "phase": "whole",
            "action": "redact",
            "findings": (FindingSummary("EMAIL_ADDRESS", "", 4, 2, "email", 950),),
            "policy": "ab" * 32,
            "model": "example-1",
            "route": "chat",
            "app": "other",
            "corr": "c0ffee",
            "level": "redacted",
            "body": body,
        }
        return Record(**(fields | changes))

    return make


@pytest.fixture
def access() -> Callable[..., Record]:
    def make(subject: str = "0" * 32) -> Record:
        return Record(Kind.ACCESS, "default", subject=subject, officer="ana", purpose="review")

    return make


@pytest.fixture
def log_at(rings: Callable[..., Ring], keys: Callable[..., PrivateKey]) -> Iterator[Callable[..., AuditLog]]:
    """Open logs that are closed when the test ends."""
    opened: list[AuditLog] = []

    def make(path: Path, **options: object) -> AuditLog:
        log = AuditLog(path, rings((keys("x25519"),)), **options)
        opened.append(log)
        return log

    yield make
    for log in opened:
        log.close()


@pytest.fixture
def filled(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    access: Callable[..., Record],
) -> Path:
    """A closed store of six records, one of them header-only and one an access."""
    path = tmp_path / "audit.sqlite"
    log = log_at(path, clock=lambda: 1_700_000_000)
    for number in range(4):
        receipt = log.append_sync(record(f"{CANARY} {number}".encode()))
    log.append_sync(record(b"", level="none"))
    log.append_sync(access(receipt.rid))
    log.close()
    return path
