"""A breaker opens after failures in a row, lets one try, and closes when that is good."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guard.detect.remote.breaker import Breaker, State


def test_it_opens_after_failures_in_a_row_only(clock: Any):
    breaker = Breaker(3, 10, clock)
    for good in (False, False, True, False, False):
        assert breaker.enter()
        breaker.done(good=good)
    assert breaker.state is State.CLOSED
    breaker.done(good=False)
    assert breaker.state is State.OPEN
    assert not breaker.enter()


def test_one_call_is_let_through_after_a_while(clock: Any):
    breaker = Breaker(1, 10, clock)
    breaker.done(good=False)
    clock.now += 9.9
    assert not breaker.enter()
    clock.now += 0.1
    assert breaker.state is State.HALF_OPEN
    assert breaker.enter()
    assert not breaker.enter()
    assert breaker.state is State.OPEN
    breaker.done(good=True)
    assert breaker.state is State.CLOSED
    assert breaker.enter()


def test_a_bad_trial_keeps_it_open_for_as_long_again(clock: Any):
    breaker = Breaker(2, 10, clock)
    breaker.done(good=False)
    breaker.done(good=False)
    clock.now += 10
    assert breaker.enter()
    clock.now += 3
    breaker.done(good=False)
    clock.now += 9
    assert not breaker.enter()
    clock.now += 1
    assert breaker.enter()


def test_a_trial_nothing_is_heard_of_does_not_keep_it_open_for_ever(clock: Any):
    breaker = Breaker(1, 10, clock)
    breaker.done(good=False)
    clock.now += 10
    assert breaker.enter()
    clock.now += 10
    assert breaker.enter()


@given(st.integers(1, 5), st.lists(st.booleans(), max_size=30))
def test_it_is_open_if_and_only_if_the_last_calls_all_failed(most: int, calls: list[bool]):
    breaker = Breaker(most, 10, lambda: 0.0)
    for good in calls:
        breaker.done(good=good)
    failed = len(calls) >= most and not any(calls[-most:])
    assert (breaker.state is State.OPEN) == failed
    assert breaker.enter() == (not failed)
