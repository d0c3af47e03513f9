import errno
import multiprocessing
import os
from pathlib import Path

import pytest

from audit.files import locked, write_whole


def test_file_is_private_and_nothing_else_is_left(tmp_path: Path):
    write_whole(tmp_path / "a", b"one", replace=False)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_existing_file_is_kept_unless_it_may_be_replaced(tmp_path: Path):
    path = tmp_path / "a"
    write_whole(path, b"one", replace=False)
    with pytest.raises(FileExistsError):
        write_whole(path, b"two", replace=False)
    assert path.read_bytes() == b"one"
    write_whole(path, b"two", replace=True)
    assert path.read_bytes() == b"two"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only a privileged process can give files away")
def test_a_privileged_writer_leaves_the_owner_as_it_is(tmp_path: Path):
    directory = tmp_path / "gateway"
    directory.mkdir()
    os.chown(directory, 4321, 4322)
    write_whole(directory / "new", b"one", replace=False)
    write_whole(directory / "other", b"one", replace=True)
    os.chown(directory / "other", 5321, 5322)
    write_whole(directory / "other", b"two", replace=True)
    owners = {path.name: (path.stat().st_uid, path.stat().st_gid) for path in directory.iterdir()}
    assert owners == {"new": (4321, 4322), "other": (5321, 5322)}
    assert {path.stat().st_mode & 0o777 for path in directory.iterdir()} == {0o600}


@pytest.mark.skipif(os.geteuid() != 0, reason="only a privileged process can make files of others")
def test_a_file_that_cannot_be_given_away_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    os.chown(tmp_path, 4321, 4322)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "fchown", refuse)
    write_whole(tmp_path / "a", b"one", replace=True)
    assert (tmp_path / "a").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_missing_directory_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "no" / "a", b"", replace=True)


def _count(directory: Path) -> None:
    for _ in range(50):
        with locked(directory):
            path = directory / "n"
            write_whole(path, str(int(path.read_text()) + 1).encode(), replace=True)


def test_lock_keeps_read_change_write_together(tmp_path: Path):
    (tmp_path / "n").write_text("0")
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_count, args=(tmp_path,)) for _ in range(3)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert (tmp_path / "n").read_text() == "150"
