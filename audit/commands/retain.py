"""`audit retain`: erase content that was kept for its days; from a timer, where no gateway does it by itself."""

import sys
import time
from contextlib import closing
from typing import Annotated, Final

import typer

from audit.commands.shared import HERE, Directory, Store, clear_errors, place_of
from audit.erasure import CHUNK, in_parts
from audit.log import AuditLog
from audit.retention import FEWEST, MOST, due, expiry
from audit.trust import load_ring

WAIT_S: Final = 3600.0
"""Seconds that one part may take; it is not taken back when the command gives up."""


@clear_errors
def retain(
    days: Annotated[int, typer.Option(min=FEWEST, max=MOST, help="How long content is kept.")],
    directory: Directory = HERE,
    store: Store = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be erased, and erase nothing.")
    ] = False,
) -> None:
    """Erase the content of records that are older than some days, except what a hold keeps.

    What is left of a record is its header: when something was found, of what kind, and what was done. It needs
    no officer's key, and believes this machine's clock.
    """
    place = place_of(directory, store, "eraser")
    ring = load_ring(directory, time.time())
    with closing(place.read(ring.tenant)) as opened:
        rids = due(opened, ring.tenant, days, int(time.time()), sys.maxsize)
    if dry_run or not rids:
        typer.echo(f"{len(rids)} records are older than {days} days and not held")
        return
    settled = True
    with closing(AuditLog(place, ring, timeout=WAIT_S)) as log:
        for part in in_parts(rids, CHUNK):
            receipt = log.erase_sync(expiry(part, days), part)
            settled = receipt.settled
            typer.echo(f"{len(part)} records erased; on record as {receipt.rid}")
    if not settled:
        typer.echo("what was deleted has not left the store's files yet", err=True)
