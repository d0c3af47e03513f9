"""The spool keeps sealed records in their order until they are dropped, through anything."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from audit.disk import refuse_volatile
from audit.entry import waiting
from audit.errors import StoreError
from audit.record import Record
from audit.ring import Ring
from audit.spool import Spool, Waiting
from audit.store.sqlite import SqliteStore

CANARY = b"Zelda Quillfeather zelda@example.org"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "spool.sqlite"


@pytest.fixture
def spool(path: Path) -> Iterator[Spool]:
    with closing(Spool.open(path)) as opened:
        yield opened


@pytest.fixture
def some(record: Callable[..., Record], ring: Ring) -> list[Waiting]:
    return [
        waiting(record(CANARY, tokens=(bytes([n]) * 10, b"z" * 10)), ring, f"{n:032x}", 1_700_000_000 + n)
        for n in range(5)
    ]


def test_records_come_back_as_they_were_and_in_their_order(path: Path, some: list[Waiting]):
    with closing(Spool.open(path)) as opened:
        opened.add(some[:2])
        opened.add(some[2:])
    with closing(Spool.open(path)) as again:
        assert again.oldest(10) == some
        assert again.oldest(2) == some[:2]
        assert again.since() == 1_700_000_000
        assert again.bytes == sum(each.size for each in some)


def test_an_empty_spool_has_neither_bytes_nor_an_age(spool: Spool):
    assert (spool.bytes, spool.since(), spool.oldest(5)) == (0, None, [])


def test_what_is_dropped_is_gone_and_nothing_else(spool: Spool, some: list[Waiting]):
    spool.add(some)
    spool.drop([some[0], some[3]])
    assert spool.oldest(10) == [some[1], some[2], some[4]]
    spool.drop(some)
    assert (spool.bytes > 0, spool.oldest(10)) == (False, [])


def test_a_record_is_kept_once(spool: Spool, some: list[Waiting]):
    spool.add(some[:1])
    with pytest.raises(sqlite3.IntegrityError):
        spool.add(some[:1])


def test_an_emptied_spool_holds_no_share_in_its_files(path: Path, spool: Spool, some: list[Waiting]):
    spool.add(some)
    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    assert any(some[2].share in file.read_bytes() for file in files)  # the control
    spool.drop(some)
    assert not any(each.share in file.read_bytes() for each in some for file in files)


def test_no_text_is_in_its_files(path: Path, spool: Spool, some: list[Waiting]):
    spool.add(some)
    written = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert some[0].rid.encode() in written  # the control
    assert b"quillfeather" not in written.lower()


def test_a_spool_is_private(path: Path, spool: Spool):
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_processes_never_share_a_spool(path: Path, spool: Spool):
    with pytest.raises(StoreError, match=r"spool\.sqlite: cannot be used as a spool: SQLITE_BUSY"):
        Spool.open(path)


def test_a_file_that_is_no_spool_is_refused(path: Path):
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be used as a spool"):
        Spool.open(path)


def test_a_store_is_not_taken_for_a_spool(path: Path):
    SqliteStore.write(path).close()
    with pytest.raises(StoreError, match="not a spool: choose a file of its own"):
        Spool.open(path)
    SqliteStore.write(path).close()  # it is as it was


def test_a_place_where_nothing_is_durable_is_refused(monkeypatch: pytest.MonkeyPatch, path: Path):
    mounts = path.with_name("mounts")
    mounts.write_text("1 1 0:1 / / rw - tmpfs tmpfs rw\n")
    monkeypatch.setattr("audit.spool.refuse_volatile", partial(refuse_volatile, mounts=mounts))
    monkeypatch.delenv("AUDIT_ANY_FILESYSTEM", raising=False)
    with pytest.raises(StoreError, match="on tmpfs"):
        Spool.open(path)
    assert not path.exists()
    monkeypatch.setenv("AUDIT_ANY_FILESYSTEM", "1")
    Spool.open(path).close()


def test_what_is_refused_is_set_aside_and_kept(path: Path, spool: Spool, some: list[Waiting]):
    spool.add(some)
    spool.refuse(some[:2])
    assert spool.oldest(10) == some[2:]
    assert (spool.since(), spool.bytes) == (some[2].ts, sum(each.size for each in some[2:]))
    spool.drop(some[2:])
    spool.add(some[:1])  # numbers begin anew in an empty table
    spool.refuse(some[:1])
    assert (spool.oldest(10), spool.bytes) == ([], 0)
    spool.close()
    with closing(sqlite3.connect(path)) as db:
        assert {rid for (rid,) in db.execute("SELECT rid FROM refused")} == {each.rid for each in some[:2]}


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be opened"):
        Spool.open(tmp_path / "away" / "spool.sqlite")


def test_what_the_store_took_is_in_no_file_while_others_still_wait(
    path: Path, spool: Spool, some: list[Waiting]
):
    spool.add(some)
    spool.drop(some[:3])
    files = [file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.name)]
    assert not any(each.share in data for each in some[:3] for data in files)
    assert all(any(each.share in data for data in files) for each in some[3:])  # the control
