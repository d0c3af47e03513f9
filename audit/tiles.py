"""Tiles: a log as files that any web server can serve, as C2SP's tlog-tiles has them.

    checkpoint                      the signed head
    tile/LEVEL/INDEX[.p/WIDTH]      256 hashes, each of 256**LEVEL leaves
    tile/entries/INDEX[.p/WIDTH]    256 leaves, each after its length(2)

They are made of the store and hold nothing that it does not: whoever loses them makes them anew. A tile
that is full never changes; one that is not has its width in its name, and goes when it has become full.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audit import proof
from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, NoteError, StoreError
from audit.files import PRIVATE_DIR, locked, write_whole
from audit.merkle import leaf_hash, node_hash
from audit.note import text_of
from audit.store.rows import Head

WIDTH: Final = 256
"""Hashes of a full tile."""
CHECKPOINT: Final = "checkpoint"
_HEIGHT: Final = 8
"""Levels of the tree between a tile's hashes and its root."""
_DIGITS: Final = 3
_LENGTH: Final = 2


def tile_path(level: int | None, index: int, width: int = WIDTH) -> str:
    """Return where a tile is, relative to the folder of all.

    Args:
        level: of its hashes, from 0; None for leaves.
        index: its place in the level, from 0.
        width: hashes in it, 1 to 256.
    """
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // _DIGITS) * _DIGITS)
    *folders, name = (digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))
    place = "/".join([*(f"x{each}" for each in folders), name])
    return f"tile/{'entries' if level is None else level}/{place}{'' if width == WIDTH else f'.p/{width}'}"


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile.

    Args:
        level: of its hashes, None for leaves.
        index: its place in the level.
        width: hashes or leaves in it.
        data: its bytes.
    """

    level: int | None
    index: int
    width: int
    data: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """Where it is, relative to the folder of all."""
        return tile_path(self.level, self.index, self.width)


class Tiler:
    """Tiles of a tree that grows leaf by leaf; in memory is one tile a level."""

    def __init__(self) -> None:
        self.size = 0
        self._entries: list[bytes] = []
        self._levels: list[list[bytes]] = [[]]

    def add(self, leaf: bytes) -> Iterator[Tile]:
        """Add a leaf and yield the tiles that it makes full; they have to be taken before the next."""
        self.size += 1
        self._entries.append(len(leaf).to_bytes(_LENGTH, "big") + leaf)
        self._levels[0].append(leaf_hash(leaf))
        if len(self._entries) == WIDTH:
            yield Tile(None, self.size // WIDTH - 1, WIDTH, b"".join(self._entries))
            self._entries = []
        level = 0
        while len(full := self._levels[level]) == WIDTH:
            level += 1
            yield Tile(level - 1, (self.size >> _HEIGHT * level) - 1, WIDTH, b"".join(full))
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(_perfect(full))
            self._levels[level - 1] = []

    def rest(self) -> Iterator[Tile]:
        """Yield the tiles that are not full."""
        for level, held in ((None, self._entries), *enumerate(self._levels)):
            if held:
                index = self.size >> _HEIGHT * ((level or 0) + 1)
                yield Tile(level, index, len(held), b"".join(held))

    def root(self) -> bytes:
        """Return the head of the tree so far: all that it is made of is in tiles that are not full."""
        return proof.root(self._node, self.size)

    def _node(self, level: int, index: int) -> bytes:
        tile, inner = divmod(level, _HEIGHT)
        first = (index << inner) % WIDTH
        return _perfect(self._levels[tile][first : first + (1 << inner)])


def update(directory: Path, leaves: Iterable[bytes], head: Head, origin: str) -> int:
    """Make a folder of tiles that of a log's head and return how many files that took.

    Every tile is made again and compared, what is there already is not written again. The checkpoint comes
    last, so that after a crash there is no hash missing of the tree that it names.

    Args:
        directory: where; made if it is missing.
        leaves: every leaf, in order, of the same moment as `head`.
        head: the tree and its signed checkpoint.
        origin: the log's name.

    Raises:
        IntegrityError: the folder holds the tiles of a longer log or of other records; or the records are
            not those of the head, or there are none.
        StoreError: what is there is of another log, or no checkpoint.
        OSError: the disk refused.
    """
    if not head.note:
        raise IntegrityError("the log is empty: nothing was recorded yet")
    directory.mkdir(PRIVATE_DIR, parents=True, exist_ok=True)
    with locked(directory):
        old = _before(directory, head, origin)
        tiler, written, outgrown = Tiler(), 0, []
        for leaf in leaves:
            for tile in tiler.add(leaf):
                written += _put(directory, tile)
                narrow = directory / f"{tile.path}.p"
                if narrow.is_dir():
                    outgrown.append(narrow)
            if old is not None and tiler.size == old.size and tiler.root() != old.root:
                raise IntegrityError(f"{directory}: the log was changed since these tiles were written")
        if (tiler.size, tiler.root()) != (head.tree.size, head.tree.root()):
            raise IntegrityError("the records are not those of the head: run `audit verify`")
        written += sum([_put(directory, tile) for tile in tiler.rest()])
        signed, note = directory / CHECKPOINT, head.note.encode()
        if old is None or signed.read_bytes() != note:
            write_whole(signed, note, replace=True)
            written += 1
        for narrow in outgrown:
            shutil.rmtree(narrow)
    return written


def _before(directory: Path, head: Head, origin: str) -> Checkpoint | None:
    """Return the checkpoint of the tiles that are there, None if there is none."""
    path = directory / CHECKPOINT
    try:
        old = Checkpoint.decode(text_of(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (NoteError, UnicodeDecodeError):
        raise StoreError(f"{path}: not a checkpoint: give a new folder, or delete this one") from None
    if old.origin != origin:
        raise StoreError(f"{path}: of another log: give a folder of its own")
    if old.size > head.tree.size:
        raise IntegrityError(
            f"{directory}: tiles of {old.size} records, and the log has {head.tree.size}: it was cut since"
        )
    return old


def _put(directory: Path, tile: Tile) -> bool:
    """Write a tile unless it is there and return whether that was needed; another one stays as it is."""
    path = directory / tile.path
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        _make(path.parent)
        write_whole(path, tile.data, replace=False)
        return True
    if found != tile.data:
        raise IntegrityError(
            f"{path}: not the tile of the log: run `audit verify`; if that finds nothing, delete "
            f"{directory} and write it anew"
        )
    return False


def _make(directory: Path) -> None:
    """Make a folder whose name outlives a power loss, like those above it."""
    if directory.is_dir():
        return
    _make(directory.parent)
    directory.mkdir(PRIVATE_DIR)
    descriptor = os.open(directory.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _perfect(hashes: list[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]
