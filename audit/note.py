"""Signed notes: a text and Ed25519 signatures under names, as C2SP's signed-note v1 has them.

    text, which ends with a line feed
    an empty line
    — NAME base64(id(4) ‖ signature(64))          one line a signature

A verifier's key is written `NAME+hex(id)+base64(0x01 ‖ public key)`, its id is the first four bytes of
SHA-256(NAME ‖ 0x0a ‖ 0x01 ‖ public key).
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.errors import NoteError

NAME: Final = re.compile(r"[^\s+\x00-\x1f\x7f\ud800-\udfff]{1,255}")
"""A key's name: no space and no plus sign."""
LONGEST: Final = 64 * 1024
"""Characters of a note, unless its reader allows more; a longer one is refused unread."""
MOST: Final = 16
"""Signatures of a note; more are refused."""
_UNFIT: Final = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_ED25519: Final = b"\x01"
_ID: Final = 4
_PUBLIC: Final = 32
_SIGNATURE: Final = 64
_DASH: Final = "\u2014 "


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name.

    Args:
        name: whose it is; for a log, its origin.
        public: Ed25519 public key, 32 bytes (RFC 8032).

    Raises:
        NoteError: not a name, or not a key.
    """

    name: str
    public: bytes
    id: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise NoteError("name: expected no space and no plus sign")
        if len(self.public) != _PUBLIC:
            raise NoteError("key: expected 32 bytes")
        identity = sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID]
        object.__setattr__(self, "id", identity)

    def encode(self) -> str:
        """Return the key as one line for people to keep."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode('ascii')}"

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote.

        Raises:
            NoteError: not such a line, a key of another kind, or an id that is not the key's.
        """
        name, _, rest = text.strip().partition("+")
        identity, _, encoded = rest.partition("+")
        key = _decoded(encoded)
        if key[:1] != _ED25519:
            raise NoteError("key: expected an Ed25519 key as NAME+ID+KEY")
        found = cls(name, key[1:])
        if found.id.hex() != identity:
            raise NoteError("key: the id is not that of the key")
        return found

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature over a message is this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under a name.

    Args:
        name: whose it is.
        seed: Ed25519 private key, 32 bytes.

    Raises:
        NoteError: not a name.
        ValueError: a seed of another length.
    """

    name: str
    seed: bytes = field(repr=False)
    verifier: Verifier = field(init=False)
    key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "verifier", Verifier(self.name, key.public_key().public_bytes_raw()))

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message, 64 bytes."""
        return self.key.sign(message)


def sign(text: str, *signers: Signer, longest: int = LONGEST) -> str:
    """Return a text as a note.

    Args:
        text: lines.
        signers: whose signatures it gets.
        longest: characters of the note at most.

    Raises:
        NoteError: the text is empty, does not end with a line feed, or holds a control character; or the
            note is too long.
    """
    _text(text)
    lines = [
        f"{_DASH}{each.name} {base64.b64encode(each.verifier.id + each.sign(text.encode())).decode('ascii')}\n"
        for each in signers
    ]
    note = f"{text}\n{''.join(lines)}"
    if len(note) > longest:
        raise NoteError("note: too long")
    return note


def verified(
    note: str, verifiers: Sequence[Verifier], longest: int = LONGEST
) -> tuple[str, tuple[Verifier, ...]]:
    """Return a note's text and which of the known keys signed it.

    Signatures by other keys are passed over; one that claims a known key and is not its own makes
    the note a forgery.

    Args:
        note: as it was read.
        verifiers: the known keys.
        longest: characters of the note at most.

    Raises:
        NoteError: not a note, no signature of a known key, or a false one.
    """
    text, signatures = _apart(note, longest)
    known = {(each.name, each.id): each for each in verifiers}
    signed: list[Verifier] = []
    for name, identity, signature in signatures:
        verifier = known.get((name, identity))
        if verifier is None or verifier in signed:
            continue
        if not verifier.verifies(signature, text.encode()):
            raise NoteError("signature: not the one of its key")
        signed.append(verifier)
    if not signed:
        raise NoteError("signature: none of a known key")
    return text, tuple(signed)


def text_of(note: str) -> str:
    """Return a note's text, whoever signed it.

    Raises:
        NoteError: not a note.
    """
    return _apart(note, LONGEST)[0]


def _apart(note: str, longest: int) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    if len(note) > longest:
        raise NoteError("note: too long")
    text, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteError("note: expected a text, an empty line and signatures")
    text += "\n"
    _text(text)
    lines = tail[:-1].split("\n")
    if len(lines) > MOST:
        raise NoteError("note: too many signatures")
    return text, [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not NAME.fullmatch(name):
        raise NoteError("signature: expected a dash, a name and base64")
    raw = _decoded(encoded)
    if len(raw) <= _ID:
        raise NoteError("signature: too short")
    return name, raw[:_ID], raw[_ID:]


def _text(text: str) -> None:
    if not text.endswith("\n") or _UNFIT.search(text):
        raise NoteError("text: expected lines without control characters")


def _decoded(encoded: str) -> bytes:
    try:
        raw = base64.b64decode(encoded.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeError):
        raise NoteError("not base64") from None
    if base64.b64encode(raw).decode("ascii") != encoded:
        raise NoteError("not base64 as it is written")
    return raw
