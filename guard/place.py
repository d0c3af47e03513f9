"""The folder a tenant's gateway works in: public ring, audit store, tenant key. No private key."""

import secrets
from collections.abc import Iterable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from audit.errors import AuditError, RingError, StoreError
from audit.exceptionfiles import ExceptionFiles
from audit.files import write_whole
from audit.indexkeys import IndexKeys
from audit.log import AuditLog
from audit.ringfile import RingFile
from audit.store.place import Embedded, Place
from guard.decide.policy import Durability, History, Record
from guard.detect.memory import LIMIT
from guard.engine import Guard
from guard.errors import ConfigError, SessionError
from guard.exchange import Limits
from guard.recorder import Recorder
from guard.service import Service
from guard.sessions import SessionMap

RING = "ring.json"
STORE = "audit.sqlite"
SPOOL = "spool.sqlite"
SECRET = "checkpoint.secret"  # noqa: S105 - a name
KEY = "tenant.key"
_KEY_BYTES = 32


_FIRST = "call +1 415 555 0132 or mail jane@example.org, see https://www.example.org, pay 4111 1111 1111 1111"
"""What is compiled at first use is compiled with this text, before the first caller waits for it."""


def open_service(
    policy: str | Path,
    folder: Path,
    *,
    tenant: str = "default",
    store: str = "",
    models: Iterable[str] = (),
    recognisers: Iterable[Any] = (),
    limits: Limits = Limits(),
    memory: int = LIMIT,
) -> Service:
    """Open a service on a folder.

    Args:
        policy: the name of a shipped pack or a path.
        folder: the tenant's folder.
        tenant: the tenant's id.
        store: the audit store: empty for a file in the folder, or a PostgreSQL address.
        models: model names that records may show.
        recognisers: further Presidio recognisers (objects) or recogniser files (paths).
        limits: bounds of one exchange.
        memory: bytes of findings remembered of Texts that were sent before, 0 for none.

    Raises:
        PolicyError: if the policy must not load.
        ConfigError: if the policy records and the folder holds no usable ring, or the key is damaged.
    """
    key = _tenant_key(folder) if folder.is_dir() else None
    guard = Guard.load(policy, key=key, recognisers=recognisers, memory=memory)
    guard.check(_FIRST)
    sessions = _sessions(guard, folder)
    if guard.policy.record is Record.NONE:
        return Service(guard, None, tenant=tenant, models=models, limits=limits, sessions=sessions)
    rings = _rings(folder, tenant)
    try:
        index = IndexKeys(folder, tenant)
        place = _server(folder, store) if store else Embedded(folder / STORE)
    except StoreError as bad:
        raise ConfigError(str(bad)) from None
    exceptions = ExceptionFiles(folder, rings, partial(_newest, place, tenant))
    log = AuditLog(
        place,
        rings,
        index=index,
        spool=folder / SPOOL if guard.policy.durability is Durability.SPOOL else None,
        # On a server, who erases has a role of its own: `audit retain`, from a timer.
        keep_days=0 if store else guard.policy.keep_days,
    )
    recorder = Recorder(log, guard, tenant, exceptions)
    return Service(guard, recorder, tenant=tenant, models=models, limits=limits, sessions=sessions)


def _sessions(guard: Guard, folder: Path) -> SessionMap | None:
    """Open what remembers the tokens of histories that a provider keeps, if the policy wants it."""
    policy = guard.policy
    if policy.history is not History.REMEMBER:
        return None
    try:
        return SessionMap(guard.rules.key, folder if folder.is_dir() else None, hours=policy.history_hours)
    except SessionError as bad:
        raise ConfigError(str(bad)) from None


def _newest(place: Place, tenant: str) -> float | None:
    """Give the time of the log's last record, None while it cannot be told."""
    if isinstance(place, Embedded) and not place.path.exists():
        return 0
    try:
        with closing(place.read(tenant)) as store:
            try:
                row = store.newest(tenant)
            except store.damage:
                return None
    except AuditError:
        return None
    return 0 if row is None else row.ts


def _server(folder: Path, store: str) -> Place:
    try:
        from audit.store import server  # noqa: PLC0415 - only fleets install its client
    except ImportError:
        raise ConfigError("store: PostgreSQL's client is missing: install the extra `postgres`") from None
    return server.Server(store, server.secret(folder / SECRET), folder=folder)


def _rings(folder: Path, tenant: str) -> RingFile:
    try:
        rings = RingFile(folder)
        ring = rings()
    except RingError as bad:
        raise ConfigError(f"{bad} (or let the policy record nothing: `audit: {{record: none}}`)") from None
    if ring.tenant != tenant:
        raise ConfigError(f"{folder / RING}: expected the ring of tenant `{tenant}`")
    return rings


def _tenant_key(folder: Path) -> bytes:
    """Read the key that pseudonyms and digests are made with, or make one."""
    path = folder / KEY
    try:
        if not path.exists():
            with suppress(FileExistsError):  # another process was faster: its key counts
                write_whole(path, f"{secrets.token_hex(_KEY_BYTES)}\n".encode(), replace=False)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read or made: {error.strerror}") from None
    except ValueError:
        raise ConfigError(f"{path}: expected {2 * _KEY_BYTES} hex digits") from None
    if len(key) != _KEY_BYTES:
        raise ConfigError(f"{path}: expected {2 * _KEY_BYTES} hex digits")
    return key
