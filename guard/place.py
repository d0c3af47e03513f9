"""The folder a tenant's gateway works in: public ring, audit store, tenant key. No private key."""

import secrets
import threading
from collections.abc import Iterable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from audit.approvals import missing
from audit.errors import AuditError, RingError, StoreError
from audit.exceptionfiles import ExceptionFiles
from audit.files import write_whole
from audit.indexkeys import IndexKeys
from audit.log import AuditLog
from audit.ringfile import RingFile
from audit.store.place import Embedded, Place
from guard.decide.policy import Durability, History, Policy, Record
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


class Room:
    """A tenant's folder, and what it keeps while policies come and go: key, audit log, remembered sessions.

    Args:
        folder: the folder.
        tenant: the tenant's id.
        store: the audit store: empty for a file in the folder, or a PostgreSQL address.

    Raises:
        ConfigError: the tenant's key is damaged.
    """

    def __init__(self, folder: Path, tenant: str = "default", *, store: str = "") -> None:
        self.folder = folder
        self.tenant = tenant
        self.key = _tenant_key(folder) if folder.is_dir() else None
        self._store = store
        self._lock = threading.Lock()
        self._logs: dict[tuple[bool, int], AuditLog] = {}
        self._sessions: dict[int, SessionMap] = {}
        self._exceptions: ExceptionFiles | None = None

    @property
    def governed(self) -> bool:
        """Whether there is a ring: officers who open what is recorded, and who can grant exceptions."""
        return (self.folder / RING).exists()

    def unapproved(self, policy: Policy) -> str:
        """Say why officers do not stand for a policy, nothing if they do.

        Args:
            policy: the policy.
        """
        try:
            return missing(self.folder, policy.digest, _rings(self.folder, self.tenant)())
        except (ConfigError, RingError) as bad:
            return str(bad)

    def recorder(self, guard: Guard) -> Recorder | None:
        """Give what puts on record what a guard flags; None where nothing is recorded and nobody governs.

        Raises:
            ConfigError: the policy records, and the folder holds no usable ring or index keys.
        """
        if guard.policy.record is Record.NONE and not self.governed:
            return None
        with self._lock:
            return Recorder(self._log(guard.policy), guard, self.tenant, self._exceptions)

    def sessions(self, guard: Guard) -> SessionMap | None:
        """Give what remembers the tokens of histories that a provider keeps, if the policy wants it.

        Raises:
            ConfigError: its file cannot be opened.
        """
        policy = guard.policy
        if policy.history is not History.REMEMBER:
            return None
        with self._lock:
            found = self._sessions.get(policy.history_hours)
            if found is None:
                folder = self.folder if self.folder.is_dir() else None
                try:
                    found = SessionMap(guard.rules.key, folder, hours=policy.history_hours)
                except SessionError as bad:
                    raise ConfigError(str(bad)) from None
                self._sessions[policy.history_hours] = found
            return found

    def close(self) -> None:
        """Write what is queued for the audit log and stop."""
        with self._lock:
            for sessions in self._sessions.values():
                sessions.close()
            for log in self._logs.values():
                log.close()
            self._sessions.clear()
            self._logs.clear()

    def _log(self, policy: Policy) -> AuditLog:
        """Give the log as a policy wants it kept; several may write to one store."""
        spooled = policy.durability is Durability.SPOOL
        # On a server, who erases has a role of its own: `audit retain`, from a timer.
        keep_days = 0 if self._store else policy.keep_days
        found = self._logs.get((spooled, keep_days))
        if found is None:
            rings = _rings(self.folder, self.tenant)
            try:
                index = IndexKeys(self.folder, self.tenant)
                place = _server(self.folder, self._store) if self._store else Embedded(self.folder / STORE)
            except StoreError as bad:
                raise ConfigError(str(bad)) from None
            spool = self.folder / SPOOL if spooled else None
            found = AuditLog(place, rings, index=index, spool=spool, keep_days=keep_days)
            self._logs[spooled, keep_days] = found
            if self._exceptions is None:
                newest = partial(_newest, place, self.tenant)
                self._exceptions = ExceptionFiles(self.folder, rings, newest)
        return found


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
    """Open a service on a folder; closing it closes the folder's log.

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
    room = Room(folder, tenant, store=store)
    guard = Guard.load(policy, key=room.key, recognisers=recognisers, memory=memory)
    guard.check(_FIRST)
    sessions, recorder = room.sessions(guard), room.recorder(guard)
    return Service(
        guard, recorder, tenant=tenant, models=models, limits=limits, sessions=sessions, closing=room.close
    )


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
