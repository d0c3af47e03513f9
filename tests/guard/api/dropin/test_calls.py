"""Calls are remembered for a while, within bounds, and for their own caller."""

from typing import Any

import pytest

from guard.api.dropin.calls import Calls

TOKENS = {"<EMAIL_ADDRESS_7KQ2M>": "jane@example.org"}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_tokens_come_back_for_the_same_caller_and_call_only() -> None:
    calls = Calls()
    calls.issue("a", "1", TOKENS)
    assert calls.tokens("a", "1") == TOKENS
    assert calls.tokens("a", "1") == TOKENS
    assert calls.tokens("a", "2") == {}
    assert calls.tokens("b", "1") == {}
    assert calls.tokens("a", "") == {}


def test_a_later_prompt_replaces_tokens_and_one_without_any_does_not() -> None:
    calls = Calls()
    calls.issue("a", "1", TOKENS)
    calls.issue("a", "1", {})
    assert calls.tokens("a", "1") == TOKENS
    calls.issue("a", "1", {"<X_AAAAA>": "x"})
    assert calls.tokens("a", "1") == {"<X_AAAAA>": "x"}


def test_a_call_without_an_id_is_not_remembered() -> None:
    calls = Calls()
    calls.issue("a", "", TOKENS)
    assert calls.tokens("a", "") == {}
    calls.tell("a", "", "x")
    assert not calls.told("a", "", "x")


def test_calls_expire_when_nobody_asks() -> None:
    clock = Clock()
    calls = Calls(seconds=10, clock=clock)
    calls.issue("a", "1", TOKENS)
    clock.now = 9
    assert calls.tokens("a", "1") == TOKENS
    clock.now = 18
    assert calls.tokens("a", "1") == TOKENS
    clock.now = 28
    assert calls.tokens("a", "1") == {}


@pytest.mark.parametrize("bound", [{"most": 3}, {"characters": 3 * 37 + 1}])
def test_the_oldest_are_forgotten_first(bound: dict[str, Any]) -> None:
    calls = Calls(**bound)
    for number in range(5):
        calls.issue("a", str(number), TOKENS)
    assert [bool(calls.tokens("a", str(number))) for number in range(5)] == [False, False, True, True, True]


def test_one_call_that_is_too_large_is_not_kept() -> None:
    calls = Calls(characters=100)
    calls.issue("a", "1", TOKENS)
    calls.issue("a", "2", {"<X_AAAAA>": "x" * 1000})
    assert calls.tokens("a", "2") == {}
    calls.issue("a", "3", TOKENS)
    assert calls.tokens("a", "3") == TOKENS


def test_what_was_told_was_told_of_that_call_only() -> None:
    calls = Calls()
    assert not calls.told("a", "1", "x")
    calls.tell("a", "1", "x")
    assert calls.told("a", "1", "x")
    assert not calls.told("a", "1", "y")
    assert not calls.told("a", "2", "x")
    assert not calls.told("b", "1", "x")


def test_a_call_of_which_very_much_is_told_goes_on_telling() -> None:
    calls = Calls()
    for number in range(300):
        calls.tell("a", "1", number)
    assert calls.told("a", "1", 0)
    assert not calls.told("a", "1", 299)


def test_asking_what_was_told_leaves_nothing_behind() -> None:
    calls = Calls(most=1)
    calls.issue("a", "1", TOKENS)
    assert not calls.told("b", "2", "x")
    assert calls.tokens("a", "1") == TOKENS


def test_nothing_of_it_is_shown() -> None:
    calls = Calls()
    calls.issue("a", "1", TOKENS)
    assert "jane" not in repr(calls) + repr(vars(calls))
