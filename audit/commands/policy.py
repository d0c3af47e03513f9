"""`audit policy`: ask for the approval of a policy, give it, see what is approved."""

import json
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from audit.approvals import FOLDER, NOTE, Approval, Signed, approved, ended, kept, requested
from audit.commands import steps
from audit.commands.shared import HERE, Directory, Json, Key, Store, clear_errors, console, unlocked
from audit.errors import WaiverError
from audit.exceptions import revocation
from audit.fields import DIGEST
from audit.files import locked
from audit.ring import Ring
from audit.trust import load_ring

policy = typer.Typer(no_args_is_help=True, help="Policies and who approved them: four eyes for each.")
_ID: Final = 16
_SHOWN: Final = 12
_LISTED: Final = ("prior", "name", "tests", "reason", "ticket", "requester")

Digest = Annotated[
    str, typer.Argument(help="Digest of the policy, or the start of it: see `guard policy check`.")
]


@policy.command("request")
@clear_errors
def policy_request(
    digest: Annotated[str, typer.Argument(help="Digest of the policy: see `guard policy check`.")],
    reason: Annotated[str, typer.Option(help="Why: a code, kept on record.")],
    name: Annotated[str, typer.Option(help="The policy's id, for people.")] = "policy",
    prior: Annotated[str, typer.Option(help="Digest of the policy it takes the place of.")] = "",
    tests: Annotated[str, typer.Option(help="How its tests ended, such as 34-passed.")] = "",
    ticket: Annotated[str, typer.Option(help="Where it is explained.")] = "",
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
) -> None:
    """Ask for a policy's approval: it counts once another officer, an approver, has signed too."""
    file, private = unlocked(directory, key)
    ring = load_ring(directory, time.time())
    signer = steps.officer(ring, file, private)
    asked = Approval(
        id=secrets.token_hex(_ID),
        tenant=ring.tenant,
        policy=digest,
        prior=prior,
        name=name,
        tests=tests,
        reason=reason,
        ticket=ticket,
        requester=signer.name,
        at=int(time.time()),
    )
    folder = steps.made(directory, FOLDER)
    with locked(folder):
        if _open(directory, digest, ring):
            raise WaiverError(f"{digest[:_SHOWN]}: its approval was asked for already")
        steps.put(directory, store, ring, signer, "policy", asked.id, asked.digest, "requested")
        # What is there can come to nothing any more: it was revoked, or this ring does not accept it.
        steps.write(folder / f"{digest}{NOTE}", requested(asked, signer), replace=True)
    typer.echo(
        f"{digest[:_SHOWN]}: waits for approval by another officer: `audit policy approve {digest[:_SHOWN]}`"
    )


@policy.command("approve")
@clear_errors
def policy_approve(digest: Digest, directory: Directory = HERE, store: Store = "", key: Key = None) -> None:
    """Show a policy that another officer asked for, and approve it."""
    ring = load_ring(directory, time.time())
    full = _named(directory, digest)
    shown = kept(directory, full, ring)
    typer.echo(_said(shown.approval))
    file, private = unlocked(directory, key)
    signer = steps.officer(ring, file, private, approver=True)
    with locked(directory / FOLDER):
        asked = kept(directory, full, ring)
        if asked.approval != shown.approval or not asked.requested:
            raise WaiverError(f"{full[:_SHOWN]}: changed since it was shown: look at it again")
        note = approved(asked, signer, ring)
        steps.put(
            directory, store, ring, signer, "policy", asked.approval.id, asked.approval.digest, "approved"
        )
        steps.write(directory / FOLDER / f"{full}{NOTE}", note, replace=True)
    typer.echo(f"{full[:_SHOWN]}: approved by {signer.name}")


@policy.command("revoke")
@clear_errors
def policy_revoke(digest: Digest, directory: Directory = HERE, store: Store = "", key: Key = None) -> None:
    """End the approval of a policy: its requester and every approver may."""
    file, private = unlocked(directory, key)
    ring = load_ring(directory, time.time())
    signer = steps.officer(ring, file, private)
    asked = kept(directory, _named(directory, digest), ring)
    approval = asked.approval
    if approval.requester != signer.name and signer.verifier not in ring.approvers:
        raise WaiverError("this officer is neither an approver nor the one who asked for it")
    if asked.revoked:
        raise WaiverError(f"{approval.policy[:_SHOWN]}: its approval was revoked before")
    steps.put(directory, store, ring, signer, "policy", approval.id, approval.digest, "revoked")
    note = revocation(approval.id, ring.tenant, int(time.time()), signer)
    steps.write(ended(directory, approval), note, replace=False)
    typer.echo(f"{approval.policy[:_SHOWN]}: revoked")


@policy.command("list")
@clear_errors
def policy_list(directory: Directory = HERE, *, as_json: Json = False) -> None:
    """Show every policy whose approval was asked for, and who gave it."""
    ring = load_ring(directory, time.time())
    table = Table("policy", "name", "reason", "requester", "approved by", "state")
    for digest in _digests(directory):
        shown = _shown(directory, digest, ring)
        if as_json:
            typer.echo(json.dumps(shown, sort_keys=True))
        cells = (digest[:_SHOWN], *(str(shown[name]) for name in ("name", "reason", "requester")))
        table.add_row(*map(Text, (*cells, ", ".join(shown["approvers"]), str(shown["state"]))))  # type: ignore[arg-type]
    if not as_json:
        console().print(table)


def _shown(directory: Path, digest: str, ring: Ring) -> dict[str, object]:
    try:
        found = kept(directory, digest, ring)
    except WaiverError as error:
        empty = dict.fromkeys(_LISTED, "")
        return {"policy": digest, **empty, "approvers": [], "state": f"invalid: {error}"}
    said = {name: getattr(found.approval, name) for name in (*_LISTED, "at")}
    return {"policy": digest, **said, "approvers": list(found.approvers), "state": _state(found)}


def _open(directory: Path, digest: str, ring: Ring) -> bool:
    """Tell whether the approval of a policy was asked for and can still be given, or was."""
    try:
        found = kept(directory, digest, ring)
    except WaiverError:
        return False
    return found.requested and not found.revoked


def _state(found: Signed) -> str:
    if found.revoked:
        return "revoked"
    if found.counts:
        return "approved"
    return "waits for approval" if found.requested else "invalid: its requester has not signed it"


def _said(approval: Approval) -> str:
    """Say in words what an approver consents to."""
    ticket = f" ({approval.ticket})" if approval.ticket else ""
    when = datetime.fromtimestamp(approval.at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    prior = f" in place of {approval.prior[:_SHOWN]}" if approval.prior else ""
    tests = f", tests {approval.tests}" if approval.tests else ""
    return (
        f"{approval.name} {approval.policy[:_SHOWN]}{prior}{tests}, asked for {when} by {approval.requester}"
        f" for {approval.reason}{ticket}"
    )


def _digests(directory: Path) -> list[str]:
    names = sorted(path.name.removesuffix(NOTE) for path in (directory / FOLDER).glob(f"*{NOTE}"))
    return [name for name in names if DIGEST.fullmatch(name)]


def _named(directory: Path, start: str) -> str:
    """Return the one digest that starts so.

    Raises:
        WaiverError: there is none, or several.
    """
    found = [name for name in _digests(directory) if name.startswith(start)]
    if not found:
        raise WaiverError("no policy whose approval was asked for has a digest that starts so")
    if len(found) > 1:
        raise WaiverError("several policies have digests that start so: give more of it")
    return found[0]
