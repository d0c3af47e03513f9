"""Which file systems a log may lie on, and how full they may be."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import disk
from audit.disk import MOUNTS, VOLATILE, full, mount_of, parse, refuse_full, refuse_volatile
from audit.errors import StoreError

GIB = 2**30
ROOT = "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard\n"


def listed(*lines: str) -> bytes:
    return (ROOT + "".join(f"{line}\n" for line in lines)).encode()


def type_of(directory: str, raw: bytes) -> str | None:
    found = mount_of(Path(directory), parse(raw))
    return None if found is None else found.type


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    return tmp_path / "mountinfo"


@pytest.mark.parametrize(
    ("directory", "expected"),
    [
        ("/", "ext4"),
        ("/srv", "xfs"),
        ("/srv/log", "nfs4"),
        ("/srv/log/a/b", "nfs4"),
        ("/srv/logs", "xfs"),
        ("/srv/other", "xfs"),
        ("/srvlog", "ext4"),
    ],
)
def test_the_nearest_mount_above_a_directory_is_its_own(directory: str, expected: str):
    raw = listed(
        "30 27 8:1 / /srv rw - xfs /dev/sdb rw",
        "31 30 0:40 / /srv/log rw shared:7 master:1 - nfs4 server:/export rw,vers=4.2",
    )
    assert type_of(directory, raw) == expected
    assert type_of(directory, b"".join(reversed(raw.splitlines(keepends=True)))) == expected


def test_of_several_mounts_on_a_point_the_last_one_counts():
    stacked = listed("30 27 0:5 / /srv rw - tmpfs tmpfs rw", "31 30 8:1 / /srv rw - ext4 /dev/sdb rw")
    assert type_of("/srv/log", stacked) == "ext4"
    beside = listed("30 27 8:1 / /srv rw - ext4 /dev/sdb rw", "31 27 0:5 / /srv rw - tmpfs tmpfs rw")
    assert type_of("/srv/log", beside) == "tmpfs"


def test_what_is_mounted_over_a_directory_hides_the_mounts_below_it():
    raw = listed("30 27 8:1 / /srv/log rw - ext4 /dev/sdb rw", "31 27 0:5 / /srv rw - tmpfs tmpfs rw")
    assert type_of("/srv/log", raw) == "tmpfs"


def test_a_bind_mount_has_the_type_of_what_it_shows():
    raw = listed("30 27 0:5 /scratch /srv/log rw - tmpfs tmpfs rw")
    assert type_of("/srv/log", raw) == "tmpfs"
    raw = listed("30 27 0:5 / /srv rw - tmpfs tmpfs rw", "31 30 254:0 /home /srv/log rw - ext4 /dev/vda rw")
    assert type_of("/srv/log", raw) == "ext4"


@pytest.mark.parametrize(
    ("written", "directory"),
    [
        (r"/srv/my\040log", "/srv/my log"),
        (r"/srv/a\011b", "/srv/a\tb"),
        (r"/srv/a\012b", "/srv/a\nb"),
        (r"/srv/a\134040b", r"/srv/a\040b"),
        (r"/srv/caf\303\251", "/srv/café"),
    ],
)
def test_points_are_read_with_their_escapes(written: str, directory: str):
    raw = listed(f"30 27 0:5 / {written} rw - tmpfs tmpfs rw")
    assert type_of(directory, raw) == "tmpfs"
    assert type_of("/srv/my", raw) == "ext4"


def test_a_point_need_not_be_text():
    raw = ROOT.encode() + b"30 27 0:5 / /srv/\xff rw - tmpfs tmpfs rw\n"
    assert type_of(os.fsdecode(b"/srv/\xff/log"), raw) == "tmpfs"


def test_optional_members_and_a_source_that_is_a_dash_do_not_confuse():
    raw = listed("30 27 0:5 / /a rw,noexec shared:3 master:2 propagate_from:1 - fuse.sshfs - rw")
    assert type_of("/a", raw) == "fuse.sshfs"


def test_a_list_without_a_root_says_nothing_of_what_it_does_not_reach():
    raw = b"30 27 0:5 / /proc rw - proc proc rw\n"
    assert type_of("/srv", raw) is None
    assert type_of("/proc/1", raw) == "proc"
    assert type_of("/srv", b"") is None


def test_a_root_that_is_its_own_parent_ends():
    raw = b"1 1 0:1 / / rw - rootfs rootfs rw\n27 1 254:0 / / rw - ext4 /dev/vda rw\n"
    assert type_of("/srv", raw) == "ext4"


@pytest.mark.parametrize("kind", [*VOLATILE])
def test_what_is_not_durable_is_refused_with_its_reason(mounts: Path, tmp_path: Path, kind: str):
    mounts.write_bytes(listed(f"30 27 0:5 / {tmp_path.resolve()} rw - {kind} x rw"))
    with pytest.raises(StoreError) as raised:
        refuse_volatile(tmp_path / "a.sqlite", mounts)
    said = str(raised.value)
    assert f"on {kind}, {VOLATILE[kind]}: durability there is that of the mount" in said
    assert said.startswith(f"{tmp_path.resolve()}:")
    assert "AUDIT_ANY_FILESYSTEM=1" in said


@pytest.mark.parametrize(
    "kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "apfs", "fuseblk", "tmpfsx", "f2fs"]
)
def test_a_disk_is_not_refused(mounts: Path, tmp_path: Path, kind: str):
    mounts.write_bytes(listed(f"30 27 0:5 / {tmp_path.resolve()} rw - {kind} x rw"))
    refuse_volatile(tmp_path / "a.sqlite", mounts)


def test_a_link_is_followed_whether_it_is_the_folder_or_the_file(mounts: Path, tmp_path: Path):
    away, here = tmp_path / "away", tmp_path / "here"
    away.mkdir()
    here.mkdir()
    mounts.write_bytes(listed(f"30 27 0:5 / {away.resolve()} rw - nfs x rw"))
    refuse_volatile(here / "a.sqlite", mounts)
    (tmp_path / "link").symlink_to(away)
    (here / "a.sqlite").symlink_to(away / "a.sqlite")
    for path in (tmp_path / "link" / "a.sqlite", here / "a.sqlite", away / "not" / "there" / "a.sqlite"):
        with pytest.raises(StoreError, match="on nfs"):
            refuse_volatile(path, mounts)


def test_without_a_list_of_mounts_nothing_is_refused(tmp_path: Path):
    refuse_volatile(tmp_path / "a.sqlite", tmp_path / "absent")


@pytest.mark.parametrize(
    "raw",
    [b"text\n", b"30 27 0:5 / /a rw\n", b"a b 0:5 / /a rw - ext4 x rw\n", b"30 27 0:5 / /a rw -\n", b"\xff"],
)
def test_a_list_that_is_none_is_refused_and_says_how_to_go_on(mounts: Path, tmp_path: Path, raw: bytes):
    mounts.write_bytes(raw)
    with pytest.raises(StoreError, match="not a list of mounts: set AUDIT_ANY_FILESYSTEM=1"):
        refuse_volatile(tmp_path / "a.sqlite", mounts)


def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path):
    with pytest.raises(StoreError, match="not a list of mounts"):
        refuse_volatile(tmp_path / "a.sqlite", tmp_path)


@pytest.mark.skipif(not MOUNTS.exists(), reason="only Linux lists its mounts so")
def test_memory_of_this_machine_is_refused_and_its_disk_is_not():
    found = parse(MOUNTS.read_bytes())
    assert mount_of(Path("/"), found) is not None or not any(each.point == Path("/") for each in found)
    for each in (each for each in found if each.type == "tmpfs" and mount_of(each.point, found) == each):
        with pytest.raises(StoreError, match="on tmpfs, kept in memory"):
            refuse_volatile(each.point / "a.sqlite")


@pytest.mark.parametrize(
    ("total", "free", "expected"),
    [
        (1000 * GIB, 99 * GIB, False),
        (1000 * GIB, GIB, False),
        (1000 * GIB, GIB - 1, True),
        (5 * GIB, GIB // 2, False),
        (5 * GIB, GIB // 2 - 1, True),
        (100, 10, False),
        (100, 9, True),
        (100, 0, True),
        (0, 0, False),
    ],
)
def test_a_disk_is_full_below_a_tenth_and_a_gibibyte(total: int, free: int, expected: bool):
    assert full(total, free) is expected


@given(total=st.integers(0, 2**60), free=st.integers(0, 2**60), more=st.integers(0, 2**50))
def test_room_never_makes_a_disk_fuller(total: int, free: int, more: int):
    assert not (full(total, free + more) and not full(total, free))
    assert not full(total, max(free, GIB))


def statvfs(free: int) -> os.statvfs_result:
    """What a disk of 4096 blocks of a MiB answers with so many of them left for us, and the root's 5 % besides."""
    return os.statvfs_result((4096, 2**20, 4096, free + 205, free, 10, 10, 10, 0, 255))


def test_a_full_disk_is_refused_and_one_with_room_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    refuse_full(tmp_path / "a.sqlite")
    monkeypatch.setattr(disk.os, "statvfs", lambda _: statvfs(410))
    refuse_full(tmp_path / "a.sqlite")
    monkeypatch.setattr(disk.os, "statvfs", lambda _: statvfs(409))
    with pytest.raises(StoreError, match=r"^disk: 409 MiB free at .*: make room, or let `audit retain`"):
        refuse_full(tmp_path / "a.sqlite")


def test_a_disk_that_is_away_is_refused(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be asked for room: No such file"):
        refuse_full(tmp_path / "gone" / "a.sqlite")
