"""Where an embedded log lives."""

from contextlib import closing
from pathlib import Path

import pytest

from audit.errors import StoreError
from audit.signing import FileKeys
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore


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
