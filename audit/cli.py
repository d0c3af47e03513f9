"""The `audit` command: keys, list, open, verify. For officers; it reads private keys, `guard` never does."""

import json
import time
import unicodedata
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from audit import keyfile, receipts
from audit.bundle import verify_bundle
from audit.commands.erase import erase, search
from audit.commands.export import export
from audit.commands.shared import (
    HERE,
    OPEN_WAIT_S,
    Admin,
    Directory,
    Json,
    Key,
    Store,
    admins,
    clear_errors,
    console,
    member,
    passphrase,
    place_of,
    reading,
    row_of,
    unlocked,
)
from audit.commands.store import store
from audit.errors import IntegrityError, OpenError, StoreError
from audit.events import Access, Flag
from audit.log import AuditLog
from audit.open import PrivateKey, open_body
from audit.record import Header, Record, parse_header
from audit.store.place import Place
from audit.store.protocol import Store as Opened
from audit.store.rows import Row, encloses, fits
from audit.suites import HYBRID
from audit.trust import ADMINS_FILE, load_admins, load_ring
from audit.verify import verify_store

LATEST: Final = "latest"
_SHOWN: Final = 8
_SEARCHED: Final = 1000

main = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
keys = typer.Typer(no_args_is_help=True, help="Officers' keys and the ring of their public halves.")
main.add_typer(keys, name="keys")
for command in (search, erase, export, store):
    main.command()(command)


@main.callback()
def _root() -> None:
    """Read, open and verify the record of flagged exchanges."""


@keys.command("new")
@clear_errors
def keys_new(
    officer: Annotated[str, typer.Option(help="Name of the officer; part of the file's name.")],
    directory: Directory = HERE,
    tenant: Annotated[str, typer.Option(help="Whose records the key opens.")] = "default",
    suite: Annotated[str, typer.Option(help="hybrid or x25519.")] = HYBRID,
    admin: Admin = None,
) -> None:
    """Make an officer's key file and add its public half to the ring.

    The passphrase is asked for twice, or taken from AUDIT_PASSPHRASE. The first officer of a folder is
    its admin; from then on admins sign every change, with passphrases asked for or AUDIT_ADMIN_PASSPHRASE.
    """
    keyfile.refuse_taken(directory, officer)
    given = passphrase("Passphrase for the new key: ", confirm=True)
    signers = admins(directory, admin) if (directory / ADMINS_FILE).exists() else []
    ring = keyfile.create(directory, officer, given, suite, tenant, admins=signers)
    typer.echo(f"{directory / f'officer-{officer}.key'}: made; the ring is now version {ring.version}")
    if ring.solo:
        typer.echo("This is the only key: whoever loses it loses the evidence.", err=True)


@keys.command("retire")
@clear_errors
def keys_retire(
    officer: Annotated[str, typer.Option(help="Whose key gets no new records.")],
    directory: Directory = HERE,
    admin: Admin = None,
) -> None:
    """Take an officer out of the ring; records sealed before stay readable to that key."""
    ring = keyfile.retire(directory, officer, admins(directory, admin))
    typer.echo(f"{officer}: retired; the ring is now version {ring.version}")


@keys.command("show")
@clear_errors
def keys_show(directory: Directory = HERE) -> None:
    """Show whose keys new records are sealed to."""
    ring = load_ring(directory, time.time())
    mode = "solo" if ring.solo else f"{len(ring.groups)} group(s)"
    typer.echo(f"tenant {ring.tenant} · ring {ring.version} · suite {ring.suite} · {mode} · {ring.digest}")
    pinned = load_admins(directory / ADMINS_FILE)
    typer.echo(f"signed by {pinned.threshold} of {', '.join(key.encode() for key in pinned.keys)}")
    table = Table("group", "kid", "officer", "state")
    for number, group in enumerate(ring.groups, 1):
        for reader in group:
            table.add_row(str(number), reader.kid, reader.officer, reader.state)
    console().print(table)


@main.command("list")
@clear_errors
def list_records(
    directory: Directory = HERE,
    store: Store = "",
    as_json: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="Records at most.")] = 50,
) -> None:
    """List records, newest first: headers only, no key needed."""
    with closing(reading(place_of(directory, store), directory)) as opened:
        found = [(row, parse_header(row.hdr)) for row in opened.rows(limit)]
    if as_json:
        for row, _ in found:
            typer.echo(row.hdr.decode("ascii"))
    elif found:
        console().print(_table([header for _, header in found]))
    else:
        typer.echo("no records")


@main.command("open")
@clear_errors
def open_record(
    rid: Annotated[str, typer.Argument(help="Id of the record, or the start of it, or `latest`.")],
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
    purpose: Annotated[str, typer.Option(help="Why: a code, kept with the access.")] = "review",
) -> None:
    """Open a record: note the access durably, then decrypt here and print.

    The passphrase is asked for, or taken from AUDIT_PASSPHRASE.
    """
    place = place_of(directory, store)
    row, header = _record(place, directory, rid)
    if not header.blen:
        raise OpenError("no body")
    file, private = unlocked(directory, key)
    if not any(file.kid in group for group in header.kids):
        raise OpenError("wrong key")
    ring = load_ring(directory, time.time())
    access = Record(header.tenant, Access(header.rid, member(ring, file, active=False).officer, purpose))
    body = _noted_then_opened(AuditLog(place, ring, timeout=OPEN_WAIT_S), access, place, row, private)
    typer.echo(_inert(body))


@main.command("verify")
@clear_errors
def verify(
    directory: Directory = HERE,
    store: Store = "",
    bundle: Annotated[
        Path | None, typer.Option("--bundle", help="A file of `audit export bundle` instead of a store.")
    ] = None,
    key: Annotated[
        str, typer.Option("--log-key", help="The log's first key as it was kept elsewhere: NAME+ID+KEY.")
    ] = "",
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="A receipt that was kept, as JSON: is it of this log?")
    ] = None,
) -> None:
    """Recompute every record, tree, key and checkpoint; no officer's key needed."""
    if bundle is not None and receipt is not None:
        raise typer.BadParameter("a receipt is compared with a store, not with a bundle")
    if bundle is not None:
        try:
            with bundle.open(encoding="utf-8") as lines:
                proved = verify_bundle(lines)
        except (OSError, UnicodeDecodeError):
            raise StoreError(f"{bundle}: cannot be read") from None
        _expect_key(key, proved.key)
        typer.echo(f"tenant {proved.tenant} · size {proved.size} · root {proved.root}")
        typer.echo(f"{proved.size} records, 0 problems")
        return
    with closing(reading(place_of(directory, store), directory)) as opened:
        if receipt is not None:
            _expect_receipt(opened, receipt)
        report = verify_store(opened)
    for problem in report.problems:
        where = f"{problem.tenant or '?'}:{'?' if problem.seq is None else problem.seq}"
        typer.echo(f"{where}: {problem.kind}: {problem.detail}", err=True)
    for tenant, log in report.logs:
        typer.echo(f"tenant {tenant or '?'} · size {log.tree.size} · root {log.tree.root().hex()}")
        if log.first is not None:
            typer.echo(f"  first key {log.first.encode()} · {log.rotations} in all · {log.erased} erased")
    found = len(report.problems) + report.omitted
    typer.echo(f"{report.records} records, {found} problems")
    _expect_key(key, *(log.first.encode() for _, log in report.logs if log.first is not None))
    if found:
        raise typer.Exit(1)


def _expect_receipt(opened: Opened, receipt: Path) -> None:
    try:
        kept = receipts.read(receipt.read_bytes())
    except OSError:
        raise StoreError(f"{receipt}: cannot be read") from None
    with opened.snapshot():
        receipts.check(opened, kept)
    typer.echo(f"receipt {kept.rid[:_SHOWN]}: of this log at size {kept.size}")


def _expect_key(kept: str, *found: str) -> None:
    if kept and found.count(kept) != 1:
        raise IntegrityError("the log is empty, or begins with another key than the one given")


def _noted_then_opened(log: AuditLog, access: Record, place: Place, row: Row, private: PrivateKey) -> bytes:
    # INVARIANT: the share is read only after the access is on disk.
    with closing(log):
        log.append_sync(access)
    with closing(place.read(access.tenant)) as opened:
        share, sealed = opened.share(row.rid), opened.sealed(row.rid)
    return open_body(row.hdr, sealed, share, private)


def _record(place: Place, directory: Path, rid: str) -> tuple[Row, Header]:
    with closing(reading(place, directory)) as opened:
        row = _latest(opened) if rid == LATEST else row_of(opened, rid)
        sealed = opened.sealed(row.rid)
    header = parse_header(row.hdr)
    if header.rid != row.rid or not fits(row) or (sealed and not encloses(row, sealed)):
        raise IntegrityError("the record was changed: run `audit verify`")
    return row, header


def _latest(opened: Opened) -> Row:
    """Return the newest record with a body; accesses have none."""
    for row in opened.rows(_SEARCHED):
        if parse_header(row.hdr).blen:
            return row
    raise StoreError(f"none of the newest {_SEARCHED} records has a body")


def _table(headers: list[Header]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("seq", "time (UTC)", "rid"):
        table.add_column(name, no_wrap=True)
    for name in ("kind", "what", "findings", "level"):
        table.add_column(name, overflow="fold")
    for header in headers:
        event = header.event
        flag = event if isinstance(event, Flag) else None
        table.add_row(
            str(header.seq),
            datetime.fromtimestamp(header.ts, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            header.rid[:_SHOWN],
            header.kind,
            event.said(),
            ", ".join(f"{each.type or each.category}={each.n}" for each in flag.findings) if flag else "",
            flag.level if flag and header.blen else "no body",
        )
    return table


def _inert(body: bytes) -> str:
    """Return a body as readable JSON in which nothing can steer a terminal or turn text around."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "backslashreplace")
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\n" or not unicodedata.category(character).startswith(("C", "Zl", "Zp")):
        return character
    return json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"
