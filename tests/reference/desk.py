"""A tenant's audit store with a release service in front of it, as tests of releasing share it."""

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.events import Access, Kind
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey
from audit.record import parse_header
from audit.release import Release
from audit.ring import Ring
from audit.statements import UNSIGNED, signed_by
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore
from audit.verify import verify

NOW = 1_700_000_000


def officer(key: PrivateKey) -> Signer:
    return key.signer(f"officer-{key.kid[:4]}")


@dataclass
class Desk:
    """A tenant's store with a release service in front of it, and a clock that a test sets."""

    path: Path
    ring: Ring
    key: PrivateKey
    now: float = NOW
    logs: list[AuditLog] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def log(self, place: Any = None, **options: Any) -> AuditLog:
        made = AuditLog(place or self.path, lambda: self.ring, clock=self.clock, **options)
        self.logs.append(made)
        return made

    def release(self, place: Any = None, *, log: Any = None, **options: Any) -> Release:
        """A service as it is after a restart."""
        where = place or Embedded(self.path)
        return Release(log or self.log(where), where, lambda: self.ring, self.clock, **options)

    def asked(self, rid: str, at: int | None = None, key: PrivateKey | None = None, **changes: Any) -> Access:
        signer = officer(key or self.key)
        members = {"purpose": "review", "at": int(self.now) if at is None else at} | changes
        return signed_by(Access(rid, signer.name, sig=UNSIGNED, **members), self.ring.tenant, signer)

    def verified(self) -> bool:
        return verify(self.path, {self.ring.digest: self.ring}).ok

    def accesses(self) -> list[Access]:
        with closing(SqliteStore.read(self.path)) as store:
            events = [parse_header(row.hdr).event for row in store.of_kind(self.ring.tenant, Kind.ACCESS)]
        return [event for event in events if isinstance(event, Access)]
