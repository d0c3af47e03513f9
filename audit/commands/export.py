"""`audit export`: a bundle for an auditor, OCSF events, or CSV; headers only, no key needed."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from audit import bundle
from audit import export as exports
from audit.commands.shared import HERE, Directory, Store, clear_errors, place_of
from audit.errors import IntegrityError, StoreError
from audit.events import Kind, Rotation
from audit.files import PRIVATE_FILE
from audit.note import Verifier
from audit.record import parse_header
from audit.signing import origin
from audit.store.protocol import Store as Opened
from audit.trust import RING_FILE, load_ring, load_rings


class Form(StrEnum):
    """What is written."""

    BUNDLE = "bundle"
    OCSF = "ocsf"
    CSV = "csv"


@clear_errors
def export(
    form: Annotated[Form, typer.Argument(help="bundle (verified by anyone), ocsf (JSON lines) or csv.")],
    directory: Directory = HERE,
    store: Store = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; by default standard output.")
    ] = None,
) -> None:
    """Write headers for an auditor or another system; bodies stay where they are."""
    tenant = load_ring(directory, time.time()).tenant
    # One state of the store, so that the head is that of the records while a gateway appends.
    with closing(place_of(directory, store).read(tenant)) as opened, opened.snapshot():
        written = _lines(form, opened, tenant, directory)
        if out is None:
            sys.stdout.writelines(written)
            return
        try:
            _write(out, written)
        except OSError as error:
            raise StoreError(f"{out}: cannot be written: {error.strerror}") from None


def _write(out: Path, lines: Iterable[str]) -> None:
    """Write a new file, mode 0600, that is gone again if its lines come to an end by an error."""
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _lines(form: Form, store: Opened, tenant: str, directory: Path) -> Iterator[str]:
    rows = store.in_order(tenant)
    match form:
        case Form.BUNDLE:
            key = _first_key(store, tenant)
            rings = _rings(store, tenant, directory)
            yield from _ended(bundle.lines(tenant, rows, store.head(tenant), key, rings))
        case Form.OCSF:
            yield from _ended(exports.ocsf(parse_header(row.hdr) for row in rows))
        case Form.CSV:
            yield from exports.table(parse_header(row.hdr) for row in rows)


def _first_key(store: Opened, tenant: str) -> str:
    for row in store.of_kind(tenant, Kind.ROTATE):
        event = parse_header(row.hdr).event
        if isinstance(event, Rotation):
            return Verifier(origin(tenant), bytes.fromhex(event.key)).encode()
    raise IntegrityError("the log is empty: nothing was recorded yet")


def _rings(store: Opened, tenant: str, directory: Path) -> list[str]:
    """Return the notes of the rings that the log names, of those that the folder keeps.

    One that came and went while the store was away is named by flags out of a spool only.
    """
    kept = load_rings(directory)  # refuses what its admins did not sign
    paths = [*directory.glob("ring-*.json"), directory / RING_FILE]
    notes = {_digest(note): note for note in (path.read_text("utf-8") for path in paths)}
    named = dict.fromkeys(parse_header(row.hdr).ring for row in store.of_kind(tenant, Kind.RING))
    if unnamed := kept.keys() - named.keys():
        flags = (parse_header(row.hdr).ring for row in store.of_kind(tenant, Kind.FLAG))
        named |= dict.fromkeys(ring for ring in flags if ring in unnamed)
    return [notes[digest] for digest in named if digest in kept]


def _digest(note: str) -> str:
    return sha256(note.partition("\n")[0].encode()).hexdigest()


def _ended(lines: Iterable[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)
