"""`audit search` and `audit erase`: find a person's records without opening any, and make them unreadable."""

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from audit import indexkeys
from audit.certificate import certificate
from audit.commands.shared import (
    HERE,
    Directory,
    Key,
    Store,
    clear_errors,
    member,
    place_of,
    reading,
    row_of,
    unlocked,
)
from audit.erasure import erasure, holds, is_held, older, refuse_unerasable
from audit.errors import OpenError, StoreError
from audit.events import Erasure
from audit.files import write_whole
from audit.index import DAY_S
from audit.log import AuditLog, Receipt
from audit.open import PrivateKey, open_epoch
from audit.store.place import Place
from audit.trust import load_ring

CHUNK: Final = 500
"""Records in one erasure at most: a gateway waits for no more than these."""
WAIT_S: Final = 3600.0
"""Seconds that one erasure may take; it is not taken back when a command gives up."""

Scope = Literal["record", "subject", "time"]
Subject = Annotated[
    str, typer.Option("--subject", help="Whose records: ENTITY=VALUE, such as EMAIL_ADDRESS=a@example.org.")
]


@clear_errors
def search(
    subject: Annotated[str, typer.Argument(help="ENTITY=VALUE, such as EMAIL_ADDRESS=a@example.org.")],
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
) -> None:
    """List the records in which a value was found, by the blind index; none is opened."""
    _, private = unlocked(directory, key)
    rids, _ = _found(directory, place_of(directory, store), subject, private)
    for rid in rids:
        typer.echo(rid)
    typer.echo(f"{len(rids)} records", err=True)


@clear_errors
def erase(
    rid: Annotated[
        list[str] | None, typer.Argument(help="Ids of records, or what only one of them starts with.")
    ] = None,
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
    subject: Subject = "",
    before: Annotated[
        datetime | None, typer.Option("--before", formats=["%Y-%m-%d"], help="All from before this day, UTC.")
    ] = None,
    partly: Annotated[
        bool, typer.Option("--partly", help="Erase what --subject finds, though days cannot be searched.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why: a code, kept on record.")] = "request",
    certify: Annotated[Path | None, typer.Option("--certificate", help="File for the certificate.")] = None,
) -> None:
    """Make records unreadable for good, in every copy; the log says so, and its proofs still verify."""
    if sum(map(bool, (rid, subject, before))) != 1:
        raise typer.BadParameter("give ids, or --subject, or --before")
    place = place_of(directory, store, "eraser")
    file, private = unlocked(directory, key)
    ring = load_ring(directory, time.time())
    officer = member(ring, file, active=True).officer
    scope: Scope = "time"
    if rid:
        scope, rids = "record", _named(place, directory, rid)
    elif subject:
        rids, whole = _found(directory, place, subject, private)
        if not whole and not partly:
            raise StoreError("not all can be found: let another officer erase, or give --partly")
        scope = "subject" if whole else "record"
    else:
        rids = _older(place, ring.tenant, before)
    if not rids:
        typer.echo("0 records: nothing to erase")
        return
    with closing(place.read(ring.tenant)) as opened:
        refuse_unerasable(opened, ring.tenant, rids, int(time.time()))
    with closing(AuditLog(place, ring, timeout=WAIT_S)) as log:
        erased = [_erased(log, chunk, scope, reason, officer) for chunk in _chunks(rids)]
    if not erased[-1][1].settled:
        typer.echo("deleted pages still lie in the write-ahead log: a reader was in the way", err=True)
    if certify is not None:
        try:
            write_whole(certify, f"{certificate(erased, ring.tenant)}\n".encode(), replace=False)
        except OSError as error:
            raise StoreError(f"{certify}: cannot be written: {error.strerror}") from None


def _chunks(rids: Sequence[str]) -> list[Sequence[str]]:
    return [rids[at : at + CHUNK] for at in range(0, len(rids), CHUNK)]


def _erased(
    log: AuditLog, rids: Sequence[str], scope: Scope, reason: str, officer: str
) -> tuple[Erasure, Receipt]:
    event = erasure(rids, scope, reason, officer)
    receipt = log.erase_sync(event, rids)
    typer.echo(f"{event.n} records erased; on record as {receipt.rid}")
    return event, receipt


def _named(place: Place, directory: Path, starts: Sequence[str]) -> list[str]:
    with closing(reading(place, directory)) as opened:
        return list(dict.fromkeys(row_of(opened, start).rid for start in starts))


def _found(directory: Path, place: Place, subject: str, private: PrivateKey) -> tuple[list[str], bool]:
    """Return the records that hold a value, and whether every day of the index could be searched."""
    kind, joint, value = subject.partition("=")
    if not joint or not value:
        raise typer.BadParameter("expected ENTITY=VALUE")
    now = time.time()
    tenant = load_ring(directory, now).tenant
    spans = indexkeys.spans(directory, tenant, now)
    opened = [(open_epoch(epoch, tenant, private), epoch.day, until) for epoch, until in spans]
    searched = [(first, until) for first, _, until in opened if first is not None]
    if not searched:
        raise OpenError("no index")
    for first, since, until in opened:
        if first is None:
            days = f"{_date(since)} to {_date(until)}"
            typer.echo(f"{days}: cannot be searched: the index is not sealed to this key", err=True)
    found: dict[str, None] = {}
    with closing(place.read(tenant)) as opened_store:
        for first, until in searched:
            for token in indexkeys.searched(first, until, kind, value):
                found |= dict.fromkeys(opened_store.with_token(token))
    return list(found), len(searched) == len(opened)


def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY_S, UTC).strftime("%Y-%m-%d")


def _older(place: Place, tenant: str, before: datetime | None) -> list[str]:
    """Return what is from before a day and not kept by a hold, and say how many are."""
    if before is None:
        return []
    until = int(before.replace(tzinfo=UTC).timestamp())
    with closing(place.read(tenant)) as opened:
        held = holds(opened, tenant, int(time.time()))
        found = [(row.rid, is_held(row, held)) for row in older(opened, tenant, until)]
    if kept := sum(stays for _, stays in found):
        typer.echo(f"{kept} records are kept by a hold", err=True)
    return [rid for rid, stays in found if not stays]
