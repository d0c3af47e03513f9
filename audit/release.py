"""Releasing: the erasure share of a record leaves the store only after the access is on record.

The share opens nothing without an officer's key, and a key opens nothing without the share. The request
is the access as its officer signed it, and the same bytes are what the log keeps of it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType
from typing import Final

from audit.checkpoint import Checkpoint
from audit.errors import AuditError, NoteError, RecordError, ReleaseError, StatementError, StoreError
from audit.events import Access, Kind
from audit.fields import MAX_INT
from audit.items import Receipt
from audit.log import AuditLog
from audit.note import text_of
from audit.record import Header, Record, parse_header
from audit.ring import Ring
from audit.seal import share_digest
from audit.signing import origin
from audit.statements import refuse_unsigned
from audit.store.place import Place
from audit.store.protocol import Store
from audit.store.rows import Row, encloses, fits, parts

FRESH_S: Final = 300
"""Seconds by which a request may be older or younger than this clock."""
HOUR_S: Final = 3600
PER_HOUR: Final = 60
WAIT_S: Final = 10.0
"""Seconds that a request waits for others before it."""

REFUSALS: Final = MappingProxyType(
    {
        "malformed": (400, "expected an object of subject, officer, purpose, at, sig and ticket"),
        "unsigned": (401, "not signed by an active recipient of the ring in force"),
        "stale": (401, f"asked more than {FRESH_S} s ago, or ahead of time: compare the clocks, ask again"),
        "wrong_key": (403, "wrong key: the record is not sealed to this officer"),
        "no_record": (404, "there is no such record"),
        "no_body": (404, "no body: there is nothing to open"),
        "unknown_route": (404, "expected POST /audit/v1/release or GET /audit/v1/health"),
        "replayed": (409, "this request was answered before: sign another"),
        "changed": (409, "the record was changed: run `audit verify`"),
        "erased": (410, "the record was erased"),
        "too_large": (413, "the request is longer than any can be"),
        "too_many": (429, "this officer opened as many records as an hour allows"),
        "bad_answer": (502, "the service does not answer as a release service does"),
        "unavailable": (503, "nothing is released, since no access can be put on record now"),
    }
)
"""Why nothing is released: codes with their HTTP status and meaning."""


def refusal(code: str, *, wait: int = 0, detail: str = "") -> ReleaseError:
    """Return the error of a code of `REFUSALS`."""
    if wait and not detail:
        detail = f"again in {wait} s"
    return ReleaseError(code, *REFUSALS[code], wait=wait, detail=detail)


@dataclass(frozen=True, slots=True)
class Released:
    """What an officer needs to open a record, and proof that the access is on record.

    Args:
        hdr: canonical header.
        leaf: the record's leaf.
        sealed: sealed body.
        share: the erasure share `e`.
        receipt: of the access.
    """

    hdr: bytes = field(repr=False)
    leaf: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    share: bytes = field(repr=False)
    receipt: Receipt


class Release:
    """Hands out erasure shares of one tenant, each after its access is durable.

    Requests of the same moment get past neither the limit nor the check for replays. Within a process one lock
    is held from both checks to the append, so that what is refused leaves nothing on record. Several processes
    on one store share no lock: there the order of the log decides, and who comes second finds the access on
    record and gets nothing.

    Args:
        log: where accesses go; one whose receipts mean that a record is in the store itself.
        place: the store.
        rings: gives the ring in force; an officer whom it has retired gets nothing.
        clock: UTC seconds, the same as the log's.
        per_hour: records that one officer may open within an hour.
    """

    def __init__(
        self,
        log: AuditLog,
        place: Place,
        rings: Callable[[], Ring],
        clock: Callable[[], float] = time.time,
        per_hour: int = PER_HOUR,
    ) -> None:
        self._log = log
        self._place = place
        self._rings = rings
        self._clock = clock
        self._per_hour = per_hour
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether accesses could be put on record when last tried; ask twice at start-up."""
        return self._log.ready

    def release(self, asked: Access) -> Released:
        """Put an access on record, then return what it asks for. Blocks.

        (1) signed by an active recipient, (2) now, (3) for a record of this tenant that is there, whole,
        not erased and sealed to this officer, (4) not answered before, (5) within the officer's hourly
        limit; then (6) the access is appended, and once it is durable (7) it is looked up, (1), (4) and (5)
        are asked again, the latter of all that came before it, and the share is read from the store that
        holds it.

        Args:
            asked: the access, signed; its `at` is when.

        Raises:
            ReleaseError: any step fails. What fails before (6) leaves nothing on record; what fails
                after it leaves an access on record that released nothing.
        """
        tenant, kids = self._admitted(asked)  # (1)
        if abs(asked.at - self._clock()) > FRESH_S:  # (2)
            raise refusal("stale")
        if not self._lock.acquire(timeout=WAIT_S):
            raise refusal("unavailable", detail="too many requests at once")
        try:
            with self._reading(tenant) as store:
                row = _row(store, tenant, asked.subject, kids)  # (3)
                self._refuse_repeated(store, tenant, asked)  # (4) (5)
            receipt = self._log.append_sync(Record(tenant, asked))  # (6)
        except ReleaseError:
            raise
        except AuditError as error:
            raise refusal("unavailable", detail=str(error)) from None
        finally:
            self._lock.release()
        # INVARIANT: the access is durable, and the share is read only from a store in which it stands.
        self._admitted(asked)  # (7)
        with self._reading(tenant) as store:
            _refuse_unnoted(store, asked, receipt)
            self._refuse_repeated(store, tenant, asked, receipt.seq)
            return _released(store, row, receipt)

    def _admitted(self, asked: Access) -> tuple[str, frozenset[str]]:
        """Return the tenant, and the ids of the keys with which the officer reads."""
        try:
            ring = self._rings()
            refuse_unsigned(asked, ring.tenant, ring)
        except StatementError:
            raise refusal("unsigned") from None
        except AuditError as error:
            raise refusal("unavailable", detail=str(error)) from None
        readers = (reader for group in ring.active for reader in group)
        return ring.tenant, frozenset(each.kid for each in readers if each.officer == asked.officer)

    def _refuse_repeated(self, store: Store, tenant: str, asked: Access, before: int = MAX_INT) -> None:
        """Compare a request with the accesses before a position in the log, those of every process."""
        now = self._clock()
        recent: list[int] = []
        for row in store.of_kind(tenant, Kind.ACCESS):
            # A replay is at most twice FRESH_S old, so an hour covers it.
            if row.ts <= now - HOUR_S or row.seq >= before:
                continue
            event = parse_header(row.hdr).event
            if isinstance(event, Access) and event.officer == asked.officer:
                if event.sig == asked.sig:
                    raise refusal("replayed")
                recent.append(row.ts)
        if len(recent) >= self._per_hour:
            # The next falls free when this one is an hour old.
            first = sorted(recent)[len(recent) - self._per_hour]
            raise refusal("too_many", wait=max(1, ceil(first + HOUR_S - now)))

    @contextmanager
    def _reading(self, tenant: str) -> Iterator[Store]:
        try:
            store = self._place.read(tenant)
        except AuditError as error:
            raise refusal("unavailable", detail=str(error)) from None
        with closing(store):
            try:
                yield store
            except RecordError:
                raise refusal("changed") from None
            except store.damage as error:
                # Without the store's words, which quote what is in it.
                raise refusal("unavailable", detail=type(error).__name__) from None


def _row(store: Store, tenant: str, subject: str, kids: frozenset[str]) -> Row:
    """Return the row of a record that these keys may open."""
    row = store.by_rid(subject)
    if row is None or row.tenant != tenant:
        raise refusal("no_record")
    header = _header(row)
    if not header.blen:
        raise refusal("no_body")
    if not any(kid in kids for group in header.kids for kid in group):
        raise refusal("wrong_key")
    sealed = store.sealed(subject)
    if not sealed:
        raise refusal("erased")
    if not encloses(row, sealed):
        raise refusal("changed")
    return row


def _refuse_unnoted(store: Store, asked: Access, receipt: Receipt) -> None:
    noted = store.by_rid(receipt.rid)
    if noted is None or noted.seq != receipt.seq or parse_header(noted.hdr).event != asked:
        raise refusal("unavailable", detail="the store is not the one that the access is in")


def _released(store: Store, row: Row, receipt: Receipt) -> Released:
    if store.by_rid(row.rid) != row:
        raise refusal("unavailable", detail="the record is not the one that was asked for any more")
    sealed = store.sealed(row.rid)
    try:
        share = store.share(row.rid)
    except StoreError:
        raise refusal("erased") from None
    released = Released(row.hdr, row.leaf, sealed, share, receipt)
    refuse_unfit(released, row.rid, row.tenant)
    return released


def refuse_unfit(released: Released, subject: str, tenant: str) -> Header:
    """Check what was released, wherever it came from, and return its header.

    Args:
        released: as it arrived.
        subject: id of the record that was asked for.
        tenant: whose it is.

    Raises:
        ReleaseError: header, leaf, body and share are not those of one record, or not of this one; or the
            receipt is not of a tree of this log that holds it.
    """
    try:
        header = parse_header(released.hdr)
    except RecordError:
        raise refusal("changed") from None
    row = _as_row(header, released)
    whole = (
        fits(row)
        and encloses(row, released.sealed)
        and header.share == share_digest(released.share)
        and bool(parts(row.leaf).index) == bool(header.idx)  # more of it is checked with the tokens only
    )
    if (header.rid, header.tenant) != (subject, tenant) or not header.blen or not whole:
        raise refusal("changed")
    receipt = released.receipt
    try:
        said = Checkpoint.decode(text_of(receipt.note))
    except NoteError:
        raise refusal("bad_answer", detail="receipt: the note is no checkpoint") from None
    if (said.origin, said.size, said.root.hex()) != (origin(tenant), receipt.size, receipt.root):
        raise refusal("bad_answer", detail="receipt: the note is of another tree")
    if not header.seq < receipt.seq < receipt.size:
        raise refusal("bad_answer", detail="receipt: not of an access after the record")
    return header


def _as_row(header: Header, released: Released) -> Row:
    place = (header.tenant, header.seq, header.rid, str(header.kind), header.ts)
    return Row(*place, released.hdr, released.leaf)


def _header(row: Row) -> Header:
    header = parse_header(row.hdr)
    if not fits(row) or (header.rid, header.tenant, header.seq) != (row.rid, row.tenant, row.seq):
        raise refusal("changed")
    return header
