"""A receipt that was kept tells whether the log was cut or changed since."""

import base64
import json
import sqlite3
import string
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from audit import receipts
from audit.errors import IntegrityError
from audit.items import Receipt, pending
from audit.log import AuditLog
from audit.note import Signer, sign
from audit.receipts import Compact, compact
from audit.record import Record
from audit.signing import origin
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
    check_written(folder, json.dumps(asdict(receipt)))


def check_written(folder: Path, written: str) -> None:
    with closing(SqliteStore.read(folder / "audit.sqlite")) as store, store.snapshot():
        receipts.check(store, receipts.read(written.encode()))


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
    for reader in (receipts.read, receipts.from_json):
        with pytest.raises(IntegrityError, match="receipt"):
            reader(raw)


def test_a_line_is_not_json(given: list[Receipt]):
    with pytest.raises(IntegrityError, match="expected the keys"):
        receipts.from_json(compact(given[0], "default").encode())


@pytest.mark.parametrize("changes", [{"seq": "1"}, {"size": True}, {"rid": 1}, {"note": None}])
def test_a_member_of_another_type_is_refused(given: list[Receipt], changes: dict[str, object]):
    with pytest.raises(IntegrityError, match="wrong type"):
        receipts.read(json.dumps(asdict(given[0]) | changes).encode())


def test_a_line_holds_all_of_a_receipt(given: list[Receipt], tmp_path: Path):
    for receipt in given:
        line = compact(receipt, "default")
        assert set(line) <= {*string.ascii_letters, *string.digits, *"-_:"}
        assert len(line) < 200
        assert line.split(":")[:3] == [receipt.rid, str(receipt.seq), str(receipt.size)]
        kept = receipts.read(f"{line}\n".encode())
        assert isinstance(kept, Compact)
        assert kept.of("default") == receipt
        assert kept.encode() == line
        check_written(tmp_path, line)


def test_a_line_is_of_one_log_only(given: list[Receipt]):
    with pytest.raises(IntegrityError, match="signed checkpoint"):
        compact(given[0], "other")
    kept = receipts.read(compact(given[0], "default").encode())
    assert isinstance(kept, Compact)
    assert kept.of("other").note != given[0].note


@pytest.mark.parametrize(
    "changes",
    [{"size": 4}, {"root": "00" * 32}, {"root": "x"}, {"note": ""}, {"note": "x y\n"}, {"size": 2**63}],
)
def test_a_receipt_whose_note_cannot_be_rebuilt_has_no_line(given: list[Receipt], changes: dict[str, object]):
    with pytest.raises(IntegrityError, match="signed checkpoint"):
        compact(replace(given[2], **changes), "default")  # type: ignore[arg-type]


def test_a_note_with_another_signature_beside_has_no_line(given: list[Receipt]):
    more = sign("x\n", Signer("witness.example/w1", bytes(32))).partition("\n\n")[2]
    for note in (given[2].note + more, given[2].note + given[2].note.partition("\n\n")[2]):
        with pytest.raises(IntegrityError, match="signed checkpoint"):
            compact(replace(given[2], note=note), "default")


def test_every_changed_character_of_a_line_is_noticed(given: list[Receipt], tmp_path: Path):
    line = compact(given[2], "default")
    for at, was in enumerate(line):
        for other in ({*"0Aa:,_"} | {""}) - {was}:
            with pytest.raises(IntegrityError, match="receipt"):
                check_written(tmp_path, line[:at] + other + line[at + 1 :])


def test_a_line_with_parts_of_another_is_refused(given: list[Receipt], tmp_path: Path):
    one, other = (compact(each, "default").split(":") for each in (given[2], given[5]))
    for at in range(5):
        mixed = [*one[:at], other[at], *one[at + 1 :]]
        with pytest.raises(IntegrityError, match="receipt"):
            check_written(tmp_path, ":".join(mixed))


def test_a_line_signed_by_somebody_else_is_refused(given: list[Receipt], tmp_path: Path):
    receipt = given[2]
    text = f"{receipt.note.partition(chr(10) * 2)[0]}\n"
    forged = replace(receipt, note=sign(text, Signer(origin("default"), b"m" * 32)))
    with pytest.raises(IntegrityError, match="not signed by the log's key of then"):
        check_written(tmp_path, compact(forged, "default"))


def test_a_record_without_a_place_has_a_line_without_one(given: list[Receipt], tmp_path: Path):
    waiting = pending(given[2].rid)
    line = compact(waiting, "default")
    assert line == f"{waiting.rid}::::"
    kept = receipts.read(line.encode())
    assert isinstance(kept, Compact)
    assert kept.of("default") == waiting
    for written in (line, json.dumps(asdict(waiting))):
        check_written(tmp_path, written)  # the record has come into the log since
        with pytest.raises(IntegrityError, match="may wait in its gateway's spool"):
            check_written(tmp_path, written.replace(waiting.rid, "0" * 32))


def test_several_receipts_are_not_one(given: list[Receipt]):
    line = ",".join(compact(each, "default") for each in given)
    with pytest.raises(IntegrityError, match="several"):
        receipts.read(line.encode())


@pytest.mark.parametrize(
    "line",
    [
        "::::",
        f"{'0' * 32}:::",
        f"{'0' * 32}:::::",
        f"{'0' * 31}g::::",
        f"{'A' * 32}::::",
        f"{'0' * 32}:0:0:{'A' * 43}:{'A' * 91}",
        f"{'0' * 32}:01:2:{'A' * 43}:{'A' * 91}",
        f"{'0' * 32}:0:-1:{'A' * 43}:{'A' * 91}",
        f"{'0' * 32}:0:1:{'A' * 42}:{'A' * 91}",
        f"{'0' * 32}:0:1:{'A' * 43}=:{'A' * 91}",
        f"{'0' * 32}:0:1:{'A' * 42}B:{'A' * 91}",
        f"{'0' * 32}:0:1:{'A' * 43}:{'A' * 90}B",
        f"{'0' * 32}:0:1:{'A' * 42}+:{'A' * 91}",
    ],
)
def test_a_line_that_is_written_otherwise_is_refused(line: str):
    with pytest.raises(IntegrityError, match="receipt"):
        receipts.read(line.encode())


def test_a_line_of_a_size_that_no_tree_has_is_refused(given: list[Receipt], tmp_path: Path):
    rid, seq, _, root, signed = compact(given[2], "default").split(":")
    with pytest.raises(IntegrityError, match="cut or changed"):
        check_written(tmp_path, f"{rid}:{seq}:{10**19 - 1}:{root}:{signed}")


@drawn(
    st.integers(0, 2**62),
    st.integers(1, 2**62),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=68, max_size=68),
)
def test_every_line_reads_back(seq: int, size: int, root: bytes, signed: bytes):
    kept = Compact("ab" * 16, seq, size, root.hex(), signed)
    assert Compact.decode(kept.encode()) == kept
    assert compact(kept.of("default"), "default") == kept.encode()
    assert base64.b64encode(signed).decode() in kept.of("default").note


@drawn(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_without_another_error(raw: bytes):
    with pytest.raises(IntegrityError, match="receipt"):
        receipts.read(raw)
