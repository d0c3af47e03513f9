"""`audit search` and `audit erase`: find a person's records without opening any, and make them unreadable."""

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from audit import indexkeys
from audit.certificate import certificate
from audit.commands.shared import HERE, OPEN_WAIT_S, Directory, Key, Store, clear_errors, store_path, unlocked
from audit.erasure import erasure, older
from audit.errors import OpenError, StoreError
from audit.files import write_whole
from audit.index import DAY_S
from audit.log import AuditLog
from audit.open import PrivateKey, open_epoch
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring

Subject = Annotated[
    str, typer.Option("--subject", help="Whose records: ENTITY=VALUE, such as EMAIL_ADDRESS=a@example.org.")
]


@clear_errors
def search(
    subject: Annotated[str, typer.Argument(help="ENTITY=VALUE, such as EMAIL_ADDRESS=a@example.org.")],
    directory: Directory = HERE,
    store: Store = None,
    key: Key = None,
) -> None:
    """List the records in which a value was found, by the blind index; none is opened."""
    _, private = unlocked(directory, key)
    rids = _found(directory, store_path(directory, store), subject, private)
    for rid in rids:
        typer.echo(rid)
    typer.echo(f"{len(rids)} records", err=True)


@clear_errors
def erase(
    rid: Annotated[list[str] | None, typer.Argument(help="Ids of records, whole.")] = None,
    directory: Directory = HERE,
    store: Store = None,
    key: Key = None,
    subject: Subject = "",
    before: Annotated[
        datetime | None, typer.Option("--before", formats=["%Y-%m-%d"], help="All from before this day, UTC.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why: a code, kept on record.")] = "request",
    certify: Annotated[Path | None, typer.Option("--certificate", help="File for the certificate.")] = None,
) -> None:
    """Make records unreadable for good, in every copy; the log says so, and its proofs still verify."""
    if sum(map(bool, (rid, subject, before))) != 1:
        raise typer.BadParameter("give ids, or --subject, or --before")
    path = store_path(directory, store)
    file, private = unlocked(directory, key)
    ring = load_ring(path.parent, time.time())
    scope: Literal["record", "subject", "time"] = "record" if rid else "subject" if subject else "time"
    if rid:
        rids: Sequence[str] = rid
    elif subject:
        rids = _found(directory, path, subject, private)
    else:
        rids = _older(path, ring.tenant, before)
    if not rids:
        typer.echo("0 records: nothing to erase")
        return
    event = erasure(rids, scope, reason, file.officer)
    with closing(AuditLog(path, ring, timeout=OPEN_WAIT_S)) as log:
        receipt = log.erase_sync(event, rids)
    typer.echo(f"{event.n} records erased; on record as {receipt.rid}")
    if not receipt.settled:
        typer.echo("deleted pages still lie in the write-ahead log: a reader was in the way", err=True)
    if certify is not None:
        text = certificate(event, receipt, ring.tenant)
        try:
            write_whole(certify, f"{text}\n".encode(), replace=False)
        except OSError as error:
            raise StoreError(f"{certify}: cannot be written: {error.strerror}") from None


def _found(directory: Path, path: Path, subject: str, private: PrivateKey) -> list[str]:
    kind, joint, value = subject.partition("=")
    if not joint or not value:
        raise typer.BadParameter("expected ENTITY=VALUE")
    tenant = load_ring(directory, time.time()).tenant
    # The next day too, and whatever day the gateway is at: clocks go wrong.
    until = max(int(time.time()) // DAY_S + 1, indexkeys.latest_day(directory, tenant))
    sealed = indexkeys.epochs(directory, tenant)
    opened = [first for epoch in sealed if (first := open_epoch(epoch, tenant, private)) is not None]
    if not opened:
        raise OpenError("no index")
    found: dict[str, None] = {}
    with closing(SqliteStore.read(path)) as opened_store:
        for first in opened:
            for token in indexkeys.searched(first, max(until, first.day), kind, value):
                found |= dict.fromkeys(opened_store.with_token(token))
    return list(found)


def _older(path: Path, tenant: str, before: datetime | None) -> list[str]:
    if before is None:
        return []
    until = int(before.replace(tzinfo=UTC).timestamp())
    with closing(SqliteStore.read(path)) as opened:
        return [row.rid for row in older(opened, tenant, until)]
