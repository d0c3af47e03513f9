"""A batch is what is there already: in order, bounded, and without waiting for more."""

import queue
import time

import pytest

from audit import batches
from audit.batches import BATCH, gathered
from audit.items import Item


def filled(*items: Item | None) -> queue.Queue[Item | None]:
    source: queue.Queue[Item | None] = queue.Queue()
    for item in items:
        source.put(item)
    return source


def rids(batch: list[Item]) -> list[str]:
    return [item.rid for item in batch]


def test_a_lone_item_waits_for_no_other():
    began = time.monotonic()
    batch, ended = gathered(filled(), Item("a"))
    assert (rids(batch), ended) == (["a"], False)
    assert time.monotonic() - began < 1


def test_what_is_queued_comes_along_in_its_order():
    batch, ended = gathered(filled(Item("b"), Item("c")), Item("a"))
    assert (rids(batch), ended) == (["a", "b", "c"], False)


def test_the_end_mark_ends_a_batch_and_what_is_behind_it_stays():
    source = filled(Item("b"), None, Item("c"))
    batch, ended = gathered(source, Item("a"))
    assert (rids(batch), ended) == (["a", "b"], True)
    assert source.qsize() == 1


def test_the_end_mark_alone_is_an_empty_batch():
    assert gathered(filled(Item("a")), None) == ([], True)


def test_a_batch_has_a_largest_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "GATHER_S", 60.0)
    source = filled(*(Item(str(number)) for number in range(BATCH)))
    batch, ended = gathered(source, Item("first"))
    assert (len(batch), ended, source.qsize()) == (BATCH, False, 1)


def test_collecting_ends_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "GATHER_S", -1.0)
    batch, ended = gathered(filled(Item("b")), Item("a"))
    assert (rids(batch), ended) == (["a"], False)
