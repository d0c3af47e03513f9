"""Proofs that people keep and check without the store: of a record, and of an older tree in a newer one.

Of a record, as C2SP's tlog-proof has it:

    c2sp.org/tlog-proof@v1
    extra base64({"format": "guard-audit/proof/v1", "header", "key": "NAME+ID+KEY", "leaf": hex})
    index N
    base64(hash)                    one a line, from the leaf's neighbour up
    an empty line, and the signed checkpoint

Of an older tree, as C2SP's tlog-witness takes it: `old SIZE` in the place of the first three lines.

A proof names the key that signed its checkpoint and cannot vouch for it: whoever checks compares the key
with one that was kept elsewhere.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, RecordError
from audit.fields import canonical
from audit.merkle import leaf_hash
from audit.note import Verifier, verified
from audit.proof import verify_consistency, verify_inclusion
from audit.record import Header, parse_header
from audit.signing import origin
from audit.store.rows import Row, fits, parts

FORMAT: Final = "guard-audit/proof/v1"
LONGEST: Final = 256 * 1024
"""Characters of a proof; a longer one is refused unread. The longest header takes less than half."""
_FIRST: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,18})")
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proved:
    """What the proof of a record proved.

    Args:
        header: of the record.
        raw: the header's bytes.
        checkpoint: the tree that it is in.
        key: signed the checkpoint; to be compared with a key kept elsewhere unless one was given.
    """

    header: Header
    raw: bytes
    checkpoint: Checkpoint
    key: Verifier


def of_record(row: Row, path: Sequence[bytes], note: str, key: Verifier) -> str:
    """Return the proof that a record is in the tree of a checkpoint.

    Args:
        row: the record.
        path: from its leaf up (`proof.inclusion`).
        note: the signed checkpoint.
        key: the log's key that signed it.
    """
    extra = {"format": FORMAT, "header": row.hdr.decode("ascii"), "key": key.encode(), "leaf": row.leaf.hex()}
    return _joined([_FIRST, f"{_EXTRA}{_base64(canonical(extra))}", f"index {row.seq}"], path, note)


def of_tree(old: int, path: Sequence[bytes], note: str) -> str:
    """Return the proof that the first `old` records are the beginning of the tree of a checkpoint.

    Args:
        old: records in the older tree, at least 1.
        path: from the older tree to the newer one (`proof.consistency`).
        note: the newer tree's signed checkpoint.
    """
    return _joined([f"old {old}"], path, note)


def is_of_tree(text: str) -> bool:
    """Tell whether a proof claims to be one of an older tree."""
    return _OLD.fullmatch(text.partition("\n")[0]) is not None


def verify_proof(text: str, kept: Verifier | None = None) -> Proved:
    """Check the proof of a record by itself: (1) the key, (2) the record, (3) the checkpoint, (4) the path.

    Args:
        text: the proof.
        kept: the log's key at that time as it was kept elsewhere; None to be told which one signed.

    Raises:
        IntegrityError: it is no proof, or proves something else; the message names the part.
    """
    lines, hashes, note = _apart(text, 3)
    index = _INDEX.fullmatch(lines[2])
    if lines[0] != _FIRST or not lines[1].startswith(_EXTRA) or index is None:
        raise IntegrityError(f"proof: expected {_FIRST}, extra and index")
    raw, leaf, key = _extra(lines[1].removeprefix(_EXTRA))
    if kept is not None and key != kept:  # (1)
        raise IntegrityError("proof: signed by another key than the one given")
    header = _header(raw, leaf)  # (2)
    if origin(header.tenant) != key.name or header.seq != int(index[1]):
        raise IntegrityError("proof: its record is of another log, or of another place in it")
    checkpoint = _checkpoint(note, key)  # (3)
    path = [_decoded(line) for line in hashes]  # (4)
    if not verify_inclusion(leaf_hash(leaf), header.seq, checkpoint.size, path, checkpoint.root):
        raise IntegrityError("proof: the record is not in the tree of the checkpoint")
    return Proved(header, raw, checkpoint, key)


def verify_tree(text: str, size: int, root: bytes, kept: Verifier) -> Checkpoint:
    """Check the proof that an older tree is the beginning of a newer one, and return the newer one.

    Args:
        text: the proof.
        size: records in the older tree, as it was kept.
        root: head of the older tree, as it was kept.
        kept: the log's key when the proof was made.

    Raises:
        IntegrityError: it is no proof, or proves something else; the message names the part.
    """
    lines, hashes, note = _apart(text, 1)
    old = _OLD.fullmatch(lines[0])
    if old is None:
        raise IntegrityError("proof: expected the size of an older tree")
    if int(old[1]) != size:
        raise IntegrityError("proof: of an older tree of another size")
    checkpoint = _checkpoint(note, kept)
    path = [_decoded(line) for line in hashes]
    if not verify_consistency(size, checkpoint.size, path, root, checkpoint.root):
        raise IntegrityError(
            "proof: the older tree is not the beginning of the newer one: the log was cut or changed since, "
            "or root or proof are not what was written"
        )
    return checkpoint


def _joined(lines: Sequence[str], path: Sequence[bytes], note: str) -> str:
    return "".join(f"{line}\n" for line in [*lines, *map(_base64, path)]) + f"\n{note}"


def _apart(text: str, first: int) -> tuple[list[str], list[str], str]:
    """Take a proof apart: its first lines, those of the hashes, and the note."""
    if len(text) > LONGEST:
        raise IntegrityError("proof: too long")
    before, gap, note = text.partition("\n\n")
    lines = before.split("\n")
    if not gap or len(lines) < first:
        raise IntegrityError("proof: expected lines, an empty line and a signed checkpoint")
    return lines[:first], lines[first:], note


def _extra(encoded: str) -> tuple[bytes, bytes, Verifier]:
    """Return header, leaf and key of what a proof carries besides."""
    raw = _decoded(encoded)
    try:
        members = json.loads(raw)
        said = (members["format"], members["header"].encode("ascii"), bytes.fromhex(members["leaf"]))
        key = Verifier.decode(members["key"])
        spelt = canonical(
            {"format": FORMAT, "header": members["header"], "key": key.encode(), "leaf": said[2].hex()}
        )
    except (ValueError, KeyError, TypeError, AttributeError, NoteError, RecursionError):
        raise IntegrityError("proof: extra: expected format, header, key and leaf") from None
    if spelt != raw:
        raise IntegrityError(f"proof: extra: not as {FORMAT} is written")
    return said[1], said[2], key


def _header(raw: bytes, leaf: bytes) -> Header:
    """Return the header of a leaf."""
    try:
        header, said = parse_header(raw), parts(leaf)
    except (RecordError, IntegrityError):
        raise IntegrityError("proof: not a header and its leaf") from None
    row = Row(header.tenant, header.seq, header.rid, str(header.kind), header.ts, raw, leaf)
    if not fits(row) or (bool(said.sealed), bool(said.index)) != (bool(header.blen), bool(header.idx)):
        raise IntegrityError("proof: the leaf is not that of the header")
    return header


def _checkpoint(note: str, key: Verifier) -> Checkpoint:
    try:
        checkpoint = Checkpoint.decode(verified(note, [key])[0])
    except NoteError as error:
        raise IntegrityError(f"proof: checkpoint: {error}") from None
    if checkpoint.origin != key.name:
        raise IntegrityError("proof: checkpoint: of another log than its key")
    return checkpoint


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decoded(line: str) -> bytes:
    try:
        raw = base64.b64decode(line.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeError):
        raise IntegrityError("proof: a line is not base64") from None
    if _base64(raw) != line:
        raise IntegrityError("proof: a line is not base64 as it is written")
    return raw
