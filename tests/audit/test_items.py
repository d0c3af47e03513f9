"""What callers hand over, and what they hold afterwards."""

from collections.abc import Callable

import pytest

from audit.items import RID, Item, Receipt, pending
from audit.record import Record


@pytest.mark.parametrize(("size", "placed"), [(0, False), (1, True), (900, True)])
def test_a_receipt_says_whether_its_record_has_a_place(size: int, placed: bool):
    assert Receipt("0a" * RID, 0, size, "", "").placed is placed


def test_a_pending_receipt_knows_the_id_and_nothing_else():
    assert pending("0a" * RID) == Receipt("0a" * RID, 0, 0, "", "", settled=True)


def test_an_item_is_as_large_as_its_body(record: Callable[..., Record]):
    assert Item("a", record(b"x" * 300)).size == 300
    assert Item("a", record(b"", level="none")).size == 0
    assert Item("a").size == 0


def test_an_item_shows_no_body(record: Callable[..., Record]):
    assert "Quillfeather" not in repr(Item("a", record()))


def test_each_item_has_a_receipt_of_its_own():
    one, other = Item("a"), Item("a")
    one.done.set_result(pending("a"))
    assert not other.done.done()
