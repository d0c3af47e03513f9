"""`audit list`: what was recorded, headers only."""

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from audit.commands.shared import (
    HERE,
    Directory,
    Json,
    Store,
    clear_errors,
    console,
    place_of,
    reading,
)
from audit.events import Flag
from audit.record import Header, parse_header

_SHOWN: Final = 8


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
