"""Numbers without a check: what is ruled out, and that nothing is confirmed."""

import pytest

from guard.detect.plausible import number


@pytest.mark.parametrize("value", ["12345678", "AB-123456", "2100 0418 45", "533401287", "99123124"])
def test_a_number(value: str):
    assert number(digits=6)(value) is None


@pytest.mark.parametrize(
    "value", ["20240115", "2024-01-15", "15.01.2024", "01/15/2024", "2019-2020", "00000000", "word", "A1234"]
)
def test_no_number(value: str):
    assert number(digits=6)(value) is False


def test_letters_and_signs():
    plate = number(digits=1, letters=1, signs=5)
    assert plate("B-MW 12") is None
    assert plate("A 1234") is None
    assert plate("A1") is False
    assert plate("123456") is False
