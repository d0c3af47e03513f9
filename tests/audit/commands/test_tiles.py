"""`audit tiles`."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from typer.testing import Result

from audit import tiles
from audit.log import AuditLog
from audit.record import Record
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring

Audit = Callable[..., Result]


def grow(home: Path, record: Record) -> None:
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        log.append_sync(record)


def test_tiles_are_those_of_the_store_and_only_what_is_new_is_written(
    audit: Audit, rids: list[str], home: Path, tmp_path: Path, record: Callable[..., Record]
):
    folder = tmp_path / "tiles"
    assert audit("tiles", str(folder)).stdout == f"{folder}: size 5 · 3 files written\n"
    assert audit("tiles", str(folder)).stdout == f"{folder}: size 5 · 0 files written\n"
    grow(home, record(b"{}"))
    assert audit("tiles", str(folder)).stdout == f"{folder}: size 6 · 3 files written\n"
    reader = TilesReader(LocalBackend(folder))
    assert reader.get_checkpoint().root_hash == reader.calculate_root_hash()
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        row = store.by_rid(rids[1])
        assert row is not None
        assert reader.get_entry(row.seq) == row.leaf
        assert (folder / "checkpoint").read_text() == store.head("default").note


def test_tiles_of_a_log_that_grows_are_of_one_moment(
    audit: Audit,
    rids: list[str],
    home: Path,
    tmp_path: Path,
    record: Callable[..., Record],
    monkeypatch: pytest.MonkeyPatch,
):
    assert rids
    real = tiles.update

    def grown(*given: object) -> int:
        grow(home, record(b"{}"))
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(tiles, "update", grown)
    made = audit("tiles", str(tmp_path / "tiles"))
    assert (made.exit_code, made.stdout.split(" · ")[0]) == (0, f"{tmp_path / 'tiles'}: size 5")


def test_a_store_that_was_cut_is_refused(
    audit: Audit, rids: list[str], home: Path, tmp_path: Path, record: Callable[..., Record]
):
    assert rids
    copy = (home / "audit.sqlite").read_bytes()
    grow(home, record(b"{}"))
    assert audit("tiles", str(tmp_path / "tiles")).exit_code == 0
    for path in home.glob("audit.sqlite-*"):
        path.unlink()
    (home / "audit.sqlite").write_bytes(copy)
    refused = audit("tiles", str(tmp_path / "tiles"))
    assert refused.exit_code == 1
    assert "tiles of 6 records, and the log has 5: it was cut since" in refused.stderr


def test_nothing_recorded_yet_says_so_and_makes_no_folder(audit: Audit, tmp_path: Path):
    refused = audit("tiles", str(tmp_path / "tiles"))
    assert refused.exit_code == 1
    assert "nothing was recorded yet" in refused.stderr
    assert not (tmp_path / "tiles").exists()


def test_a_folder_that_cannot_be_written_is_one_line(audit: Audit, rids: list[str], tmp_path: Path):
    assert rids
    (tmp_path / "file").write_text("kept")
    for place in ("file", "file/below"):
        refused = audit("tiles", str(tmp_path / place))
        assert refused.exit_code == 1
        assert refused.stderr.count("\n") == 1
        assert "cannot be written" in refused.stderr
    assert (tmp_path / "file").read_text() == "kept"
