"""Erasure: which records may go, what the log says of it, and the certificate that they are gone.

Deleting a record's share makes every copy of its body unreadable, wherever it lies; body, tokens and
nonce are deleted with it. Leaf and header stay, so every proof still verifies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from audit.errors import StoreError
from audit.events import Erasure, Hold, Kind
from audit.record import parse_header
from audit.store.protocol import Store
from audit.store.rows import Row

CHUNK: Final = 500
"""Records in one erasure at most: a gateway waits for no more than these."""
_SHOWN: Final = 8
"""Digits of an id that people see."""


@dataclass(frozen=True, slots=True)
class Held:
    """Records that must stay: those written from `since` to `until`, while the hold is in force."""

    hold: str
    since: int
    until: int
    expires: int


def listed(rids: Iterable[str]) -> str:
    """Return what an erasure says of its records: SHA-256 of their ids, sorted, a line feed after each."""
    return sha256("".join(f"{rid}\n" for rid in sorted(rids)).encode()).hexdigest()


def erasure(
    rids: Sequence[str],
    scope: Literal["record", "subject", "time", "tenant"],
    reason: str,
    officer: str,
    sig: str = "",
) -> Erasure:
    """Return the event of an erasure.

    Raises:
        RecordError: a field breaks its format.
    """
    return Erasure(scope, len(set(rids)), listed(set(rids)), reason, officer, sig)


def in_parts(rids: Sequence[str], most: int) -> list[Sequence[str]]:
    """Return a list in parts of at most so many, in its order."""
    return [rids[at : at + most] for at in range(0, len(rids), most)]


def known_holds(store: Store, tenant: str) -> dict[str, Hold]:
    """Return what the log said last of each hold, by the hold's id, in the order in which they were placed."""
    found: dict[str, Hold] = {}
    for row in store.of_kind(tenant, Kind.HOLD):
        event = parse_header(row.hdr).event
        if isinstance(event, Hold):
            found[event.hold] = event
    return found


def holds(store: Store, tenant: str, now: int) -> list[Held]:
    """Return the holds in force: placed, not lifted since, not expired."""
    return [
        Held(each.hold, each.since, each.until, each.expires)
        for each in known_holds(store, tenant).values()
        if each.state == "placed" and each.expires > now
    ]


def refuse_contradiction(store: Store, tenant: str, event: Hold, now: int) -> None:
    """Refuse a hold that the log contradicts: placed twice, or lifted and not in force as it says.

    Args:
        store: the log's.
        tenant: whose log it is.
        event: what is about to be put on record.
        now: UTC second.

    Raises:
        StoreError: it does; the message names the hold.
    """
    name, last = f"hold {event.hold[:_SHOWN]}", known_holds(store, tenant).get(event.hold)
    if event.state == "placed" and last is not None:
        raise StoreError(f"{name}: on record already")
    if event.state == "lifted" and last is None:
        raise StoreError(f"{name}: there is no such hold")
    if last is not None and last.state == "lifted":
        raise StoreError(f"{name}: lifted already")
    if event.state == "lifted" and last is not None and _terms(last) != _terms(event):
        raise StoreError(f"{name}: not as it was placed")
    if event.expires <= now:
        raise StoreError(f"{name}: expired already")


def _terms(event: Hold) -> tuple[int, int, int, str]:
    return event.since, event.until, event.expires, event.reason


def is_held(row: Row, held: Sequence[Held]) -> bool:
    """Tell whether a hold keeps a record."""
    return any(each.since <= row.ts <= each.until for each in held)


def refuse_held(rows: Iterable[Row], held: Sequence[Held]) -> None:
    """Refuse to erase what a hold keeps.

    Raises:
        StoreError: a record is held; the message names the hold.
    """
    for row in rows:
        for each in held:
            if each.since <= row.ts <= each.until:
                raise StoreError(f"record {row.rid[:_SHOWN]}: kept by hold {each.hold[:_SHOWN]}")


def refuse_unerasable(store: Store, tenant: str, rids: Iterable[str], now: int) -> None:
    """Refuse a list before any part of it is erased.

    Raises:
        StoreError: a hold keeps one of the records, nothing is left of it, or there is none such.
    """
    held = holds(store, tenant, now)
    for rid in rids:
        row = store.by_rid(rid)
        if row is None or row.tenant != tenant:
            raise StoreError(f"record {rid[:_SHOWN]}: there is no such record")
        if not store.left(rid):
            raise StoreError(f"record {rid[:_SHOWN]}: nothing is left to erase")
        refuse_held([row], held)


def older(store: Store, tenant: str, before: int) -> Iterator[Row]:
    """Yield a tenant's records from before a UTC second that have something left to erase."""
    yield from (row for row in store.erasable(tenant) if row.ts < before)
