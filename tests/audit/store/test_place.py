"""Where an embedded log lives."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audit import disk
from audit.errors import StoreError
from audit.seen import Seen
from audit.signing import FileKeys, log_id
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore

SHARED = Path("/dev/shm")


def test_the_file_is_made_and_its_keys_lie_beside_it(tmp_path: Path):
    place = Embedded(tmp_path / "a.sqlite")
    with closing(place.open("default")) as store:
        assert isinstance(store, SqliteStore)
        keys = place.keys(store, "default")
    assert isinstance(keys, FileKeys)
    keys.prepare()
    assert len([path for path in tmp_path.iterdir() if path.name.startswith("checkpoint-")]) == 1


def test_another_file_of_the_same_name_is_another_mark(tmp_path: Path):
    place = Embedded(tmp_path / "a.sqlite")
    (tmp_path / "a.sqlite").write_bytes(b"")
    before = place.mark()
    assert place.mark() == before
    (tmp_path / "b.sqlite").write_bytes(b"")
    (tmp_path / "b.sqlite").replace(tmp_path / "a.sqlite")
    assert place.mark() != before


def test_a_file_that_is_gone_has_no_mark_and_a_missing_folder_is_not_made(tmp_path: Path):
    with pytest.raises(OSError, match="No such file"):
        Embedded(tmp_path / "a.sqlite").mark()
    with pytest.raises(StoreError):
        Embedded(tmp_path / "gone/a.sqlite").open("default")


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in this machine's memory."""
    if not SHARED.is_dir():
        pytest.skip("this system has no folder in memory")
    folder = Path(tempfile.mkdtemp(dir=SHARED))
    yield folder
    shutil.rmtree(folder)


def test_a_store_in_memory_is_refused_before_it_is_made(memory: Path, monkeypatch: pytest.MonkeyPatch):
    for value in (None, "", "0", "yes"):
        monkeypatch.delenv("AUDIT_ANY_FILESYSTEM", raising=False)
        if value is not None:
            monkeypatch.setenv("AUDIT_ANY_FILESYSTEM", value)
        with pytest.raises(StoreError, match="durability there is that of the mount"):
            Embedded(memory / "a.sqlite").open("default")
        assert list(memory.iterdir()) == []


def test_whoever_says_so_gets_a_store_in_memory(memory: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUDIT_ANY_FILESYSTEM", "1")
    Embedded(memory / "a.sqlite").open("default").close()
    monkeypatch.delenv("AUDIT_ANY_FILESYSTEM")
    Embedded(memory / "a.sqlite").read("default").close()


def test_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    Embedded(tmp_path / "a.sqlite").room()
    monkeypatch.setattr(disk, "SPARE", 2**70)
    monkeypatch.setattr(disk, "_TENTH", 0)
    with pytest.raises(StoreError, match="make room"):
        Embedded(tmp_path / "a.sqlite").room()


def test_what_was_seen_of_a_log_lies_beside_the_file(tmp_path: Path):
    seen = Embedded(tmp_path / "a.sqlite").seen("default")
    assert isinstance(seen, Seen)
    assert seen.load() is None
    (tmp_path / f"seen-{log_id('default')}.json").write_bytes(b"text")
    with pytest.raises(StoreError, match="not what was kept"):
        seen.load()
