"""Labels inside texts: capitals, digits and underscores."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.operators.placeholder import placeholder


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("EMAIL_ADDRESS", "EMAIL_ADDRESS"),
        ("words:code-names_2", "CODE_NAMES_2"),
        ("sexual/minors", "SEXUAL_MINORS"),
        ("hate", "HATE"),
        ("words:words", "WORDS"),
        ("__a--b__", "A_B"),
    ],
)
def test_placeholder(label: str, expected: str):
    assert placeholder(label) == expected


@given(st.from_regex(r"(?:words:)?[a-z0-9][a-z0-9_-]{0,40}", fullmatch=True))
def test_any_list_gets_a_name_that_restore_can_read(label: str):
    assert re.fullmatch(r"[A-Z0-9_]{1,46}", placeholder(label))
