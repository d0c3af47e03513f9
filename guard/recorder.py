"""Puts flagged screenings on record, as durably as the policy asks and the tenant's exceptions allow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from audit import receipts
from audit.exceptionfiles import ExceptionFiles
from audit.exceptions import ASYNC, NONE, ORIGINAL, RELAX, Waiver, covering
from audit.log import AuditLog
from audit.record import Record
from guard import evidence
from guard.decide.policy import Durability
from guard.decide.policy import Record as Wanted
from guard.decide.relief import Relief
from guard.engine import Guard
from guard.screen import Screening
from guard.types import Action, Direction


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record that was made of something flagged.

    Args:
        rid: its id.
        receipt: its receipt in one line, as `audit.receipts.compact` writes it.
    """

    rid: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Built:
    """A record that is to be appended.

    Args:
        record: the record.
        hasty: whether nobody waits until it is durable.
    """

    record: Record = field(repr=False)
    hasty: bool


class Recorder:
    """The audit log of one tenant, as a service uses it.

    Args:
        log: where records go.
        guard: by whose policy.
        tenant: the tenant's id.
        exceptions: the tenant's signed exceptions; None for none at all.
    """

    def __init__(
        self, log: AuditLog, guard: Guard, tenant: str, exceptions: ExceptionFiles | None = None
    ) -> None:
        self._log = log
        self._guard = guard
        self._tenant = tenant
        self._exceptions = exceptions
        self._relieved: tuple[tuple[Waiver, ...], tuple[Relief, ...]] = (), ()
        if guard.policy.passes:  # what nobody looks at leaves no record of its own that would tell of it
            self._tell()

    @property
    def ready(self) -> bool:
        """Whether a record could be made durable when last tried; starts the log, so ask twice at start-up."""
        return self._log.ready

    def reliefs(self) -> tuple[Relief, ...]:
        """Give what signed exceptions in force relax; asked at every exchange, so made anew only when they change."""
        waivers, reliefs = self._relieved
        now = self.in_force()
        if now is not waivers:
            reliefs = _reliefs(now)
            self._relieved = now, reliefs  # in one step: other threads ask as well
        return reliefs

    def in_force(self) -> tuple[Waiver, ...]:
        """Give the signed exceptions that count now."""
        return () if self._exceptions is None else self._exceptions.in_force()

    @property
    def started(self) -> bool:
        """Whether the log is open; one that nothing was recorded in yet need not be."""
        return self._log.started

    @property
    def waiting(self) -> int:
        """Records that wait to be written."""
        return self._log.waiting

    @property
    def missing(self) -> int:
        """Records that were not kept and that the log does not tell of yet."""
        return self._log.missing

    def close(self) -> None:
        """Write what is queued and stop."""
        self._log.close()

    def build(self, screening: Screening, origin: evidence.Origin) -> Built | None:
        """Build the record of a flagged screening; it may read files, so not on an event loop.

        Returns:
            None if the policy wants none kept, and signed exceptions let it.

        Raises:
            AuditError: the keys of the blind index cannot be used.
        """
        waivers = self._tell()
        harm = evidence.categories(screening)
        policy = self._guard.policy
        if policy.record is Wanted.NONE and _granted(waivers, NONE, harm):
            return None

        def originals(categories: Collection[str]) -> tuple[str, ...]:
            return tuple(each.id for each in covering(waivers, ORIGINAL, categories))

        made = evidence.record(screening, self._guard, origin, self._log.tokens, originals)
        asked = policy.durability is Durability.ASYNC
        return Built(made, hasty=asked and _granted(waivers, ASYNC, harm))

    def _tell(self) -> tuple[Waiver, ...]:
        """Tell the log what decides, to be on record before what it decided; give the exceptions in force."""
        waivers = self.in_force()
        policy = self._guard.policy
        self._log.policy(policy.digest, (each.digest for each in waivers), policy.passes)
        return waivers

    async def append(self, built: Built) -> Recorded | None:
        """Make a record durable; where policy and an exception allow it, wait for nothing.

        Returns:
            None if it was only counted.

        Raises:
            AuditError: it was not made durable: what was flagged must not leave.
        """
        soon, record = self._log.append_soon, built.record
        receipt = soon(record) if built.hasty else await self._log.append(record)
        return None if receipt is None else Recorded(receipt.rid, receipts.compact(receipt, self._tenant))


def _reliefs(waivers: tuple[Waiver, ...]) -> tuple[Relief, ...]:
    """Give what some exceptions relax."""
    return tuple(
        Relief(
            id=each.id,
            labels=frozenset(each.labels),
            to=Action[each.to.upper()],
            directions=frozenset(map(Direction, each.directions)),
            apps=frozenset(each.apps),
            routes=frozenset(each.routes),
        )
        for each in waivers
        if each.grants == RELAX
    )


def _granted(waivers: Sequence[Waiver], grants: str, categories: Collection[str]) -> bool:
    """Tell whether something is granted for a record of some categories of harm."""
    if categories:
        return bool(covering(waivers, grants, categories))
    # Personal data alone has no category: what is for some of them says nothing of it.
    return any(each.grants == grants and not each.categories for each in waivers)
