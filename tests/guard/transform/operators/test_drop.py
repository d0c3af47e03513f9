"""Drop leaves nothing."""

from collections.abc import Callable

import pytest

from guard.transform.operators import OPERATORS
from guard.transform.operators.drop import drop
from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Operator, Rewrite


@pytest.mark.parametrize("value", ["Ann", "a", "😀", " \n"])
def test_nothing_is_left(pseudonyms: Callable[..., Pseudonyms], value: str):
    assert drop(value, "PERSON", Rewrite(Operator.DROP), pseudonyms()) == ""


def test_every_operator_of_the_policy_format_is_in_the_mapping():
    assert set(OPERATORS) == set(Operator)
    assert OPERATORS[Operator.DROP] is drop
