"""`audit recover`: go on with a log from a backup, or whose checkpoint key is lost, on record."""

import time
from typing import Annotated

import typer

from audit.commands.officers import approver_in
from audit.commands.shared import (
    HERE,
    Directory,
    Key,
    Store,
    clear_errors,
    place_of,
    unlocked,
)
from audit.recovery import Found, Loss, examine, refuse_other
from audit.recovery import recover as go_on
from audit.trust import load_ring


@clear_errors
def recover(
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
    rollback: Annotated[
        bool, typer.Option(Loss.RECORDS, help="Go on without the records that are missing.")
    ] = False,
    lost: Annotated[bool, typer.Option(Loss.KEY, help="Go on with another checkpoint key.")] = False,
) -> None:
    """Go on with a log whose store is from a backup or whose checkpoint key is lost; an approver signs that.

    Without an option it says what it finds, and changes nothing.
    """
    if rollback and lost:
        raise typer.BadParameter(f"give one: {Loss.RECORDS} accepts a lost key as well")
    place, ring = place_of(directory, store), load_ring(directory, time.time())
    found = examine(place, ring.tenant)
    typer.echo(_said(found))
    accepted = Loss.RECORDS if rollback else Loss.KEY if lost else None
    refuse_other(found, accepted)
    approver = approver_in(ring, *unlocked(directory, key))
    done = go_on(place, ring, approver, accepted)
    typer.echo(f"checkpoint key {done.number}, by {approver.name}: on record as {done.rid}")
    typer.echo(f"the log goes on with {done.head.tree.size} records: start the gateway, run `audit verify`")


def _said(found: Found) -> str:
    seen = "nothing kept of what was seen" if found.seen is None else f"{found.seen} seen"
    missing = f"at least {found.missing} missing" if found.missing else "none known to be missing"
    key = "lost" if found.lost else "there"
    return f"{found.size} records in the store, {seen}, {missing}; checkpoint key {key}"
