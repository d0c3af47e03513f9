"""Going on with a log that lost its checkpoint key, or whose store is older than what was seen of it.

Neither is repaired in silence. An approver of the ring signs the next key in the place of the key before it,
and the log says how many records are known to be missing; from there on it is a log like any other, and
whoever reads it sees where, when and by whom it was picked up again.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum

from audit.entry import added, entry
from audit.errors import IntegrityError, NoteError, RecordError, StatementError, StoreError
from audit.events import Gap, Kind, Rotation
from audit.items import RID
from audit.losses import Losses
from audit.merkle import Frontier, leaf_hash
from audit.note import Signer, Verifier, verified
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.signing import Keys, origin, signed
from audit.standing import Standing
from audit.statements import UNSIGNED
from audit.store.place import Place
from audit.store.protocol import Store
from audit.store.rows import Head, fits


class Loss(StrEnum):
    """What an approver accepts; a key that is lost together with records goes with them."""

    RECORDS = "--accept-rollback"
    KEY = "--lost-key"


@dataclass(frozen=True, slots=True)
class Found:
    """What is there of a log.

    Args:
        size: records in the store.
        seen: records that this gateway saw, None if it kept nothing.
        missing: at least so many of those are not in the store.
        lost: whether the key that the log names is kept nowhere.
    """

    size: int
    seen: int | None
    missing: int
    lost: bool

    @property
    def loss(self) -> Loss | None:
        """What has to be accepted before the log goes on, None if nothing is lost."""
        if self.missing:
            return Loss.RECORDS
        return Loss.KEY if self.lost else None


@dataclass(frozen=True, slots=True)
class Recovered:
    """A log that goes on.

    Args:
        found: what was there of it.
        number: the number of its new checkpoint key.
        rid: id of the record that names this key and its approver.
        head: the log's head now, signed by this key.
    """

    found: Found
    number: int
    rid: str
    head: Head


def examine(place: Place, tenant: str) -> Found:
    """Look at what is there of a log, and change nothing.

    Args:
        place: the store, as a gateway has it.
        tenant: whose log it is.

    Raises:
        StoreError: the store is not there, holds nothing of this log, or a key cannot be read.
        IntegrityError: the store contradicts itself.
    """
    with closing(_opened(place, tenant)) as store, store.transaction():
        return _found(place, store, place.keys(store, tenant), tenant)


def refuse_other(found: Found, accepted: Loss | None) -> None:
    """Refuse to go on from something else than an approver accepts.

    Raises:
        StoreError: nothing is lost, or something else is.
    """
    if found.loss is None:
        raise StoreError(
            "nothing to recover: no record is known to be missing, and the checkpoint key is there"
        )
    if found.loss is accepted:
        return
    said = (
        "records are missing: look for a newer store first" if found.missing else "the checkpoint key is lost"
    )
    raise StoreError(f"{said}; to go on without, an approver gives `{found.loss}`")


def recover(
    place: Place,
    ring: Ring,
    approver: Signer,
    accepted: Loss | None,
    clock: Callable[[], float] = time.time,
) -> Recovered:
    """Go on with a log: append a new key, signed by an approver, and a gap if records are missing.

    Cut off at any point it can be run again: until the commit nothing has changed but a key that nobody
    uses, and after it the key is found by its name in the log. Cut off between the commit and the note of
    what was seen, the loss is on record twice, never not at all.

    Args:
        place: the store, as a gateway has it.
        ring: the ring in force.
        approver: one of its approvers.
        accepted: what the approver accepts; None accepts nothing.
        clock: seconds since the epoch, UTC.

    Raises:
        StatementError: whoever signs is not an approver of the ring.
        StoreError: as for `examine`; also if nothing is lost, or something else than was accepted.
        IntegrityError: the store contradicts itself, or names a later ring.
    """
    tenant = ring.tenant
    if ring.approver(approver.name) != approver.verifier:
        raise StatementError("officer: not an approver of the ring in force")
    with closing(_opened(place, tenant)) as store:
        keys, seen = place.keys(store, tenant), place.seen(tenant)
        with store.transaction():
            found = _found(place, store, keys, tenant)
            refuse_other(found, accepted)
            now = int(clock())
            changed = Standing(tenant, clock, Losses()).ring_change(store, ring)
            gap = [Record(tenant, _gap(store, tenant, found.missing, now))] if found.missing else []
            signer = keys.prepare()  # from here on nothing refuses
            tree, rids = store.head(tenant).tree, []
            rotation = _rotation(signer, _last_key(store, tenant).number + 1, approver, tenant, tree)
            for record in (Record(tenant, rotation), *changed, *gap):
                new = entry(record, ring, tree.size, secrets.token_hex(RID), now)
                tree = added(store, tree, new)
                rids.append(new.row.rid)
            head = Head(tree, signed(tree, signer))
            store.set_head(tenant, head)
        keys.settle(signer.verifier.public)
    if seen is not None:
        seen.accept(head)
    return Recovered(found, rotation.number, rids[0], head)


def _opened(place: Place, tenant: str) -> Store:
    try:
        place.mark()  # to open a file for writing makes it, where it is missing
    except OSError:
        raise StoreError("store: not there: put a backup in its place first") from None
    return place.open(tenant)


def _found(place: Place, store: Store, keys: Keys, tenant: str) -> Found:
    """Look at a store within a transaction: the whole tree is recomputed, as a backup may be of anything."""
    seen = place.seen(tenant)
    kept = None if seen is None else seen.load()
    size = 0 if kept is None else kept.tree.size
    try:
        head = store.checked_tail(tenant)
        if not head.tree.size:
            raise StoreError("store: holds nothing of this log: put a backup in its place first")
        key = _last_key(store, tenant).key
        verified(head.note, [Verifier(origin(tenant), bytes.fromhex(key))])
        beginning = _beginning(store, tenant, head.tree, size)
    except (IntegrityError, NoteError, RecordError) as error:
        raise IntegrityError(f"{error}: run `audit verify`, and put another backup in its place") from None
    missing = 0 if kept is None or beginning == kept.tree else max(1, size - head.tree.size)
    return Found(head.tree.size, None if kept is None else size, missing, keys.lost(bytes.fromhex(key)))


def _beginning(store: Store, tenant: str, whole: Frontier, size: int) -> Frontier:
    """Return the tree of the first `size` records, empty if there are not so many.

    Raises:
        IntegrityError: the tree of all of them is not the one that the head has.
    """
    tree = beginning = Frontier()
    for row in store.in_order(tenant):
        if row.seq != tree.size or not fits(row):
            raise IntegrityError("rec: a record is missing or was changed")
        tree = tree.append(leaf_hash(row.leaf))
        if tree.size == size:
            beginning = tree
    if tree != whole:
        raise IntegrityError("head: not that of the records")
    return beginning


def _last_key(store: Store, tenant: str) -> Rotation:
    row = store.last(tenant, Kind.ROTATE)
    event = None if row is None else parse_header(row.hdr).event
    if not isinstance(event, Rotation):
        raise IntegrityError("rec: the log names no checkpoint key")
    return event


def _rotation(signer: Signer, number: int, approver: Signer, tenant: str, tree: Frontier) -> Rotation:
    root = tree.root().hex()
    unsigned = Rotation(signer.verifier.public.hex(), number, UNSIGNED, approver.name, tree.size, root)
    return replace(unsigned, sig=approver.sign(unsigned.statement(tenant)).hex())


def _gap(store: Store, tenant: str, missing: int, now: int) -> Gap:
    last = store.newest(tenant)
    since = 0 if last is None else last.ts
    return Gap(missing, since, max(since, now), "rollback")
