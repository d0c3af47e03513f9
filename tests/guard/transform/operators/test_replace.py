"""Replace: the label in angle brackets, whatever the value."""

from collections.abc import Callable

import pytest

from guard.transform.operators.pseudonym import Pseudonyms
from guard.transform.operators.replace import replace
from guard.types import Operator, Rewrite


@pytest.mark.parametrize(
    ("label", "expected"),
    [("PERSON", "<PERSON>"), ("words:codenames", "<CODENAMES>"), ("self_harm", "<SELF_HARM>")],
)
@pytest.mark.parametrize("value", ["Ann", "", "<PERSON>", "😀" * 50])
def test_the_label_takes_the_values_place(
    pseudonyms: Callable[..., Pseudonyms], label: str, expected: str, value: str
):
    tokens = pseudonyms()
    assert replace(value, label, Rewrite(Operator.REPLACE, 4), tokens) == expected
    assert not tokens.tokens
