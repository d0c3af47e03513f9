"""Tokens become values again: those of this exchange, once, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.restore import restore

TOKENS = {"<PERSON_7KQ2M>": "Ann", "<EMAIL_ADDRESS_ABCDE>": "ann@x", "<A_1>": "<PERSON_7KQ2M>", "<B_2>": ""}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("hi <PERSON_7KQ2M>!", "hi Ann!"),
        ("<PERSON_7KQ2M><PERSON_7KQ2M>", "AnnAnn"),
        ("<PERSON_7KQ2M> at <EMAIL_ADDRESS_ABCDE>", "Ann at ann@x"),
        ("<<PERSON_7KQ2M>>", "<Ann>"),
        ("<A_1>", "<PERSON_7KQ2M>"),
        ("a<B_2>b", "ab"),
    ],
)
def test_tokens_of_the_exchange_are_turned_back_once(value: str, expected: str):
    assert restore(value, TOKENS) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        "<PERSON>",
        "<PERSON_7KQ2N>",
        "<PERSON_7KQ2>",
        "<person_7kq2m>",
        "PERSON_7KQ2M",
        "< PERSON_7KQ2M >",
        "<PERSON_7KQ2M",
        "&lt;PERSON_7KQ2M&gt;",
        "<PERSON_7KQ2M_X>",
        "a < b > c",
    ],
)
def test_everything_else_stays(value: str):
    assert restore(value, TOKENS) == value


@given(st.text(alphabet="<>AB_1", max_size=30))
def test_without_tokens_nothing_changes(value: str):
    assert restore(value, {}) == value
    assert restore(value, {"<ZZ_9>": "x"}) == value
