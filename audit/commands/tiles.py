"""`audit tiles`: the log as files for a web server, a witness or a monitor."""

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from audit import tiles as tiled
from audit.commands.shared import HERE, Directory, Store, clear_errors, place_of
from audit.errors import StoreError
from audit.signing import origin
from audit.trust import load_ring


@clear_errors
def tiles(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the tiles; made if it is missing.")],
    directory: Directory = HERE,
    store: Store = "",
) -> None:
    """Write the log's hashes and leaves as tiles (C2SP tlog-tiles), or what is new since the last time.

    They are commitments and random ids only. A folder that holds tiles of other records is refused: it
    tells, as a receipt does, that the log was cut or changed.
    """
    tenant = load_ring(directory, time.time()).tenant
    # One state of the store, so that the head is that of the records while a gateway appends.
    with closing(place_of(directory, store).read(tenant)) as opened, opened.snapshot():
        head = opened.head(tenant)
        leaves = (row.leaf for row in opened.in_order(tenant))
        try:
            written = tiled.update(out, leaves, head, origin(tenant))
        except OSError as error:
            raise StoreError(f"{out}: cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: size {head.tree.size} · {written} files written")
