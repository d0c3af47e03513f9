"""What is in force for a log, and what the log has to say of it before anything else: key, ring, policy, gaps."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from audit.errors import IntegrityError
from audit.events import Gap, Kind, PolicyChange, RingChange, Rotation
from audit.losses import Losses
from audit.note import Signer
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.signing import Keys
from audit.statements import UNSIGNED
from audit.store.protocol import Store

ROTATE_S: Final = 3600
"""Seconds after which the next batch is signed with a new key."""


class Standing:
    """What one process holds to be in force, compared with what the log says; for the writer's thread.

    Args:
        tenant: whose log it is.
        clock: seconds since the epoch, UTC.
        losses: what is not recorded yet.
    """

    def __init__(self, tenant: str, clock: Callable[[], float], losses: Losses) -> None:
        self.policy: PolicyChange | None = None
        self._tenant = tenant
        self._clock = clock
        self._losses = losses
        self._ring: Ring | None = None
        self._taken: list[Gap] = []
        self._policy: PolicyChange | None = None
        self._saying: PolicyChange | None = None
        self._rotation: tuple[Rotation, int] | None = None
        self._signer: Signer | None = None

    @property
    def urgent(self) -> bool:
        """Whether a policy has routes passed unscreened and this process has not said so yet."""
        policy = self.policy
        return policy is not None and bool(policy.passes) and policy != self._policy

    def forget(self) -> None:
        """Read everything again next time: another process may have written, or a commit failed."""
        self._ring = self._policy = None
        self._losses.put_back(self._taken)
        self._taken = []
        self.forget_key()

    def forget_key(self) -> None:
        """Read the key again next time."""
        self._rotation = self._signer = None

    def first(self, store: Store, keys: Keys, ring: Ring, *, known: bool) -> tuple[list[Record], Signer]:
        """Return what the log has to say before anything else, and the key that signs its next head.

        Args:
            store: within a transaction.
            keys: those of the log.
            ring: the one in force.
            known: whether nobody else has written since the last call.

        Raises:
            IntegrityError: the log names a later ring, or another of this version.
            StoreError: the key that the log names is lost.
        """
        turned, signer = self._turned(store, keys, known=known)
        # Asked again whenever somebody else wrote, and not once too often: it reads the store.
        changed = [] if known and ring == self._ring else self.ring_change(store, ring)
        self._saying = self.policy  # once: callers set it at any time, also while this is committed
        policy = self._policy_change(store, self._saying)
        self._taken = self._losses.take()  # last, as nothing that fails from here on may lose it
        return [*turned, *changed, *policy, *(Record(self._tenant, gap) for gap in self._taken)], signer

    def settle(self, first: list[Record], ring: Ring) -> None:
        """Take for said what `first` returned: it is durable."""
        self._ring, self._policy, self._taken = ring, self._saying, []
        if any(each.event.kind is Kind.ROTATE for each in first):
            self.forget_key()  # read again from what is durable now

    def ring_change(self, store: Store, ring: Ring) -> list[Record]:
        """Return the record that says that the ring is in force, unless it is the last one that the log names.

        Raises:
            IntegrityError: the log names another of this version or a later one.
        """
        row = store.last(self._tenant, Kind.RING)
        if row is None:
            return [Record(self._tenant, RingChange(ring.version))]
        last = parse_header(row.hdr)
        if not isinstance(last.event, RingChange):
            raise IntegrityError("rec: the last ring is not one")
        if last.ring == ring.digest:
            return []
        if last.event.version >= ring.version:
            raise IntegrityError(
                f"ring: of version {ring.version}, and the log has another of version {last.event.version}: "
                "bring the new ring here, or let admins sign one of a higher version"
            )
        return [Record(self._tenant, RingChange(ring.version, last.ring))]

    def _policy_change(self, store: Store, policy: PolicyChange | None) -> list[Record]:
        """Return the record of a policy that this process has not spoken of yet.

        Two gateways with two policies each say theirs once, not in turns.
        """
        if policy is None or policy == self._policy:
            return []
        row = store.last(self._tenant, Kind.POLICY)
        if row is None:
            return [Record(self._tenant, policy)]
        last = parse_header(row.hdr).event
        if not isinstance(last, PolicyChange):
            raise IntegrityError("rec: the last policy is not one")
        if replace(last, prior="") == policy:
            return []
        return [Record(self._tenant, replace(policy, prior=last.policy))]

    def _turned(self, store: Store, keys: Keys, *, known: bool) -> tuple[list[Record], Signer]:
        """Return the key to sign with, and the record that names it where that is a new one."""
        if not known or self._signer is None:
            self._rotation, self._signer = self._in_force(store, keys)
        old = self._rotation
        # A key of the future is replaced too: after a clock that was ahead it would stay until then.
        if old is not None and self._signer is not None and 0 <= int(self._clock()) - old[1] < ROTATE_S:
            return [], self._signer
        signer = keys.prepare()
        key = signer.verifier.public.hex()
        if old is None or self._signer is None:
            return [Record(self._tenant, Rotation(key, 0))], signer
        number = old[0].number + 1
        tree = store.head(self._tenant).tree
        event = Rotation(key, number, UNSIGNED, size=tree.size, root=tree.root().hex())
        event = replace(event, sig=self._signer.sign(event.statement(self._tenant)).hex())
        return [Record(self._tenant, event)], signer

    def _in_force(self, store: Store, keys: Keys) -> tuple[tuple[Rotation, int] | None, Signer | None]:
        """Return the last rotation in the store with its time, and the key that it names."""
        row = store.last(self._tenant, Kind.ROTATE)
        if row is None:
            return None, None
        event = parse_header(row.hdr).event
        if not isinstance(event, Rotation):
            raise IntegrityError("rec: the last rotation is not one")
        return (event, row.ts), keys.settle(bytes.fromhex(event.key))
