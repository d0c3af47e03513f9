"""A log for an auditor: one file of JSON lines that is verified without the store and without any key.

    {"format": "guard-audit/bundle/v1", "tenant", "origin", "size", "root", "note", "key", "rings": [note, …]}
    {"hdr": the canonical header as a string, "leaf": hex}                  one line a record, from 0

Headers and leaves only: no body, no share, no token, so that what is erased later is in no copy. The
rings that the log names come with it, as their admins signed them, so that officers' signatures are
checked too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from audit import facts
from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError, RingError
from audit.events import KIND_CODE, Kind
from audit.facts import Facts
from audit.fields import NAME
from audit.note import Verifier, verified
from audit.ring import Ring, parse
from audit.rules import NOT_AT_HAND, Log, Rings, follow
from audit.signing import origin
from audit.store.rows import Head, Row, parts
from audit.trust import LONGEST

FORMAT: Final = "guard-audit/bundle/v1"
_FIRST: Final = {"format", "tenant", "origin", "size", "root", "note", "key", "rings"}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a bundle proved.

    Args:
        tenant: whose log it is.
        key: the first key of the log: compare it with what was kept elsewhere.
        log: what its records gave.
        rings: rings in it.
    """

    tenant: str
    key: str
    log: Log
    rings: int


def lines(tenant: str, rows: Iterable[Row], head: Head, key: str, rings: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of a bundle, without line feeds.

    Args:
        tenant: whose log it is.
        rows: every record, in the order of the log.
        head: the tree and its signed checkpoint.
        key: the log's first key, as `Verifier.encode` writes it.
        rings: those that the log names and that are at hand, as notes.
    """
    first = {
        "format": FORMAT,
        "tenant": tenant,
        "origin": origin(tenant),
        "size": head.tree.size,
        "root": head.tree.root().hex(),
        "note": head.note,
        "key": key,
        "rings": list(rings),
    }
    yield json.dumps(first, sort_keys=True)
    for row in rows:
        yield json.dumps({"hdr": row.hdr.decode("ascii"), "leaf": row.leaf.hex()}, sort_keys=True)


def verify_bundle(written: Iterable[str], admins: Sequence[Verifier] = ()) -> Verified:
    """Verify a bundle; constant memory.

    Args:
        written: its lines.
        admins: who must have signed each ring of it, every one of them; without any, a ring is only
            known to be the one that the log names.

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
    tenant = _name(said["tenant"])
    if said["origin"] != origin(tenant):
        raise IntegrityError("bundle: the origin is not that of the tenant")
    rings, log = _rings(said["rings"], tenant, admins), Log()
    for seq, line in enumerate(source):
        found, leaf = _record(line, tenant, seq)
        log.grow(leaf)
        _follow(found, log, rings)
        if not seq and log.first != first:
            raise IntegrityError("record 0: not the key that the bundle names")
    _head(said, log)
    if not rings.keys() <= log.named:
        raise IntegrityError("bundle: a ring that the log does not name")
    return Verified(tenant, first.encode(), log, len(rings))


def _follow(found: Facts, log: Log, rings: Rings) -> None:
    for _, detail in follow(found, log, rings):
        what = "its ring is not in the bundle" if detail == NOT_AT_HAND else detail
        raise IntegrityError(f"record {found.seq}: {what}")


def _rings(notes: object, tenant: str, admins: Sequence[Verifier]) -> Mapping[str, Ring]:
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise IntegrityError("bundle: rings: expected a list of notes")
    rings: dict[str, Ring] = {}
    for note in notes:
        text = note.partition("\n")[0]
        try:
            ring = parse(text.encode("ascii", "replace"))
            by = verified(note, admins, LONGEST) if admins else (f"{text}\n", ())
        except (NoteError, RingError) as error:
            raise IntegrityError(f"bundle: rings: {error}") from None
        if ring.encode() != text.encode("ascii", "replace") or ring.tenant != tenant or ring.digest in rings:
            raise IntegrityError("bundle: rings: not as written, of another tenant, or one twice")
        if by[0] != f"{text}\n" or not set(admins) <= set(by[1]):
            raise IntegrityError(f"bundle: ring {ring.version}: not signed by every admin who was given")
        rings[ring.digest] = ring
    return rings


def _record(line: str, tenant: str, seq: int) -> tuple[Facts, bytes]:
    members = _object(line, {"hdr", "leaf"}, f"record {seq}")
    try:
        raw, leaf = members["hdr"].encode("ascii"), bytes.fromhex(members["leaf"])
        found, said = facts.read(raw), parts(leaf)
    except (AttributeError, TypeError, ValueError, RecordError, IntegrityError):
        raise IntegrityError(f"record {seq}: not a header and its leaf") from None
    if (said.header, said.kind, said.rid) != (sha256(raw).digest(), KIND_CODE[Kind(found.kind)], found.rid):
        raise IntegrityError(f"record {seq}: the leaf is not that of the header")
    if bool(said.sealed) != bool(found.blen) or bool(said.index) != bool(found.idx):
        raise IntegrityError(f"record {seq}: the leaf is not that of the header")
    if (found.seq, found.tenant) != (seq, tenant):
        raise IntegrityError(f"record {seq}: missing, or of another log")
    return found, leaf


def _head(said: dict[str, Any], log: Log) -> None:
    tree = log.tree
    if (said["size"], said["root"]) != (tree.size, tree.root().hex()):
        raise IntegrityError("bundle: size and root are not those of its records")
    if log.ahead or log.key is None:
        raise IntegrityError("bundle: it ends before the log names its key and its ring")
    try:
        text, _ = verified(str(said["note"]), [log.key])
        found = Checkpoint.decode(text)
    except NoteError as error:
        raise IntegrityError(f"bundle: {error}") from None
    if found != Checkpoint(log.key.name, tree.size, tree.root()):
        raise IntegrityError("bundle: the checkpoint is of another tree")


def _name(value: object) -> str:
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
