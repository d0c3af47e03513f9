"""What was seen of a log, and every way in which a store can fail to be that log any more."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checkpoint import Checkpoint
from audit.errors import IntegrityError, StoreError
from audit.log import AuditLog
from audit.merkle import Frontier, leaf_hash
from audit.note import Signer, sign
from audit.record import Record
from audit.seen import KEEP_S, Seen, is_beginning, refuse_rollback
from audit.signing import file_names, log_id, origin
from audit.store.rows import Head, Row
from audit.store.sqlite import SqliteStore

NAME = f"seen-{log_id('default')}.json"
SIGNER = Signer(origin("default"), bytes(32))


def row(number: int, salt: bytes = b"") -> Row:
    return Row("default", number, f"{number:032x}", "flag", 0, b"", number.to_bytes(4, "big") + salt)


def tree_of(*rows: Row) -> Frontier:
    tree = Frontier()
    for each in rows:
        tree = tree.append(leaf_hash(each.leaf))
    return tree


def head_of(size: int, salt: bytes = b"", tenant: str = "default") -> Head:
    tree = tree_of(*(row(number, salt) for number in range(size)))
    return Head(tree, sign(Checkpoint(origin(tenant), size, tree.root()).encode(), SIGNER))


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def seen(tmp_path: Path, now: list[float]) -> Seen:
    return Seen(tmp_path, "default", lambda: now[0])


def test_at_first_nothing_was_seen_and_no_file_is_made(seen: Seen, tmp_path: Path):
    assert seen.load() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [1, 2, 7, 64, 130])
def test_what_was_kept_is_read_back_by_another_process(seen: Seen, tmp_path: Path, size: int):
    seen.keep(head_of(size))
    assert Seen(tmp_path, "default").load() == head_of(size)
    assert [each.name for each in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_a_log_that_is_empty_is_nothing_seen(seen: Seen):
    seen.keep(Head())
    assert seen.load() is None


def test_it_is_due_at_first_and_a_minute_after_it_was_kept(seen: Seen, now: list[float]):
    assert seen.due
    seen.keep(head_of(1))
    assert not seen.due
    now[0] += KEEP_S - 0.1
    assert not seen.due
    now[0] += 0.1
    assert seen.due
    seen.accept(head_of(1))
    assert not seen.due


def test_a_disk_that_refuses_is_asked_again_in_a_minute(tmp_path: Path, now: list[float]):
    seen = Seen(tmp_path / "gone", "default", lambda: now[0])
    with pytest.raises(StoreError, match="cannot be written: No such file"):
        seen.keep(head_of(1))
    assert not seen.due
    now[0] += KEEP_S
    assert seen.due


def test_another_process_that_knows_less_takes_nothing_back(seen: Seen, tmp_path: Path):
    late = Seen(tmp_path, "default")
    seen.keep(head_of(9))
    late.keep(head_of(8))
    assert seen.load() == head_of(9)
    late.keep(head_of(10))
    assert seen.load() == head_of(10)


def test_an_accepted_loss_is_less_than_was_seen(seen: Seen):
    seen.keep(head_of(9))
    seen.accept(head_of(4, b"other"))
    assert seen.load() == head_of(4, b"other")


@pytest.mark.parametrize("size", [4, 10])
def test_a_process_that_knows_nothing_of_an_accepted_loss_does_not_take_it_back(
    seen: Seen, tmp_path: Path, size: int
):
    running = Seen(tmp_path, "default")
    running.keep(head_of(9))
    seen.accept(head_of(size, b"other"))
    for _ in range(2):
        running.keep(head_of(12))
        assert Seen(tmp_path, "default").load() == head_of(size, b"other")
    assert running.load() == head_of(size, b"other")
    running.keep(head_of(12, b"other"))
    assert Seen(tmp_path, "default").load() == head_of(12, b"other")


def test_who_accepts_a_loss_goes_on_keeping(seen: Seen):
    for size in (4, 3, 2):
        seen.accept(head_of(size))
        seen.keep(head_of(size + 1))
        assert seen.load() == head_of(size + 1)


def test_a_file_that_was_moved_away_comes_back(seen: Seen, tmp_path: Path):
    seen.accept(head_of(3))
    (tmp_path / NAME).unlink()
    seen.keep(head_of(4))
    assert seen.load() == head_of(4)


def test_two_tenants_of_one_folder_are_kept_apart(seen: Seen, tmp_path: Path):
    other = Seen(tmp_path, "acme")
    seen.keep(head_of(3))
    other.keep(head_of(5, tenant="acme"))
    assert (seen.load(), other.load()) == (head_of(3), head_of(5, tenant="acme"))


def changed(**changes: object) -> bytes:
    members = {
        "format": "guard-audit/seen/v1",
        "frontier": head_of(3).tree.to_bytes().hex(),
        "note": head_of(3).note,
        "accepted": 0,
    }
    return json.dumps(members | changes).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        changed(more=1),
        changed(format="guard-audit/seen/v2"),
        changed(frontier="zz"),
        changed(frontier=7),
        changed(frontier=""),
        changed(frontier=head_of(2).tree.to_bytes().hex()),
        changed(frontier=head_of(3, b"x").tree.to_bytes().hex()),
        changed(accepted="0"),
        changed(accepted=-1),
        changed(accepted=True),
        changed(note=None),
        changed(note="no note"),
        changed(note=head_of(4).note),
        changed(note=head_of(3, tenant="acme").note),
    ],
)
def test_a_file_that_is_not_what_was_kept_is_refused_and_stays(seen: Seen, tmp_path: Path, content: bytes):
    (tmp_path / NAME).write_bytes(content)
    for use in (seen.load, lambda: seen.keep(head_of(5))):
        with pytest.raises(StoreError, match=f"{NAME}: not what was kept of this log: .*move the file away"):
            use()
    assert (tmp_path / NAME).read_bytes() == content


def test_the_file_as_it_is_written_passes_that_check(seen: Seen, tmp_path: Path):
    (tmp_path / NAME).write_bytes(changed())
    assert seen.load() == head_of(3)


def test_a_file_that_cannot_be_read_is_refused(seen: Seen, tmp_path: Path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        seen.load()


@given(old=st.integers(0, 70), more=st.integers(0, 70))
def test_a_tree_is_the_beginning_of_every_tree_that_it_grows_into(old: int, more: int):
    rows = [row(number) for number in range(old + more)]
    assert is_beginning(tree_of(*rows[:old]), tree_of(*rows), rows[old:])


@given(data=st.data(), old=st.integers(1, 70), more=st.integers(0, 70))
def test_a_tree_with_one_other_record_is_no_beginning(data: st.DataObject, old: int, more: int):
    rows = [row(number) for number in range(old + more)]
    at = data.draw(st.integers(0, old - 1))
    other = [*rows[:at], row(at, b"other"), *rows[at + 1 :]]
    assert not is_beginning(tree_of(*rows[:old]), tree_of(*other), other[old:])


@given(old=st.integers(1, 70), less=st.integers(1, 70))
def test_a_tree_is_no_beginning_of_a_smaller_one(old: int, less: int):
    rows = [row(number) for number in range(old)]
    assert not is_beginning(tree_of(*rows), tree_of(*rows[: max(0, old - less)]), ())


def test_records_are_read_only_where_the_log_has_grown():
    def unread() -> Iterator[Row]:
        raise AssertionError("read")
        yield

    tree = tree_of(*(row(number) for number in range(5)))
    assert is_beginning(tree, tree, unread())


def checked(path: Path, seen: Head | None, tenant: str = "default") -> None:
    with closing(SqliteStore.read(path)) as store:
        refuse_rollback(seen, store, tenant)


def seen_of(path: Path) -> Head:
    with closing(SqliteStore.read(path)) as store:
        return store.head("default")


@pytest.fixture
def grown(
    filled: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record]
) -> Callable[[int], Path]:
    """Append records to the store `filled`, and let go of it."""

    def grow(records: int) -> Path:
        with closing(log_at(filled)) as log:
            for _ in range(records):
                log.append_sync(record())
        return filled

    return grow


def test_a_store_that_is_as_it_was_seen_passes(filled: Path):
    checked(filled, seen_of(filled))
    checked(filled, None)


@pytest.mark.parametrize("more", [1, 5])
def test_a_store_that_has_grown_since_passes(filled: Path, grown: Callable[[int], Path], more: int):
    seen = seen_of(filled)
    checked(grown(more), seen)


def test_an_older_copy_of_a_store_is_refused(filled: Path, grown: Callable[[int], Path], tmp_path: Path):
    shutil.copy(filled, tmp_path / "old.sqlite")
    seen = seen_of(grown(3))
    with pytest.raises(
        IntegrityError, match=r"older than what was seen of it, 8 records instead of 12: .*audit recover"
    ):
        checked(tmp_path / "old.sqlite", seen)


def test_an_older_copy_that_has_grown_past_what_was_seen_is_refused(
    filled: Path, grown: Callable[[int], Path], log_at: Callable[..., AuditLog], record: Callable[..., Record]
):
    aside, key = filled.with_name("aside"), filled.with_name(file_names("default")[0])
    aside.mkdir()
    for each in (filled, key):
        shutil.copy(each, aside / each.name)
    seen = seen_of(grown(2))
    said = []
    with closing(log_at(aside / filled.name)) as log:
        for _ in range(4):
            log.append_sync(record())
            with pytest.raises(IntegrityError, match="audit recover") as raised:
                checked(aside / filled.name, seen)
            said.append(str(raised.value))
    assert seen.tree.size == 11
    assert [each.partition(": ")[2][:10] for each in said] == ["older than", *["not the on"] * 3]
    assert "others in the place of its first 11 records" in said[1]


def test_a_store_without_the_log_is_older_than_what_was_seen(filled: Path, tmp_path: Path):
    SqliteStore.write(tmp_path / "new.sqlite").close()
    with pytest.raises(IntegrityError, match="0 records instead of 8"):
        checked(tmp_path / "new.sqlite", seen_of(filled))
