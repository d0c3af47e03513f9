"""What a disk must be before a log is kept on it: one that keeps what it acknowledged, with room left.

A commit is durable if a flush reaches a disk of this machine. In memory nothing is; on a network share a
flush and a lock are whatever its server makes of them, and SQLite's write-ahead log needs both.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from audit.errors import StoreError

MOUNTS: Final = Path("/proc/self/mountinfo")
SPARE: Final = 2**30
"""Bytes that are enough on any disk, however large."""
_TENTH: Final = 10
_MEMORY: Final = "kept in memory and gone with the machine"
_NETWORK: Final = "where a flush and a lock are a server's word"
VOLATILE: Final = MappingProxyType(
    dict.fromkeys("tmpfs ramfs devtmpfs rootfs".split(), _MEMORY)
    | dict.fromkeys("nfs nfs4 cifs smb3 smbfs 9p afs ceph vboxsf".split(), _NETWORK)
    | dict.fromkeys("fuse.sshfs fuse.glusterfs fuse.rclone fuse.s3fs fuse.gcsfuse".split(), _NETWORK)
)
"""Types of file systems that do not keep what they acknowledge, each with the reason."""
_ANYWAY: Final = "set AUDIT_ANY_FILESYSTEM=1 to use it all the same"
_ESCAPE: Final = re.compile(rb"\\([0-3][0-7]{2})")
_OPTIONAL: Final = 6
"""Members of a line before those that may be absent."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system.

    Args:
        id: its number.
        parent: the number of the one that it is mounted in.
        point: the directory at which it begins.
        type: its type, such as `ext4`.
    """

    id: int
    parent: int
    point: Path
    type: str


def parse(raw: bytes) -> list[Mount]:
    """Read a list of mounts as Linux writes it (proc_pid_mountinfo(5)).

    Raises:
        ValueError: a line is none of such a list.
    """
    return [_mount(line) for line in raw.split(b"\n") if line]


def mount_of(directory: Path, mounts: Sequence[Mount]) -> Mount | None:
    """Return the file system that a directory is on, None if the list does not reach it.

    Args:
        directory: absolute, without symbolic links.
        mounts: as `parse` returns them.
    """
    ids = {each.id for each in mounts}
    # As the kernel walks a path: from the root, always into the nearest mount. So what is mounted over a
    # directory, or over another mount, hides all that was mounted there before.
    near = [each for each in mounts if each.parent not in ids or each.parent == each.id]
    found = None
    while near := [each for each in near if directory.is_relative_to(each.point)]:
        # Of two at one point in one parent the later one is on top.
        found = min(reversed(near), key=lambda each: len(each.point.parts))
        near = [each for each in mounts if each.parent == found.id and each is not found]
    return found


def refuse_volatile(path: Path, mounts: Path = MOUNTS) -> None:
    """Refuse a file on a file system that does not keep what it acknowledges.

    Where there is no list of mounts, as on systems that are not Linux, nothing is refused; nor is it with
    AUDIT_ANY_FILESYSTEM=1, as for a demonstration.

    Args:
        path: the file; it need not exist.
        mounts: the list of mounts.

    Raises:
        StoreError: it is in memory or on a network share, or the list cannot be read.
    """
    if os.environ.get("AUDIT_ANY_FILESYSTEM") == "1" or not mounts.exists():
        return
    directory = path.resolve().parent
    try:
        found = mount_of(directory, parse(mounts.read_bytes()))
    except (OSError, ValueError):
        raise StoreError(f"{mounts}: not a list of mounts: {_ANYWAY}") from None
    if found is not None and (reason := VOLATILE.get(found.type)):
        raise StoreError(
            f"{directory}: on {found.type}, {reason}: durability there is that of the mount: "
            f"keep the store on a disk of this machine, or {_ANYWAY}"
        )


def full(total: int, free: int) -> bool:
    """Tell whether a disk is too full to go on: less than a tenth of it free, and less than 1 GiB.

    Args:
        total: bytes of the disk; 0 where a file system does not say, and then it is never full.
        free: bytes that we may still write.
    """
    return free < SPARE and free * _TENTH < total


def refuse_full(path: Path) -> None:
    """Refuse to write to a disk that is nearly full: what makes room needs room itself.

    Args:
        path: a file; its directory exists.

    Raises:
        StoreError: too little room is left, or the disk does not answer.
    """
    try:
        disk = os.statvfs(path.parent)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be asked for room: {error.strerror}") from None
    free = disk.f_bavail * disk.f_frsize
    if full(disk.f_blocks * disk.f_frsize, free):
        raise StoreError(
            f"disk: {free >> 20} MiB free at {path.parent}: make room, "
            "or let `audit retain` erase what is kept longer than it has to be"
        )


def _mount(line: bytes) -> Mount:
    fields = [_ESCAPE.sub(_byte, field) for field in line.split(b" ")]
    kind = fields[fields.index(b"-", _OPTIONAL) + 1 :]
    if not kind:
        raise ValueError("mount: no type")
    return Mount(int(fields[0]), int(fields[1]), Path(os.fsdecode(fields[4])), os.fsdecode(kind[0]))


def _byte(escaped: re.Match[bytes]) -> bytes:
    return bytes([int(escaped[1], 8)])
