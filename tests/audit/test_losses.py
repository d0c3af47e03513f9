"""What was not kept is counted once, whoever counts and whatever fails in between."""

import threading

import pytest

from audit.errors import RecordError
from audit.events import Gap
from audit.losses import Losses


def test_nothing_is_missing_at_first():
    losses = Losses()
    assert (losses.n, losses.take()) == (0, [])


def test_counts_of_one_reason_become_one_span():
    losses = Losses()
    for n, now in ((1, 50), (3, 20), (2, 90)):
        losses.add("overflow", n, now)
    assert losses.n == 6
    assert losses.take() == [Gap(6, 20, 90, "overflow")]
    assert losses.n == 0


def test_reasons_are_told_apart():
    losses = Losses()
    losses.add("overflow", 1, 5)
    losses.add("lost", 2, 6)
    assert sorted(gap.reason for gap in losses.take()) == ["lost", "overflow"]


def test_what_could_not_be_recorded_is_counted_again_beside_what_came_since():
    losses = Losses()
    losses.add("lost", 4, 10)
    taken = losses.take()
    losses.add("lost", 1, 30)
    losses.put_back(taken)
    assert losses.take() == [Gap(5, 10, 30, "lost")]


def test_no_count_is_lost_between_threads():
    losses, taken = Losses(), []

    def count() -> None:
        for second in range(500):
            losses.add("overflow", 1, second)
            taken.extend(losses.take())

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(gap.n for gap in [*taken, *losses.take()]) == 2000


@pytest.mark.parametrize(("n", "now"), [(0, 1), (-1, 1)])
def test_a_count_that_no_gap_can_hold_is_refused(n: int, now: int):
    losses = Losses()
    with pytest.raises(RecordError):
        losses.add("lost", n, now)
    assert losses.n == 0


def test_a_clock_from_before_the_epoch_does_not_keep_a_loss_from_being_counted():
    losses = Losses()
    losses.add("lost", 2, -5)
    assert losses.take() == [Gap(2, 0, 0, "lost")]
