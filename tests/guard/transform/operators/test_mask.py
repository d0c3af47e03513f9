"""Mask: asterisks, of which never less than half."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.operators.mask import mask
from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Operator, Rewrite


def masked(value: str, keep_last: int) -> str:
    return mask(value, "X", Rewrite(Operator.MASK, keep_last), Pseudonyms(b"k" * 32))


@pytest.mark.parametrize(
    ("value", "keep_last", "expected"),
    [
        ("4111111111111111", 4, "************1111"),
        ("4111111111111111", 0, "****************"),
        ("12345", 4, "***45"),
        ("1234", 16, "**34"),
        ("12", 1, "*2"),
        ("1", 4, "*"),
        ("é😀ñü", 2, "**ñü"),
    ],
)
def test_masked(value: str, keep_last: int, expected: str):
    assert masked(value, keep_last) == expected


@given(st.text(alphabet=st.characters(blacklist_characters="*"), min_size=1), st.integers(0, 16))
def test_never_more_than_half_and_never_more_than_asked_stays(value: str, keep_last: int):
    made = masked(value, keep_last)
    hidden = made.count("*")
    assert len(made) == len(value)
    assert made == "*" * hidden + value[hidden:]
    assert len(value) - hidden <= min(keep_last, len(value) / 2)


def test_no_key_is_needed(pseudonyms: Callable[..., Pseudonyms]):
    one, other = (mask("1234", "X", Rewrite(Operator.MASK), pseudonyms(key * 32)) for key in (b"a", b"b"))
    assert one == other == "****"
