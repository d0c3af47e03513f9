"""Small files that must be whole or absent: key files and rings."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_DIR = 0o700


def write_whole(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file, mode 0600, so that after a crash it is either whole or as it was.

    Written with privileges it belongs to the owner of what it replaces, else to that of its directory:
    what `sudo audit` writes, the gateway still reads.

    Args:
        path: where it goes; its directory exists.
        data: the content.
        replace: whether an existing file gives way.

    Raises:
        FileExistsError: the file exists and `replace` is false.
        OSError: the disk refused.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "wb") as file:
            _give(descriptor, path)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            temporary.replace(path)
        else:
            os.link(temporary, path)  # fails when the name is taken: two writers cannot both win
    finally:
        temporary.unlink(missing_ok=True)
    _sync_directory(path.parent)


def _give(descriptor: int, path: Path) -> None:
    """Give a file to whom the name belongs that it is to have; without privileges it stays as it is."""
    try:
        kept = path.lstat()
    except FileNotFoundError:
        kept = path.parent.stat()
    if kept.st_uid != os.geteuid():
        with suppress(OSError):
            os.fchown(descriptor, kept.st_uid, kept.st_gid)


def _sync_directory(directory: Path) -> None:
    """Make new names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold a directory's advisory lock, for read-change-write of a file in it.

    Raises:
        OSError: the directory cannot be opened.
    """
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        os.close(descriptor)
