"""How often and how many at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.tenancy.turnstile import Bounds, TooMany, Turnstile


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def through(turnstile: Turnstile) -> bool:
    try:
        with turnstile.passage():
            return True
    except TooMany:
        return False


def test_without_bounds_everybody_passes() -> None:
    turnstile = Turnstile(Bounds())
    assert all(through(turnstile) for _ in range(1000))


def test_a_burst_passes_and_then_as_many_as_a_minute_allows() -> None:
    clock = Clock()
    turnstile = Turnstile(Bounds(per_minute=60, burst=3), clock)
    assert [through(turnstile) for _ in range(5)] == [True, True, True, False, False]
    clock.now += 1
    assert [through(turnstile) for _ in range(2)] == [True, False]
    clock.now += 3600
    assert [through(turnstile) for _ in range(4)] == [True, True, True, False]


def test_it_says_when_to_come_again() -> None:
    clock = Clock()
    turnstile = Turnstile(Bounds(per_minute=2, burst=1), clock)
    assert through(turnstile)
    with pytest.raises(TooMany) as refused, turnstile.passage():
        pass
    assert (refused.value.status, refused.value.after, refused.value.code) == (429, 30, "rate_limit_exceeded")
    clock.now += refused.value.after
    assert through(turnstile)


def test_so_many_at_once_and_no_more() -> None:
    turnstile = Turnstile(Bounds(concurrent=2))
    with turnstile.passage(), turnstile.passage():
        assert turnstile.within == 2
        assert not through(turnstile)
    assert turnstile.within == 0
    assert through(turnstile)


def test_whoever_fails_inside_has_left_as_well() -> None:
    turnstile = Turnstile(Bounds(concurrent=1))
    with pytest.raises(RuntimeError), turnstile.passage():
        raise RuntimeError
    assert through(turnstile)


def test_what_is_refused_for_being_many_at_once_takes_nothing_from_the_minute() -> None:
    clock = Clock()
    turnstile = Turnstile(Bounds(per_minute=60, burst=2, concurrent=1), clock)
    with turnstile.passage():
        assert not any(through(turnstile) for _ in range(10))
    assert through(turnstile)


@given(st.integers(1, 600), st.integers(1, 50), st.lists(st.floats(0, 120, allow_nan=False), max_size=60))
def test_never_more_than_burst_and_rate_together_allow(rate: int, burst: int, pauses: list[float]) -> None:
    clock = Clock()
    turnstile = Turnstile(Bounds(per_minute=rate, burst=burst), clock)
    began, passed = clock.now, 0
    for pause in pauses:
        clock.now += pause
        passed += through(turnstile)
        assert passed <= burst + (clock.now - began) * rate / 60 + 1e-6
