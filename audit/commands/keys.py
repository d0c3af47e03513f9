"""`audit keys` and `audit ring`: officers' keys, and the ring of their public halves."""

import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from audit import keyfile
from audit.commands.shared import (
    HERE,
    OPEN_WAIT_S,
    Admin,
    Directory,
    Store,
    admins,
    clear_errors,
    console,
    passphrase,
    place_of,
)
from audit.errors import StoreError
from audit.index import DAY_S
from audit.log import AuditLog
from audit.ring import Ring
from audit.suites import HYBRID
from audit.trust import ADMINS_FILE, RING_FILE, load_admins, load_ring, load_rings

keys = typer.Typer(no_args_is_help=True, help="Officers' keys.")
ring = typer.Typer(no_args_is_help=True, help="The ring: whose keys records are sealed to, and who approves.")


@keys.command("new")
@clear_errors
def keys_new(
    officer: Annotated[str, typer.Option(help="Name of the officer; part of the file's name.")],
    directory: Directory = HERE,
    tenant: Annotated[str, typer.Option(help="Whose records the key opens.")] = "default",
    suite: Annotated[
        str, typer.Option(help="hybrid, x25519 or rsa-oaep-256; by default the ring's, else hybrid.")
    ] = "",
    role: Annotated[
        list[str] | None, typer.Option(help="reviewer, approver, or both by giving it twice.")
    ] = None,
    group: Annotated[int, typer.Option(help="Control group: one reader of each opens together.")] = 1,
    admin: Admin = None,
    store: Store = "",
) -> None:
    """Make an officer's key file and add its public half to the ring.

    The passphrase is asked for twice, or taken from AUDIT_PASSPHRASE. The first officer of a folder is
    its admin and approver; from then on admins sign every change, with passphrases asked for or
    AUDIT_ADMIN_PASSPHRASE. A log that is there already says so at once.
    """
    keyfile.refuse_taken(directory, officer)
    given = passphrase("Passphrase for the new key: ", confirm=True)
    signers = admins(directory, admin) if (directory / ADMINS_FILE).exists() else []
    roles = [keyfile.role(each) for each in role or [keyfile.REVIEWER]]
    if not suite:
        suite = load_ring(directory, 0).suite if (directory / RING_FILE).exists() else HYBRID
    made = keyfile.create(directory, officer, given, suite, tenant, admins=signers, roles=roles, group=group)
    typer.echo(f"{directory / f'officer-{officer}.key'}: made; the ring is now version {made.version}")
    if made.solo:
        typer.echo("This is the only key: whoever loses it loses the evidence.", err=True)
    _announce(directory, store, made)


@keys.command("retire")
@clear_errors
def keys_retire(
    officer: Annotated[str, typer.Option(help="Whose key gets no new records.")],
    directory: Directory = HERE,
    admin: Admin = None,
    store: Store = "",
) -> None:
    """Take an officer out of the ring: nothing new is sealed to that key, and no record opens for it any more.

    A log that is there already says so at once. Whoever copied shares before can still open those records.
    """
    changed = keyfile.retire(directory, officer, admins(directory, admin))
    typer.echo(f"{officer}: retired; the ring is now version {changed.version}")
    if any(key.name == officer for key in load_admins(directory / ADMINS_FILE).keys):
        typer.echo(f"{officer} stays an admin, who can sign rings: {ADMINS_FILE} pins that", err=True)
    _announce(directory, store, changed)


@ring.command("show")
@clear_errors
def ring_show(directory: Directory = HERE) -> None:
    """Show whose keys new records are sealed to."""
    now = load_ring(directory, time.time())
    mode = "solo" if now.solo else f"{len(now.groups)} group(s)"
    typer.echo(f"tenant {now.tenant} · ring {now.version} · suite {now.suite} · {mode} · {now.digest}")
    pinned = load_admins(directory / ADMINS_FILE)
    typer.echo(f"signed by {pinned.threshold} of {', '.join(key.encode() for key in pinned.keys)}")
    table = Table("group", "kid", "officer", "state")
    for number, group in enumerate(now.groups, 1):
        for reader in group:
            table.add_row(str(number), reader.kid, reader.officer, reader.state)
    console().print(table)
    typer.echo(f"approvers: {', '.join(each.name for each in now.approvers) or 'none'}")


@ring.command("history")
@clear_errors
def ring_history(directory: Directory = HERE) -> None:
    """Show every ring that is kept here, oldest first, and what changed with it."""
    table = Table("version", "digest", "readers", "approvers", "expires")
    for each in sorted(load_rings(directory).values(), key=lambda ring: ring.version):
        readers = " + ".join(", ".join(reader.officer for reader in group) for group in each.active)
        approvers = ", ".join(approver.name for approver in each.approvers)
        table.add_row(str(each.version), each.digest[:16], readers, approvers, _day(each.expires))
    console().print(table)


@ring.command("renew")
@clear_errors
def ring_renew(
    expires: Annotated[
        datetime, typer.Option("--expires", formats=["%Y-%m-%d"], help="Last day of the ring, UTC.")
    ],
    directory: Directory = HERE,
    admin: Admin = None,
    store: Store = "",
) -> None:
    """Sign the ring anew until a day: a gateway refuses one that has expired."""
    until = int(expires.replace(tzinfo=UTC).timestamp()) + DAY_S - 1
    renewed = keyfile.renew(directory, until, admins(directory, admin))
    typer.echo(f"the ring is now version {renewed.version}, until {_day(until)}")
    _announce(directory, store, renewed)


def _day(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d") if second else "never"


def _announce(directory: Path, store: str, changed: Ring) -> None:
    """Let the log say that another ring is in force, if there is a log."""
    place = place_of(directory, store)
    try:
        place.mark()
    except OSError:
        return  # the first record will say it
    with closing(AuditLog(place, changed, timeout=OPEN_WAIT_S)) as log:
        try:
            log.announce()
        except StoreError as error:
            typer.echo(f"the log does not say so yet, and will with its next record: {error}", err=True)
