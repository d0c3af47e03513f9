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
from audit.commands.officers import signer_in
from audit.commands.shared import (
    HERE,
    Directory,
    Key,
    Store,
    clear_errors,
    place_of,
    reading,
    row_of,
    unlocked,
)
from audit.erasure import CHUNK, erasure, holds, in_parts, is_held, older, refuse_unerasable
from audit.errors import KeyFileError, OpenError, StoreError
from audit.events import Erasure
from audit.files import write_whole
from audit.index import DAY_S
from audit.items import Receipt
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey, open_epoch
from audit.record import MAX_TOKENS
from audit.ring import Ring
from audit.signing import file_names
from audit.statements import signed_by
from audit.store.place import Embedded, Place
from audit.trust import load_ring

WAIT_S: Final = 3600.0
"""Seconds that one erasure may take; it is not taken back when a command gives up."""
_SHOWN: Final = 8
_FULL: Final = f'"idx":{MAX_TOKENS},'.encode()
"""Stands in the canonical header of a record with as many tokens as there may be: others were left out."""

Scope = Literal["record", "subject", "time", "tenant"]
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
    tenant: Annotated[
        str, typer.Option("--tenant", help="Everything, because the tenant leaves: its name, typed in full.")
    ] = "",
    partly: Annotated[
        bool, typer.Option("--partly", help="Erase what --subject finds, though days cannot be searched.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why: a code, kept on record.")] = "request",
    certify: Annotated[Path | None, typer.Option("--certificate", help="File for the certificate.")] = None,
) -> None:
    """Make records unreadable for good, in every copy; the log says so, and its proofs still verify.

    A reader's key does, or an approver's; only a reader's can search for --subject.
    """
    if sum(map(bool, (rid, subject, before, tenant))) != 1:
        raise typer.BadParameter("give ids, or --subject, or --before, or --tenant")
    place = place_of(directory, store, "eraser")
    ring = load_ring(directory, time.time())
    if tenant and tenant != ring.tenant:
        raise StoreError("--tenant: not the name of this folder's tenant: see `audit ring show`")
    file, private = unlocked(directory, key)
    signer = signer_in(ring, file, private)
    if subject and ring.reader(signer.name) is None:
        raise KeyFileError(f"key {file.kid}: an approver's: let a reader erase by --subject")
    scope: Scope = "time"
    if rid:
        scope, rids = "record", _named(place, directory, rid)
    elif subject:
        rids, whole = _found(directory, place, subject, private)
        if not whole and not partly:
            raise StoreError("not all can be found, as said above: see to that first, or give --partly")
        scope = "subject" if whole else "record"
    elif tenant:
        scope, rids = "tenant", _all(place, tenant)
    else:
        rids = _older(place, ring.tenant, before)
    if rids:
        _erase(place, ring, rids, scope, reason, signer, certify)
    else:
        typer.echo("0 records: nothing to erase")
    if tenant:
        _farewell(directory, place, ring)


def _erase(
    place: Place,
    ring: Ring,
    rids: Sequence[str],
    scope: Scope,
    reason: str,
    signer: Signer,
    certify: Path | None,
) -> None:
    """Erase a list in parts, each signed, and certify it."""
    with closing(place.read(ring.tenant)) as opened:
        refuse_unerasable(opened, ring.tenant, rids, int(time.time()))
    with closing(AuditLog(place, ring, timeout=WAIT_S)) as log:
        erased = [_part(log, ring.tenant, part, scope, reason, signer) for part in in_parts(rids, CHUNK)]
    if not erased[-1][1].settled:
        typer.echo("deleted pages still lie in the write-ahead log: a reader was in the way", err=True)
    if certify is not None:
        try:
            write_whole(certify, f"{certificate(erased, ring.tenant)}\n".encode(), replace=False)
        except OSError as error:
            raise StoreError(f"{certify}: cannot be written: {error.strerror}") from None


def _part(
    log: AuditLog, tenant: str, rids: Sequence[str], scope: Scope, reason: str, signer: Signer
) -> tuple[Erasure, Receipt]:
    event = signed_by(erasure(rids, scope, reason, signer.name), tenant, signer)
    receipt = log.erase_sync(event, rids)
    typer.echo(f"{event.n} records erased; on record as {receipt.rid}")
    return event, receipt


def _named(place: Place, directory: Path, starts: Sequence[str]) -> list[str]:
    with closing(reading(place, directory)) as opened:
        return list(dict.fromkeys(row_of(opened, start).rid for start in starts))


def _found(directory: Path, place: Place, subject: str, private: PrivateKey) -> tuple[list[str], bool]:
    """Return the records that hold a value, and whether all that there are could be searched."""
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
        full = [row.rid for row in opened_store.erasable(tenant) if _FULL in row.hdr and row.rid not in found]
    for rid in full:
        typer.echo(f"record {rid[:_SHOWN]}: may hold more values than can be searched: open it", err=True)
    return list(found), len(searched) == len(opened) and not full


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


def _all(place: Place, tenant: str) -> list[str]:
    """Return everything that can be erased of a tenant, unless a hold is in force."""
    with closing(place.read(tenant)) as opened:
        for each in holds(opened, tenant, int(time.time())):
            raise StoreError(f"hold {each.hold[:_SHOWN]}: in force: two approvers lift it, or it expires")
        return [row.rid for row in opened.erasable(tenant)]


def _farewell(directory: Path, place: Place, ring: Ring) -> None:
    """Say what only people can do when a tenant leaves, and which files nobody needs any more."""
    officers = sorted({each.officer for group in ring.groups for each in group})
    typer.echo(f"These officers must destroy their private keys, and every copy: {', '.join(officers)}")
    paths = [directory / name for name in (indexkeys.KEY_FILE, indexkeys.SEALED_FILE)]
    if isinstance(place, Embedded):
        paths += [place.path.parent / name for name in file_names(ring.tenant)]
    for path in (each for each in paths if each.exists()):
        typer.echo(f"{path}: may be deleted, once no gateway runs that appends to this log")
