"""Whose word makes a key ring: the tenant's admins, pinned once, and the note that they sign.

    admins.json    {"format": "guard-audit/admins/v1", "tenant", "threshold", "admins": [NAME+ID+KEY, …]}
    ring.json      a signed note: the ring as canonical JSON, an empty line, signatures of admins
    ring-N.json    the same of version N, kept: old signatures are checked with the keys of then

Without enough signatures a ring is refused: who can write a file cannot add a reader to new records.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import rfc8785

from audit.errors import NoteError, RingError
from audit.files import write_whole
from audit.note import Signer, Verifier, sign, verified
from audit.ring import Ring, parse

ADMINS_FILE: Final = "admins.json"
RING_FILE: Final = "ring.json"
LONGEST: Final = 2 * 1024 * 1024
"""Characters of a ring's note at most: 500 recipients of the suite `hybrid` take less than half."""
_FORMAT: Final = "guard-audit/admins/v1"
_KEPT: Final = re.compile(r"ring-([1-9][0-9]{0,15})\.json")


@dataclass(frozen=True, slots=True)
class Admins:
    """The admins of a tenant.

    Args:
        tenant: whose.
        threshold: how many of them have to sign a ring.
        keys: their public keys, under their names.

    Raises:
        RingError: a threshold that cannot be reached, or a name or key twice.
    """

    tenant: str
    threshold: int
    keys: tuple[Verifier, ...]

    def __post_init__(self) -> None:
        if type(self.threshold) is not int or not 1 <= self.threshold <= len(self.keys):
            raise RingError("threshold: expected from 1 to the number of admins")
        if len({key.public for key in self.keys}) != len(self.keys):
            raise RingError("admins: a key appears twice")
        if len({key.name for key in self.keys}) != len(self.keys):
            raise RingError("admins: a name appears twice")

    def encode(self) -> bytes:
        """Return the pin as canonical JSON (RFC 8785)."""
        return rfc8785.dumps(
            {
                "format": _FORMAT,
                "tenant": self.tenant,
                "threshold": self.threshold,
                "admins": [key.encode() for key in self.keys],
            }
        )

    def save(self, path: Path) -> None:
        """Write the pin, once: it is never overwritten.

        Raises:
            FileExistsError: there is one.
            OSError: the disk refused.
        """
        write_whole(path, self.encode() + b"\n", replace=False)


def load_admins(path: Path) -> Admins:
    """Read a pin.

    Raises:
        RingError: no such file, or bad content; the message names the file.
    """
    try:
        members = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise RingError(
            f"{path}: no admins are pinned here: run `audit keys new --dir {path.parent}`"
        ) from None
    except (OSError, ValueError, RecursionError):
        raise RingError(f"{path}: cannot be read") from None
    if not isinstance(members, dict) or members.keys() != {"format", "tenant", "threshold", "admins"}:
        raise RingError(f"{path}: expected format, tenant, threshold and admins")
    if members["format"] != _FORMAT or not isinstance(members["admins"], list):
        raise RingError(f"{path}: expected {_FORMAT}")
    try:
        keys = tuple(Verifier.decode(str(key)) for key in members["admins"])
        return Admins(str(members["tenant"]), members["threshold"], keys)
    except (NoteError, RingError) as error:
        raise RingError(f"{path}: {error}") from None


def endorsed(ring: Ring, signers: Sequence[Signer], admins: Admins) -> bytes:
    """Return a ring with its admins' signatures, as `ring.json` holds it.

    Raises:
        RingError: these signers are not admins, or too few of them; or the ring is too large.
    """
    if not {signer.verifier for signer in signers} & set(admins.keys):
        raise RingError("none of those who sign is an admin of this tenant")
    try:
        note = sign(f"{ring.encode().decode('ascii')}\n", *signers, longest=LONGEST)
        _read(note, admins)
    except NoteError as error:
        raise RingError(str(error)) from None
    return note.encode()


def save_ring(directory: Path, ring: Ring, note: bytes) -> None:
    """Put a ring in force in a folder, and keep it under its version as well.

    Args:
        directory: where.
        ring: the ring.
        note: it with its admins' signatures, as `endorsed` returns it.

    Raises:
        OSError: the disk refused.
    """
    write_whole(directory / f"ring-{ring.version}.json", note, replace=True)
    write_whole(directory / RING_FILE, note, replace=True)


def load_rings(directory: Path) -> dict[str, Ring]:
    """Read every ring that a folder keeps, in force or not, by digest; expired ones too.

    Raises:
        RingError: one is damaged or not signed by enough admins; the message names the file.
    """
    admins = load_admins(directory / ADMINS_FILE)
    paths = [*sorted(directory.glob("ring-*.json")), *directory.glob(RING_FILE)]
    return {ring.digest: ring for ring in (_load(path, admins) for path in paths)}


def load_ring(directory: Path, now: float) -> Ring:
    """Read a folder's ring, if its admins stand for it.

    Args:
        directory: where ring and pin are.
        now: UTC seconds; an expired ring is refused.

    Raises:
        RingError: missing, damaged, not signed by enough admins, of another tenant, or expired; the
            message names the file.
    """
    path = directory / RING_FILE
    if not path.exists() and kept_versions(directory):
        raise RingError(f"{path}: gone, and older rings are kept: put back the newest")
    ring = _load(path, load_admins(directory / ADMINS_FILE))
    if ring.expires and now > ring.expires:
        raise RingError(f"{path}: expired: an admin has to sign a new one")
    return ring


def kept_versions(directory: Path) -> list[int]:
    """Return the versions of the rings that a folder keeps, whoever signed them."""
    names = (_KEPT.fullmatch(path.name) for path in directory.glob("ring-*.json"))
    return sorted(int(name[1]) for name in names if name)


def _load(path: Path, admins: Admins) -> Ring:
    try:
        if path.exists() and not path.is_file():  # to read a pipe would be to wait for ever
            raise RingError(f"{path}: cannot be read: not a file")
        note = path.read_text("utf-8")
    except FileNotFoundError:
        raise RingError(f"{path}: no key ring here: run `audit keys new --dir {path.parent}`") from None
    except (OSError, UnicodeDecodeError):
        raise RingError(f"{path}: cannot be read") from None
    try:
        return _read(note, admins)
    except (NoteError, RingError) as error:
        raise RingError(f"{path}: {error}") from None


def _read(note: str, admins: Admins) -> Ring:
    text, signed = verified(note, admins.keys, LONGEST)
    if len(signed) < admins.threshold:
        raise RingError(f"signed by {len(signed)} of {admins.threshold} admins")
    ring = parse(text.rstrip("\n").encode("ascii", "replace"))
    if ring.tenant != admins.tenant:
        raise RingError("tenant: not that of the admins")
    if f"{ring.encode().decode('ascii')}\n" != text:
        raise RingError("ring: not as it is written")
    return ring
