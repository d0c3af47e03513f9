"""`audit verify`: recompute a store or a bundle, or compare a receipt."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Final

import typer

from audit import receipts
from audit.bundle import verify_bundle
from audit.commands.shared import (
    HERE,
    Directory,
    Store,
    clear_errors,
    place_of,
    reading,
)
from audit.errors import IntegrityError, StoreError
from audit.note import Verifier
from audit.rules import NO_RINGS, Log
from audit.store.protocol import Store as Opened
from audit.trust import ADMINS_FILE, load_rings
from audit.verify import verify_store

_SHOWN: Final = 8


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
    admin: Annotated[
        list[str] | None,
        typer.Option("--admin", help="Who must have signed each ring of a bundle: NAME+ID+KEY. Repeatable."),
    ] = None,
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="A receipt that was kept, as JSON: is it of this log?")
    ] = None,
) -> None:
    """Recompute every record, tree, key, signature and checkpoint; no officer's key needed."""
    if bundle is not None and receipt is not None:
        raise typer.BadParameter("a receipt is compared with a store, not with a bundle")
    if bundle is None and admin:
        raise typer.BadParameter("--admin goes with --bundle: a store's admins are in DIR/admins.json")
    if bundle is not None:
        _bundle(bundle, key, [Verifier.decode(each) for each in admin or ()])
        return
    rings = load_rings(directory) if (directory / ADMINS_FILE).exists() else NO_RINGS
    with closing(reading(place_of(directory, store), directory)) as opened:
        if receipt is not None:
            _expect_receipt(opened, receipt)
        report = verify_store(opened, rings)
    for problem in report.problems:
        where = f"{problem.tenant or '?'}:{'?' if problem.seq is None else problem.seq}"
        typer.echo(f"{where}: {problem.kind}: {problem.detail}", err=True)
    for tenant, log in report.logs:
        _tell(tenant, log, f" · {log.erased} erased")
        if log.ring in rings and rings[log.ring].solo:
            typer.echo("  solo: one key opens every record, and who loses it loses them")
    found = len(report.problems) + report.omitted
    typer.echo(f"{report.records} records, {found} problems")
    _expect_key(key, *(log.first.encode() for _, log in report.logs if log.first is not None))
    if found:
        raise typer.Exit(1)


def _bundle(path: Path, key: str, admins: Sequence[Verifier]) -> None:
    try:
        with path.open(encoding="utf-8") as lines:
            proved = verify_bundle(lines, admins)
    except (OSError, UnicodeDecodeError):
        raise StoreError(f"{path}: cannot be read") from None
    _expect_key(key, proved.key)
    _tell(proved.tenant, proved.log)
    whose = (
        "signed by every --admin" if admins else "as the log names them; whose word they are, --admin tells"
    )
    typer.echo(f"  {_counted(proved.rings, 'ring')}, {whose}")
    typer.echo(f"{proved.log.size} records, 0 problems")


def _tell(tenant: str, log: Log, erased: str = "") -> None:
    typer.echo(f"tenant {tenant or '?'} · size {log.size} · root {log.tree.root().hex()}")
    if log.first is not None:
        typer.echo(f"  first key {log.first.encode()} · {log.rotations} in all{erased}")
    if log.gaps:
        typer.echo(f"  {_counted(log.gaps, 'gap')}, {_counted(log.missing, 'record')}")
    for each in log.recovered:
        typer.echo(f"  1 key replaced by {each.officer} at seq {each.seq}")


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


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
