"""`audit verdict`: what an officer thinks of a record, signed and on record."""

import time
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

import typer

from audit.commands.officers import reader_in
from audit.commands.shared import (
    HERE,
    OPEN_WAIT_S,
    Directory,
    Key,
    Store,
    clear_errors,
    place_of,
    reading,
    row_of,
    unlocked,
)
from audit.errors import IntegrityError, StoreError
from audit.events import Kind, Verdict
from audit.log import AuditLog
from audit.record import Record, parse_header
from audit.statements import UNSIGNED, signed_by
from audit.store.protocol import Store as Opened
from audit.store.rows import Row, fits
from audit.trust import load_ring

Word = Literal["true_positive", "false_positive", "justified_use", "escalate", "needs_second"]
_SHOWN: Final = 8


@clear_errors
def verdict(
    rid: Annotated[str, typer.Argument(help="Id of the record, or the start of it.")],
    word: Annotated[Word, typer.Argument(metavar="VERDICT", help="What the finding is.")],
    directory: Directory = HERE,
    store: Store = "",
    key: Key = None,
) -> None:
    """Put a verdict on record, signed; earlier ones stay, and the last one counts."""
    place = place_of(directory, store)
    with closing(reading(place, directory)) as opened:
        row = _flag(row_of(opened, rid))
        earlier = _earlier(opened, row)
    file, private = unlocked(directory, key)
    ring = load_ring(directory, time.time())
    signer = reader_in(ring, file, private)
    for each in earlier:
        when = datetime.fromtimestamp(each.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
        typer.echo(f"before: {when} {each.officer}: {each.verdict}")
    given = Verdict(row.rid, signer.name, word, int(time.time()), UNSIGNED)
    event = signed_by(given, row.tenant, signer)
    with closing(AuditLog(place, ring, timeout=OPEN_WAIT_S)) as log:
        receipt = log.append_sync(Record(row.tenant, event))
    typer.echo(f"record {row.rid[:_SHOWN]}: {word}; on record as {receipt.rid}")


def _flag(row: Row) -> Row:
    """Return a row whose record is one to judge.

    Raises:
        IntegrityError: it was changed.
        StoreError: it is no flag.
    """
    header = parse_header(row.hdr)
    if not fits(row) or (header.rid, header.tenant) != (row.rid, row.tenant):
        raise IntegrityError("the record was changed: run `audit verify`")
    if row.kind != Kind.FLAG:
        raise StoreError(f"record {row.rid[:_SHOWN]}: of kind `{row.kind}`: verdicts are on flags only")
    return row


def _earlier(opened: Opened, row: Row) -> list[Verdict]:
    events = (parse_header(each.hdr).event for each in opened.of_kind(row.tenant, Kind.VERDICT))
    return [each for each in events if isinstance(each, Verdict) and each.subject == row.rid]
