"""`audit hold`: records that must not be erased, by order of two approvers, on one workstation or on two."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from audit.commands.officers import approver_in
from audit.commands.shared import (
    HERE,
    OPEN_WAIT_S,
    Directory,
    Json,
    Key,
    Store,
    clear_errors,
    console,
    place_of,
    unlocked,
)
from audit.erasure import known_holds, refuse_contradiction
from audit.errors import StoreError
from audit.events import Hold
from audit.files import write_whole
from audit.index import DAY_S
from audit.log import AuditLog
from audit.note import Signer
from audit.proposal import LONGEST, Proposal, parse
from audit.record import Record
from audit.ring import Ring
from audit.statements import UNSIGNED
from audit.store.place import Place
from audit.trust import load_ring

PAIR: Final = 2
_ID: Final = 16

hold = typer.Typer(
    no_args_is_help=True, help="Holds: records that must not be erased, by order of two approvers."
)

Keys = Annotated[
    list[Path] | None,
    typer.Option("--key", help="Key file of an approver; twice where both are here, else with --second."),
]
Second = Annotated[str, typer.Option("--second", help="The approver who signs elsewhere: `audit hold sign`.")]
_DAY: Final = ["%Y-%m-%d"]


@hold.command("place")
@clear_errors
def hold_place(
    since: Annotated[datetime, typer.Option(formats=_DAY, help="First day of the records held, UTC.")],
    until: Annotated[datetime, typer.Option(formats=_DAY, help="Last day of the records held, UTC.")],
    expires: Annotated[datetime, typer.Option(formats=_DAY, help="Last day on which they are held, UTC.")],
    reason: Annotated[str, typer.Option(help="Why: a code, kept on record.")],
    directory: Directory = HERE,
    store: Store = "",
    key: Keys = None,
    second: Second = "",
) -> None:
    """Keep the records of some days from being erased, whoever asks for it."""
    if until < since:
        raise typer.BadParameter("--until is before --since")
    ring, signers = _signers(directory, key, second)
    event = Hold(
        secrets.token_hex(_ID),
        "placed",
        _second(since),
        _second(until) + DAY_S - 1,
        _second(expires) + DAY_S,
        reason,
        signers[0].name,
        signers[1].name if signers[1:] else second,
        UNSIGNED,
        UNSIGNED,
    )
    _order(directory, place_of(directory, store), ring, Proposal(ring.tenant, event), signers)


@hold.command("lift")
@clear_errors
def hold_lift(
    hold_id: Annotated[str, typer.Argument(metavar="HOLD", help="Id of the hold, or the start of it.")],
    directory: Directory = HERE,
    store: Store = "",
    key: Keys = None,
    second: Second = "",
) -> None:
    """End a hold before it expires: what it kept can be erased again."""
    place, tenant = place_of(directory, store), load_ring(directory, time.time()).tenant
    with closing(place.read(tenant)) as opened:
        placed = _one(known_holds(opened, tenant), hold_id)
        refuse_contradiction(opened, tenant, replace(placed, state="lifted"), int(time.time()))
    ring, signers = _signers(directory, key, second)
    names = signers[0].name, signers[1].name if signers[1:] else second
    event = replace(placed, state="lifted", officer=names[0], second=names[1], sig=UNSIGNED, sig2=UNSIGNED)
    _order(directory, place, ring, Proposal(ring.tenant, event), signers)


@hold.command("sign")
@clear_errors
def hold_sign(
    file: Annotated[Path, typer.Argument(help="The file that the first approver made.")],
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
) -> None:
    """Show what another approver proposes, sign it and put it on record."""
    try:
        with file.open("rb") as opened:
            proposal = parse(opened.read(LONGEST + 1))
    except OSError as error:
        raise StoreError(f"{file}: cannot be read: {error.strerror}") from None
    ring = load_ring(directory, time.time())
    proposal.refuse_false(ring)
    typer.echo(_said(proposal.event))
    locked, private = unlocked(directory, key)
    _order(directory, place_of(directory, store), ring, proposal, [approver_in(ring, locked, private)])


@hold.command("list")
@clear_errors
def hold_list(directory: Directory = HERE, store: Store = "", as_json: Json = False) -> None:
    """List all holds: in force, expired and lifted."""
    tenant = load_ring(directory, time.time()).tenant
    with closing(place_of(directory, store).read(tenant)) as opened:
        found = list(known_holds(opened, tenant).values())
    if as_json:
        for each in found:
            typer.echo(json.dumps(each.members() | {"now": _state(each)}))
        return
    if not found:
        typer.echo("no holds")
        return
    table = Table("hold", "now", "records of", "until the end of", "reason", "by")
    for each in found:
        days = f"{_day(each.since)} to {_day(each.until)}"
        by = f"{each.officer}, {each.second}"
        table.add_row(each.hold, _state(each), days, _day(each.expires - 1), each.reason, by)
    console().print(table)


def _signers(directory: Path, keys: Sequence[Path] | None, second: str) -> tuple[Ring, list[Signer]]:
    """Return the ring and the approvers who sign here: both, or the first of them."""
    here: Sequence[Path | None] = keys or (None,)
    if len(here) + bool(second) != PAIR:
        raise typer.BadParameter("two approvers order a hold: give --key twice, or once with --second NAME")
    ring = load_ring(directory, time.time())
    return ring, [approver_in(ring, *unlocked(directory, each)) for each in here]


def _order(directory: Path, place: Place, ring: Ring, proposal: Proposal, signers: Sequence[Signer]) -> None:
    """Sign a proposal; put it on record if both have, else into a file for the other one."""
    proposal.refuse_false(ring)
    with closing(place.read(ring.tenant)) as opened:
        refuse_contradiction(opened, ring.tenant, proposal.event, int(time.time()))
    for signer in signers:
        proposal = proposal.signed(signer)
    event = proposal.event
    if proposal.missing:
        path = directory / f"{'hold' if event.state == 'placed' else 'lift'}-{event.hold}.json"
        try:
            write_whole(path, proposal.encode(), replace=False)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {error.strerror}") from None
        typer.echo(f"{path}: to be signed by {', '.join(proposal.missing)}: `audit hold sign FILE`")
        return
    with closing(AuditLog(place, ring, timeout=OPEN_WAIT_S)) as log:
        receipt = log.append_sync(Record(ring.tenant, proposal.ordered()))
    typer.echo(f"hold {event.hold} {event.state}; on record as {receipt.rid}")


def _state(event: Hold) -> str:
    if event.state == "lifted":
        return "lifted"
    return "in force" if event.expires > time.time() else "expired"


def _one(known: Mapping[str, Hold], start: str) -> Hold:
    found = [each for each in known.values() if each.hold.startswith(start)]
    if not found:
        raise StoreError("no hold has an id that starts so")
    if len(found) > 1:
        raise StoreError("several holds have ids that start so: give more of it")
    return found[0]


def _said(event: Hold) -> str:
    days = (
        f"records of {_day(event.since)} to {_day(event.until)}, until the end of {_day(event.expires - 1)}"
    )
    return f"{event.said()}: {days}; by {event.officer} and {event.second}"


def _second(day: datetime) -> int:
    return int(day.replace(tzinfo=UTC).timestamp())


def _day(second: int) -> str:
    try:
        return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return "the end of time"  # a program may have placed it, with any integer
