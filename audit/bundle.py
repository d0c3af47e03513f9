"""A log for an auditor: one file of JSON lines that is verified without the store and without any key.

    {"format": "guard-audit/bundle/v1", "tenant", "origin", "size", "root", "note", "key"}
    {"hdr": the canonical header as a string, "leaf": hex}                  one line a record, from 0

Headers and leaves only: no body, no share, no token, so that what is erased later is in no copy.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError
from audit.events import KIND_CODE, NAME, Rotation
from audit.merkle import Frontier, leaf_hash
from audit.note import Verifier, verified
from audit.record import parse_header
from audit.signing import origin
from audit.store.rows import Head, Row, parts

FORMAT: Final = "guard-audit/bundle/v1"
_FIRST: Final = {"format", "tenant", "origin", "size", "root", "note", "key"}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a bundle proved.

    Args:
        tenant: whose log it is.
        size: records in it.
        root: head of the tree, hex.
        key: the first key of the log: compare it with what was kept elsewhere.
    """

    tenant: str
    size: int
    root: str
    key: str


def lines(tenant: str, rows: Iterable[Row], head: Head, key: str) -> Iterator[str]:
    """Yield the lines of a bundle, without line feeds.

    Args:
        tenant: whose log it is.
        rows: every record, in the order of the log.
        head: the tree and its signed checkpoint.
        key: the log's first key, as `Verifier.encode` writes it.
    """
    first = {
        "format": FORMAT,
        "tenant": tenant,
        "origin": origin(tenant),
        "size": head.tree.size,
        "root": head.tree.root().hex(),
        "note": head.note,
        "key": key,
    }
    yield json.dumps(first, sort_keys=True)
    for row in rows:
        yield json.dumps({"hdr": row.hdr.decode("ascii"), "leaf": row.leaf.hex()}, sort_keys=True)


def verify_bundle(written: Iterable[str]) -> Verified:
    """Verify a bundle; constant memory.

    Args:
        written: its lines.

    Raises:
        IntegrityError: something in it is not as it was written; the message names the record.
    """
    source = iter(written)
    said = _object(next(source, ""), _FIRST, "bundle")
    if said["format"] != FORMAT:
        raise IntegrityError(f"bundle: expected the format {FORMAT}")
    try:
        first = Verifier.decode(said["key"])
    except (NoteError, AttributeError):
        raise IntegrityError("bundle: key: not one") from None
    if said["origin"] != origin(_ascii(said["tenant"])):
        raise IntegrityError("bundle: the origin is not that of the tenant")
    tree, key, rotations = Frontier(), first, 0
    for seq, line in enumerate(source):
        leaf, event = _record(line, str(said["tenant"]), seq)
        tree = tree.append(leaf_hash(leaf))
        if isinstance(event, Rotation):
            key = _next_key(event, str(said["tenant"]), seq, key, rotations)
            rotations += 1
        elif not rotations:
            raise IntegrityError("record 0: the log does not begin with its key")
    _head(said, tree, key)
    return Verified(str(said["tenant"]), tree.size, tree.root().hex(), first.encode())


def _record(line: str, tenant: str, seq: int) -> tuple[bytes, Any]:
    members = _object(line, {"hdr", "leaf"}, f"record {seq}")
    try:
        raw, leaf = members["hdr"].encode("ascii"), bytes.fromhex(members["leaf"])
        header, said = parse_header(raw), parts(leaf)
    except (AttributeError, TypeError, ValueError, RecordError, IntegrityError):
        raise IntegrityError(f"record {seq}: not a header and its leaf") from None
    if (said.header, said.kind, said.rid) != (sha256(raw).digest(), KIND_CODE[header.kind], header.rid):
        raise IntegrityError(f"record {seq}: the leaf is not that of the header")
    if bool(said.sealed) != bool(header.blen) or bool(said.index) != bool(header.idx):
        raise IntegrityError(f"record {seq}: the leaf is not that of the header")
    if (header.seq, header.tenant) != (seq, tenant):
        raise IntegrityError(f"record {seq}: missing, or of another log")
    return leaf, header.event


def _next_key(event: Rotation, tenant: str, seq: int, key: Verifier, rotations: int) -> Verifier:
    if event.number != rotations:
        raise IntegrityError(f"record {seq}: a rotation before it is missing")
    following = Verifier(origin(tenant), bytes.fromhex(event.key))
    if not event.number:
        if seq or following != key:
            raise IntegrityError(f"record {seq}: not the key that the bundle names")
        return following
    if not key.verifies(bytes.fromhex(event.sig), event.statement(tenant)):
        raise IntegrityError(f"record {seq}: not signed by the key before it")
    return following


def _head(said: dict[str, Any], tree: Frontier, key: Verifier) -> None:
    if (said["size"], said["root"]) != (tree.size, tree.root().hex()):
        raise IntegrityError("bundle: size and root are not those of its records")
    try:
        text, _ = verified(str(said["note"]), [key])
        found = Checkpoint.decode(text)
    except NoteError as error:
        raise IntegrityError(f"bundle: {error}") from None
    if found != Checkpoint(origin(str(said["tenant"])), tree.size, tree.root()):
        raise IntegrityError("bundle: the checkpoint is of another tree")


def _ascii(value: object) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise IntegrityError("bundle: tenant: not a name")
    return value


def _object(line: str, keys: set[str], where: str) -> dict[str, Any]:
    try:
        members = json.loads(line)
    except (ValueError, RecursionError):
        raise IntegrityError(f"{where}: truncated, or not JSON") from None
    if not isinstance(members, dict) or members.keys() != keys:
        raise IntegrityError(f"{where}: expected the keys {', '.join(sorted(keys))}")
    return members
