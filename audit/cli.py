"""The `audit` command: keys, list, open, verify. For officers; it reads private keys, `guard` never does."""

import getpass
import json
import os
import sys
import unicodedata
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from audit import keyfile
from audit import ring as rings
from audit.errors import AuditError, IntegrityError, KeyFileError, OpenError, StoreError
from audit.log import AuditLog
from audit.open import PrivateKey, open_body
from audit.record import Header, Kind, Record, parse_header
from audit.store.sqlite import DAMAGE, Row, SqliteStore, leaf_of
from audit.suites import HYBRID
from audit.verify import verify as verify_store

P = ParamSpec("P")

STORE_FILE = "audit.sqlite"
_SHOWN = 8
_OPEN_WAIT_S = 5.0

LATEST = "latest"
_SEARCHED = 1000

main = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
keys = typer.Typer(no_args_is_help=True, help="Officers' keys and the ring of their public halves.")
main.add_typer(keys, name="keys")

Directory = Annotated[Path, typer.Option("--dir", envvar="GUARD_DIR", help="Where keys, ring and store are.")]
Store = Annotated[Path | None, typer.Option("--store", help="The store [default: DIR/audit.sqlite].")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
HERE = Path(".guard")


@main.callback()
def _root() -> None:
    """Read, open and verify the record of flagged exchanges."""


def _clear_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn an expected error into one line and exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except AuditError as error:
            typer.echo(f"audit: {error}", err=True)
            raise typer.Exit(1) from None
        except DAMAGE as error:
            typer.echo(f"audit: the store is damaged: run `audit verify`: {type(error).__name__}", err=True)
            raise typer.Exit(1) from None

    return run


@keys.command("new")
@_clear_errors
def keys_new(
    officer: Annotated[str, typer.Option(help="Name of the officer; part of the file's name.")],
    directory: Directory = HERE,
    tenant: Annotated[str, typer.Option(help="Whose records the key opens.")] = "default",
    suite: Annotated[str, typer.Option(help="hybrid or x25519.")] = HYBRID,
) -> None:
    """Make an officer's key file and add its public half to the ring.

    The passphrase is asked for twice, or taken from AUDIT_PASSPHRASE.
    """
    passphrase = _passphrase("Passphrase for the new key: ", confirm=True)
    ring = keyfile.create(directory, officer, passphrase, suite, tenant)
    typer.echo(f"{directory / f'officer-{officer}.key'}: made; the ring is now version {ring.version}")
    if ring.solo:
        typer.echo("This is the only key: whoever loses it loses the evidence.", err=True)


@keys.command("show")
@_clear_errors
def keys_show(directory: Directory = HERE) -> None:
    """Show whose keys new records are sealed to."""
    ring = rings.load(directory / keyfile.RING_FILE)
    mode = "solo" if ring.solo else f"{len(ring.groups)} group(s)"
    typer.echo(f"tenant {ring.tenant} · ring {ring.version} · suite {ring.suite} · {mode} · {ring.digest}")
    table = Table("group", "kid", "officer", "state")
    for number, group in enumerate(ring.groups, 1):
        for reader in group:
            table.add_row(str(number), reader.kid, reader.officer, reader.state)
    _console().print(table)


@main.command("list")
@_clear_errors
def list_records(
    directory: Directory = HERE,
    store: Store = None,
    as_json: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="Records at most.")] = 50,
) -> None:
    """List records, newest first: headers only, no key needed."""
    with closing(SqliteStore.read(_store(directory, store))) as opened:
        found = [(row, parse_header(row.hdr)) for row in opened.rows(limit)]
    if as_json:
        for row, _ in found:
            typer.echo(row.hdr.decode("ascii"))
    elif found:
        _console().print(_table([header for _, header in found]))
    else:
        typer.echo("no records")


@main.command("open")
@_clear_errors
def open_record(
    rid: Annotated[str, typer.Argument(help="Id of the record, or the start of it, or `latest`.")],
    directory: Directory = HERE,
    store: Store = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="Key file [default: the only officer-*.key in DIR].")
    ] = None,
    purpose: Annotated[str, typer.Option(help="Why: a code, kept with the access.")] = "review",
) -> None:
    """Open a record: note the access durably, then decrypt here and print.

    The passphrase is asked for, or taken from AUDIT_PASSPHRASE.
    """
    path = _store(directory, store)
    row, header = _record(path, rid)
    file = keyfile.load(key or _only_key(directory))
    if not any(file.kid in group for group in header.kids):
        raise OpenError("wrong key") if header.blen else OpenError("no body")
    private = file.unlock(_passphrase(f"Passphrase of {file.officer}: "))
    ring = rings.load(path.with_name(keyfile.RING_FILE))
    access = Record(
        Kind.ACCESS, header.record.tenant, subject=header.rid, officer=file.officer, purpose=purpose
    )
    body = _noted_then_opened(AuditLog(path, ring, timeout=_OPEN_WAIT_S), access, path, row, private)
    typer.echo(_inert(body))


@main.command("verify")
@_clear_errors
def verify(directory: Directory = HERE, store: Store = None) -> None:
    """Recompute every record, tree and share digest of a store; no key needed."""
    report = verify_store(_store(directory, store))
    for problem in report.problems:
        where = f"{problem.tenant or '?'}:{'?' if problem.seq is None else problem.seq}"
        typer.echo(f"{where}: {problem.kind}: {problem.detail}", err=True)
    for tenant, tree in report.trees:
        typer.echo(f"tenant {tenant} · size {tree.size} · root {tree.root().hex()}")
    found = len(report.problems) + report.omitted
    typer.echo(f"{report.records} records, {found} problems")
    if found:
        raise typer.Exit(1)


def _noted_then_opened(log: AuditLog, access: Record, path: Path, row: Row, private: PrivateKey) -> bytes:
    # INVARIANT: the share is read only after the access is on disk.
    with closing(log):
        log.append_sync(access)
    with closing(SqliteStore.read(path)) as opened:
        share = opened.share(row.rid)
    return open_body(row.hdr, row.sealed, share, private)


def _store(directory: Path, store: Path | None) -> Path:
    return store or directory / STORE_FILE


def _record(path: Path, rid: str) -> tuple[Row, Header]:
    with closing(SqliteStore.read(path)) as opened:
        rows = [_latest(opened)] if rid == LATEST else opened.with_prefix(rid, 2)
    if not rows:
        raise StoreError("no record has an id that starts so")
    if len(rows) > 1:
        raise StoreError("several records have ids that start so: give more of it")
    header = parse_header(rows[0].hdr)
    if header.rid != rows[0].rid or leaf_of(rows[0]) != rows[0].leaf:
        raise IntegrityError("the record was changed: run `audit verify`")
    return rows[0], header


def _latest(opened: SqliteStore) -> Row:
    """Return the newest record with a body; accesses have none."""
    for row in opened.rows(_SEARCHED):
        if parse_header(row.hdr).blen:
            return row
    raise StoreError(f"none of the newest {_SEARCHED} records has a body")


def _only_key(directory: Path) -> Path:
    found = sorted(directory.glob("officer-*.key"))
    if not found:
        raise KeyFileError(f"{directory}: no key file here: run `audit keys new --dir {directory}`")
    if len(found) > 1:
        raise KeyFileError(f"{directory}: several key files: choose one with --key")
    return found[0]


def _passphrase(prompt: str, *, confirm: bool = False) -> str:
    given = os.environ.get("AUDIT_PASSPHRASE")
    if given is not None:
        return given
    first = getpass.getpass(prompt)
    if confirm and getpass.getpass("Again: ") != first:
        raise KeyFileError("the two passphrases differ")
    return first


def _console() -> Console:
    """Return the terminal, or a page wide enough for every column where there is none."""
    return Console(width=None if sys.stdout.isatty() else 160)


def _table(headers: list[Header]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("seq", "time (UTC)", "rid"):
        table.add_column(name, no_wrap=True)
    for name in ("kind", "what", "findings", "level"):
        table.add_column(name, overflow="fold")
    for header in headers:
        record = header.record
        what = f"{record.direction} {record.action}"
        if record.kind is Kind.ACCESS:
            what = f"{record.officer} opened {record.subject[:_SHOWN]} for {record.purpose}"
        table.add_row(
            str(header.seq),
            datetime.fromtimestamp(header.ts, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            header.rid[:_SHOWN],
            record.kind,
            what,
            ", ".join(f"{finding.type or finding.category}={finding.n}" for finding in record.findings),
            record.level if header.blen else "no body",
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
