"""Rings without key files, records with invented names, and a log that closes itself."""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import psycopg
import pytest

from audit.events import Access, Erasure, FindingSummary, Flag
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Recipient, Ring
from audit.statements import UNSIGNED, signed_by
from audit.store.sqlite import SqliteStore
from audit.suites import RSA, SUITES

CANARY = "Zelda Quillfeather zelda@example.org"
RSA_KEYS = Path(__file__).parents[1] / "vectors" / "seal" / "keys" / "rsa-oaep-256.json"


@cache
def make_key(suite: str, number: int = 0) -> PrivateKey:
    """Return the same key each time; RSA keys are dear to make and to check, so they are kept."""
    if suite == RSA:
        return PrivateKey(suite, bytes.fromhex(json.loads(RSA_KEYS.read_bytes())[number]))
    return PrivateKey(suite, hashlib.sha256(f"{suite}{number}".encode()).digest())


def name_of(key: PrivateKey) -> str:
    return f"officer-{key.kid[:4]}"


def signer_of(key: PrivateKey) -> Signer:
    return key.signer(name_of(key))


def make_ring(*groups: tuple[PrivateKey, ...], tenant: str = "default") -> Ring:
    recipients = tuple(
        tuple(Recipient(key.suite, key.public, name_of(key), signer_of(key).verifier.public) for key in group)
        for group in groups
    )
    approvers = tuple(signer_of(key).verifier for group in groups for key in group)
    return Ring(1, tenant, groups[0][0].suite, recipients, approvers=approvers)


@pytest.fixture(params=SUITES)
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
        } | changes
        tenant, tokens = str(fields.pop("tenant", "default")), fields.pop("tokens", ())
        return Record(tenant, Flag(**fields), body, tokens)

    return make


@pytest.fixture
def access() -> Callable[..., Record]:
    def make(
        subject: str = "0" * 32,
        tenant: str = "default",
        key: PrivateKey | None = None,
        at: int = 1_700_000_000,
    ) -> Record:
        signer = signer_of(key or make_key("x25519"))
        asked = Access(subject, signer.name, "review", at, UNSIGNED)
        return Record(tenant, signed_by(asked, tenant, signer))

    return make


@pytest.fixture
def officer() -> Signer:
    """The officer of the ring of `log_at`, who signs what its log is to take."""
    return signer_of(make_key("x25519"))


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
    """A closed store of eight records: key, ring, four flags with bodies, a header-only one, an access.

    The first two flags carry tokens, one of them in common.
    """
    path = tmp_path / "audit.sqlite"
    log = log_at(path, clock=lambda: 1_700_000_000)
    tokens = ((b"a" * 10, b"b" * 10), (b"b" * 10,), (), ())
    for number in range(4):
        receipt = log.append_sync(record(f"{CANARY} {number}".encode(), tokens=tokens[number]))
    log.append_sync(record(b"", level="none"))
    log.append_sync(access(receipt.rid))
    log.close()
    return path


def erasure_of(*rids: str, **changes: object) -> Erasure:
    listed = hashlib.sha256("".join(f"{rid}\n" for rid in sorted(rids)).encode()).hexdigest()
    fields = {"scope": "time", "n": len(rids), "rids": listed, "reason": "age", "officer": "retention"}
    return Erasure(**(fields | changes))


@pytest.fixture
def erasure() -> Callable[..., Erasure]:
    """Make the event that says that records of these ids are erased."""
    return erasure_of


@pytest.fixture
def wiped(filled: Path, log_at: Callable[..., AuditLog]) -> Path:
    """The store `filled` and a ninth record, by which the second and the third flag are erased."""
    with closing(SqliteStore.read(filled)) as store:
        rids = [row.rid for row in store.rows(100) if row.seq in (3, 4)]
    log = log_at(filled, clock=lambda: 1_700_000_000)
    receipt = log.append_sync(Record("default", erasure_of(*rids)))
    log.close()
    with closing(SqliteStore.write(filled)) as store, store.transaction():
        store.erase(rids, receipt.rid)
    return filled


@pytest.fixture(scope="session")
def postgres() -> str:
    """A PostgreSQL server on loopback where this user may make schemas; installed and started when absent."""
    dsn = os.environ.get("GUARD_TEST_POSTGRES", "host=127.0.0.1 port=5432 user=postgres dbname=postgres")
    if not _answers(dsn):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], check=True)
        hba = next(Path("/etc/postgresql").glob("*/main/pg_hba.conf"))
        hba.write_text("host all all 127.0.0.1/32 trust\nlocal all all trust\n")
        subprocess.run(["service", "postgresql", "restart"], check=True)
        for _ in range(50):
            if _answers(dsn):
                break
            time.sleep(0.2)
    assert _answers(dsn), f"these tests need PostgreSQL: {dsn}"
    return dsn


def _answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True
