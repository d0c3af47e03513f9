"""A receipt that was kept tells whether the log was cut or changed since."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from audit import receipts
from audit.errors import IntegrityError
from audit.log import AuditLog, Receipt
from audit.record import Record
from audit.store.sqlite import SqliteStore

START = 1_700_000_000


@pytest.fixture
def given(tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]) -> list[Receipt]:
    """Receipts of six records, over two keys."""
    now = [START]
    log = log_at(tmp_path / "audit.sqlite", clock=lambda: now[0], timeout=20)
    made = []
    for number in range(6):
        now[0] = START + number * 1000
        made.append(log.append_sync(record()))
    log.close()
    return made


def check(folder: Path, receipt: Receipt) -> None:
    with closing(SqliteStore.read(folder / "audit.sqlite")) as store, store.snapshot():
        receipts.check(store, receipts.read(json.dumps(asdict(receipt)).encode()))


def test_every_receipt_is_of_the_log_that_gave_it(given: list[Receipt], tmp_path: Path):
    for receipt in given:
        check(tmp_path, receipt)


@pytest.mark.parametrize(
    "changes",
    [
        {"rid": "0" * 32},
        {"seq": 0},
        {"size": 0},
        {"size": 2},
        {"size": 10**6},
        {"root": "00" * 32},
        {"note": ""},
        {"note": "\u2014 x"},
    ],
)
def test_a_receipt_of_another_log_is_refused(
    given: list[Receipt], tmp_path: Path, changes: dict[str, object]
):
    with pytest.raises(IntegrityError, match="receipt"):
        check(tmp_path, replace(given[2], **changes))  # type: ignore[arg-type]


def test_a_receipt_with_the_note_of_another_is_refused(given: list[Receipt], tmp_path: Path):
    for other in (given[1], given[-1]):
        with pytest.raises(IntegrityError, match="receipt"):
            check(tmp_path, replace(given[2], note=other.note))


def test_a_log_that_was_cut_or_changed_is_noticed(given: list[Receipt], tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "audit.sqlite", isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE rec SET leaf = zeroblob(114) WHERE seq = 2")
    with pytest.raises(IntegrityError, match="cut or changed"):
        check(tmp_path, given[-1])


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"1", b"\xff", b'{"rid": 1}', b"[" * 100_000])
def test_what_is_no_receipt_is_refused(raw: bytes):
    with pytest.raises(IntegrityError, match="receipt"):
        receipts.read(raw)


@pytest.mark.parametrize("changes", [{"seq": "1"}, {"size": True}, {"rid": 1}, {"note": None}])
def test_a_member_of_another_type_is_refused(given: list[Receipt], changes: dict[str, object]):
    with pytest.raises(IntegrityError, match="wrong type"):
        receipts.read(json.dumps(asdict(given[0]) | changes).encode())
