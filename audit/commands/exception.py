"""`audit exception`: ask for more than the policy gives, consent to it, see what is in force, end it."""

import json
import secrets
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from audit.commands import steps
from audit.commands.shared import HERE, Directory, Json, Key, Store, clear_errors, console, place_of, unlocked
from audit.errors import StoreError, WaiverError
from audit.exceptions import (
    ACTIONS,
    DAY_S,
    DIRECTIONS,
    FOLDER,
    GRANTS,
    LONGEST_DAYS,
    NOTE,
    RELAX,
    REVOKED,
    Refused,
    Signed,
    Waiver,
    Why,
    approved,
    judged,
    kept,
    kept_one,
    requested,
    revocation,
)
from audit.fields import RID
from audit.files import locked
from audit.ring import Ring
from audit.trust import load_ring

exception = typer.Typer(
    no_args_is_help=True, help="Signed exceptions: more than the policy gives, for a while."
)
_ID: Final = 16
_SHOWN: Final = 8

Id = Annotated[str, typer.Argument(help="Id of the exception, or the start of it.")]


@exception.command("request")
@clear_errors
def exception_request(
    grants: Annotated[str, typer.Option(help=f"What for: {', '.join(GRANTS)}.")],
    reason: Annotated[str, typer.Option(help="Why: a code, kept on record.")],
    category: Annotated[
        list[str] | None, typer.Option(help="Harm category it is for; may be given twice; by default every.")
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(help="To relax: entity or category whose rule it is; may be given twice."),
    ] = None,
    direction: Annotated[
        list[str] | None, typer.Option(help="To relax: prompt, completion; by default both.")
    ] = None,
    app: Annotated[list[str] | None, typer.Option(help="To relax: app it is for; by default every.")] = None,
    route: Annotated[
        list[str] | None, typer.Option(help="To relax: route it is for; by default every.")
    ] = None,
    to: Annotated[
        str, typer.Option(help=f"To relax: strictest action still taken: {', '.join(ACTIONS)}.")
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=LONGEST_DAYS, help="How long it is in force.")] = 30,
    ticket: Annotated[str, typer.Option(help="Where it is explained.")] = "",
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
) -> None:
    """Ask for an exception: it counts once other officers, approvers, have signed it too: one to relax, else two."""
    file, private = unlocked(directory, key)
    ring = load_ring(directory, time.time())
    signer = steps.officer(ring, file, private)
    now = int(time.time())
    both = DIRECTIONS if grants == RELAX else ()
    waiver = Waiver(
        id=secrets.token_hex(_ID),
        tenant=ring.tenant,
        grants=grants,
        categories=_sorted(category),
        reason=reason,
        ticket=ticket,
        requester=signer.name,
        since=now,
        until=now + days * DAY_S,
        labels=_sorted(label),
        directions=_sorted(direction) or both,
        apps=_sorted(app),
        routes=_sorted(route),
        to=to,
    )
    folder = steps.made(directory, FOLDER)
    steps.put(directory, store, ring, signer, "exception", waiver.id, waiver.digest, "requested")
    steps.write(folder / f"{waiver.id}{NOTE}", requested(waiver, signer), replace=False)
    others = {each.public for each in ring.approvers} - {signer.verifier.public}
    command = f"`audit exception approve {waiver.id[:_SHOWN]}`"
    typer.echo(f"{waiver.id}: waits for approval by {waiver.approvals}: {command}")
    if len(others) < waiver.approvals:
        typer.echo(f"The ring has {len(others)} other approvers: it cannot come into force yet.", err=True)


@exception.command("approve")
@clear_errors
def exception_approve(id_: Id, directory: Directory = HERE, store: Store = "", key: Key = None) -> None:
    """Show an exception that another officer asked for, and consent to it."""
    now = time.time()
    ring = load_ring(directory, now)
    folder = _folder(directory)
    shown = _approvable(_named(folder, ring, id_), now)
    typer.echo(_said(shown.waiver))
    file, private = unlocked(directory, key)
    signer = steps.officer(ring, file, private, approver=True)
    with locked(folder):
        asked = _approvable(kept_one(folder, shown.id, ring), now)
        if asked.waiver != shown.waiver:
            raise WaiverError(f"{asked.id[:_SHOWN]}: changed since it was shown: look at it again")
        note = approved(asked, signer, ring)
        steps.put(directory, store, ring, signer, "exception", asked.id, asked.waiver.digest, "approved")
        steps.write(folder / f"{asked.id}{NOTE}", note, replace=True)
        signed = kept_one(folder, asked.id, ring)
    typer.echo(f"{asked.id}: approved by {signer.name}; {_state(signed, now, 0)}")


@exception.command("revoke")
@clear_errors
def exception_revoke(id_: Id, directory: Directory = HERE, store: Store = "", key: Key = None) -> None:
    """End an exception: its requester and every approver may."""
    file, private = unlocked(directory, key)
    now = time.time()
    ring = load_ring(directory, now)
    signer = steps.officer(ring, file, private)
    folder = _folder(directory)
    asked = _named(folder, ring, id_)
    mine = asked.waiver is not None and asked.waiver.requester == signer.name
    if not mine and signer.verifier not in ring.approvers:
        raise WaiverError("this officer is neither an approver nor the one who asked for it")
    ended = folder / f"{asked.id}{REVOKED}"
    if ended.exists():
        raise WaiverError(f"{ended}: exists already")
    if asked.waiver is not None:  # of one that cannot be read nobody knows what was asked for
        steps.put(directory, store, ring, signer, "exception", asked.id, asked.waiver.digest, "revoked")
    steps.write(ended, revocation(asked.id, ring.tenant, int(now), signer), replace=False)
    typer.echo(f"{asked.id}: revoked")


@exception.command("list")
@clear_errors
def exception_list(directory: Directory = HERE, store: Store = "", *, as_json: Json = False) -> None:
    """Show every exception: what it grants, who signed it, and whether it is in force."""
    now = time.time()
    ring = load_ring(directory, now)
    floor = _newest(directory, store, ring)
    found = kept(directory, ring)
    if as_json:
        for each in found:
            typer.echo(json.dumps(_shown(each, now, floor), sort_keys=True))
        return
    table = Table("id", "grants", "for", "reason", "requester", "approved by", "state")
    for each in found:
        said = [""] * 5
        if each.waiver is not None:
            said = [each.waiver.grants, _scope(each.waiver), each.waiver.reason, each.waiver.requester, ""]
        if isinstance(each, Signed):
            said[-1] = ", ".join(each.approvers)
        table.add_row(*map(Text, (each.id[:_SHOWN], *said, _state(each, now, floor))))
    console().print(table)


def _approvable(asked: Signed | Refused, now: float) -> Signed:
    """Return an exception that an approver can still consent to.

    Raises:
        WaiverError: it is none, or its time is over, or its requester has not signed it.
    """
    why = asked if isinstance(asked, Refused) else judged(asked, now, 0)
    if isinstance(asked, Refused) or (why is not None and why.why in (Why.EXPIRED, Why.REQUESTER)):
        raise WaiverError(f"{asked.id[:_SHOWN]}: {_state(asked, now, 0)}")
    return asked


def _said(waiver: Waiver) -> str:
    """Say in words what an approver consents to."""
    harm = _scope(waiver)
    ticket = f" ({waiver.ticket})" if waiver.ticket else ""
    days = f"from {_time(waiver.since)} until {_time(waiver.until)}"
    return f"{waiver.grants} for {harm}, {days}; by {waiver.requester} for {waiver.reason}{ticket}"


def _scope(waiver: Waiver) -> str:
    """Say in words what an exception is for."""
    if waiver.grants != RELAX:
        return ", ".join(waiver.categories) or "every category"
    where = [*(f"app {each}" for each in waiver.apps), *(f"route {each}" for each in waiver.routes)]
    said = f"{', '.join(waiver.labels)} to {waiver.to} in {' and '.join(waiver.directions)}"
    return f"{said}, {', '.join(where)}" if where else said


def _sorted(given: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted(set(given or ())))


def _shown(each: Signed | Refused, now: float, floor: float) -> dict[str, object]:
    why = each if isinstance(each, Refused) else judged(each, now, floor)
    shown: dict[str, object] = {
        "id": each.id,
        "why": "" if why is None else str(why.why),
        "state": _state(each, now, floor),
        "approvers": list(each.approvers) if isinstance(each, Signed) else [],
    }
    if each.waiver is None:
        return shown
    lists = ("categories", "labels", "directions", "apps", "routes")
    names = (*lists, "to", "grants", "reason", "ticket", "requester", "since", "until", "digest")
    return shown | {name: getattr(each.waiver, name) for name in names}


def _state(each: Signed | Refused, now: float, floor: float) -> str:
    """Say in words whether an exception is in force."""
    why = each if isinstance(each, Refused) else judged(each, now, floor)
    if why is None:
        return f"in force until {_date(each)}"
    if why.why is Why.EXPIRED:
        return f"expired {_date(each)}"
    return why.detail if why.why in (Why.APPROVALS, Why.EARLY, Why.REVOKED) else f"invalid: {why.detail}"


def _date(each: Signed | Refused) -> str:
    return _time(0 if each.waiver is None else each.waiver.until)


def _time(second: int) -> str:
    with suppress(ValueError, OverflowError, OSError):  # a year that no calendar here has
        return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return str(second)


def _newest(directory: Path, store: str, ring: Ring) -> float:
    """Return the time of the log's last record, 0 without a log."""
    try:
        with closing(place_of(directory, store).read(ring.tenant)) as opened:
            row = opened.newest(ring.tenant)
    except StoreError:
        return 0
    return 0 if row is None else row.ts


def _folder(directory: Path) -> Path:
    folder = directory / FOLDER
    if not folder.is_dir():
        raise WaiverError(f"{folder}: nobody has asked for an exception here")
    return folder


def _named(folder: Path, ring: Ring, start: str) -> Signed | Refused:
    """Return the one exception whose id starts so.

    Raises:
        WaiverError: there is none, or several.
    """
    ids = [path.name.removesuffix(NOTE) for path in folder.glob(f"*{NOTE}")]
    found = [name for name in ids if RID.fullmatch(name) and name.startswith(start)]
    if not found:
        raise WaiverError("no exception has an id that starts so: see `audit exception list`")
    if len(found) > 1:
        raise WaiverError("several exceptions have ids that start so: give more of it")
    return kept_one(folder, found[0], ring)
