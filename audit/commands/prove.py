"""`audit prove`: make a proof for somebody without the store, or check one."""

import time
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

import typer

from audit import proof, tlogproof
from audit.commands.shared import HERE, Directory, Store, clear_errors, place_of, reading, row_of
from audit.errors import IntegrityError, NoteError, StoreError
from audit.events import Kind, Rotation
from audit.files import write_whole
from audit.merkle import HASH, leaf_hash
from audit.note import Verifier
from audit.record import parse_header
from audit.signing import origin
from audit.store.protocol import Store as Opened
from audit.store.rows import Head
from audit.trust import load_ring

_CHANGED: Final = "the records are not those of the head: run `audit verify`"


@clear_errors
def prove(
    rid: Annotated[
        str, typer.Argument(help="Id of the record, or what only that one starts with.", show_default=False)
    ] = "",
    directory: Directory = HERE,
    store: Store = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; by default standard output.")
    ] = None,
    older: Annotated[
        int, typer.Option("--from", help="Instead of a record: that the first so many are unchanged.")
    ] = 0,
    check: Annotated[Path | None, typer.Option("--check", help="Check this proof; no store needed.")] = None,
    key: Annotated[
        str, typer.Option("--log-key", help="With --check: the key that signed, as it was kept: NAME+ID+KEY.")
    ] = "",
    root: Annotated[
        str, typer.Option("--root", help="With --check and --from: head of the older tree, hex.")
    ] = "",
) -> None:
    """Prove that a record is in the log, or that the log only grew since a size; or check such a proof."""
    if check is not None:
        if rid or out is not None:
            raise typer.BadParameter("--check takes neither a record nor --out")
        _check(check, _kept(key), older, root)
        return
    if key or root:
        raise typer.BadParameter("--log-key and --root go with --check")
    if bool(rid) == bool(older):
        raise typer.BadParameter("give a record's id, or --from, or --check")
    text = _of_record(directory, store, rid) if rid else _of_tree(directory, store, older)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        write_whole(out, text.encode(), replace=False)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror}") from None


def _of_record(directory: Path, store: str, rid: str) -> str:
    with closing(reading(place_of(directory, store), directory)) as opened, opened.snapshot():
        row = row_of(opened, rid)
        head, key = _head(opened, row.tenant)
        size = head.tree.size
        path = _made(opened, row.tenant, head, lambda node: proof.inclusion(node, row.seq, size))
    text = tlogproof.of_record(row, path, head.note, key)
    tlogproof.verify_proof(text, key)  # INVARIANT: no proof is given out that does not verify
    return text


def _of_tree(directory: Path, store: str, older: int) -> str:
    tenant = load_ring(directory, time.time()).tenant
    with closing(place_of(directory, store).read(tenant)) as opened, opened.snapshot():
        head, key = _head(opened, tenant)
        size = head.tree.size
        if not 1 <= older <= size:
            raise IntegrityError(
                f"--from: the log has {size} records: it was cut, or that tree is of another log"
            )
        path, root = _made(
            opened,
            tenant,
            head,
            lambda node: (proof.consistency(node, older, size), proof.root(node, older)),
        )
    text = tlogproof.of_tree(older, path, head.note)
    tlogproof.verify_tree(text, older, root, key)  # INVARIANT: no proof is given out that does not verify
    typer.echo(f"the first {older} records have the root {root.hex()}", err=True)
    return text


def _head(opened: Opened, tenant: str) -> tuple[Head, Verifier]:
    """Return a log's head and the key that signed it, and tell the key."""
    row = opened.last(tenant, Kind.ROTATE)
    event = parse_header(row.hdr).event if row is not None else None
    if not isinstance(event, Rotation):
        raise IntegrityError("the log is empty: nothing was recorded yet")
    key = Verifier(origin(tenant), bytes.fromhex(event.key))
    typer.echo(f"signed by {key.encode()}", err=True)
    return opened.head(tenant), key


def _made(opened: Opened, tenant: str, head: Head, make: Callable[[proof.Node], proof.MadeT]) -> proof.MadeT:
    """Return what is made of the log's tree, if that is the tree of its head."""
    hashes = (leaf_hash(row.leaf) for row in islice(opened.in_order(tenant), head.tree.size))
    try:
        made, root = proof.streamed(hashes, lambda node: (make(node), proof.root(node, head.tree.size)))
    except ValueError:
        raise IntegrityError(_CHANGED) from None
    if root != head.tree.root():
        raise IntegrityError(_CHANGED)
    return made


def _kept(key: str) -> Verifier | None:
    try:
        return Verifier.decode(key) if key else None
    except NoteError as error:
        raise typer.BadParameter(f"--log-key: {error}") from None


def _check(path: Path, kept: Verifier | None, older: int, root: str) -> None:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read(tlogproof.LONGEST + 1)
    except (OSError, UnicodeDecodeError):
        raise StoreError(f"{path}: cannot be read") from None
    if tlogproof.is_of_tree(text):
        head = _bytes(root)
        if not older or not head or kept is None:
            raise typer.BadParameter("this is a proof of an older tree: give --from, --root and --log-key")
        grown = tlogproof.verify_tree(text, older, head, kept)
        typer.echo(f"the first {older} records of {grown.size} are unchanged · root {grown.root.hex()}")
        return
    if older or root:
        raise typer.BadParameter("this is a proof of a record: it takes neither --from nor --root")
    proved = tlogproof.verify_proof(text, kept)
    tree = proved.checkpoint
    typer.echo(proved.raw.decode("ascii"))
    typer.echo(f"record {proved.header.seq} of {tree.size} · root {tree.root.hex()}")
    typer.echo(f"signed by {proved.key.encode()}{'' if kept else ': compare it with what you kept'}")


def _bytes(root: str) -> bytes:
    try:
        raw = bytes.fromhex(root)
    except ValueError:
        raw = b"?"
    if raw and len(raw) != HASH:
        raise typer.BadParameter("--root: expected 64 hex digits")
    return raw
