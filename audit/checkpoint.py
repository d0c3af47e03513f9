"""Checkpoints: what a log says of itself at one moment, signed, as C2SP's tlog-checkpoint has it.

ORIGIN
size, decimal
base64(root)
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final, Self

from audit.errors import NoteError
from audit.merkle import HASH
from audit.note import NAME

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree of a log.

    Args:
        origin: which log it is; also the name of the key that signs it.
        size: leaves in the tree.
        root: head of the tree, 32 bytes.

    Raises:
        NoteError: a part is not one that a checkpoint can hold.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.origin):
            raise NoteError("origin: expected no space and no plus sign")
        if not 0 <= self.size < 2**63:
            raise NoteError("size: expected a number of leaves")
        if len(self.root) != HASH:
            raise NoteError("root: expected 32 bytes")

    def encode(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote.

        Lines after the root are extensions, which this version has none of.

        Raises:
            NoteError: not a checkpoint, or another spelling of one.
        """
        lines = text.split("\n")
        if len(lines) != _LINES + 1 or lines[-1]:
            raise NoteError("checkpoint: expected origin, size and root")
        if not _SIZE.fullmatch(lines[1]):
            raise NoteError("size: expected a decimal number")
        try:
            root = base64.b64decode(lines[2].encode("ascii"), validate=True)
        except (binascii.Error, UnicodeError):
            raise NoteError("root: not base64") from None
        found = cls(lines[0], int(lines[1]), root)
        if found.encode() != text:
            raise NoteError("checkpoint: not as it is written")
        return found
